// Functions and bodies: what a function definition makes, compiled once when it is first called.
import type { CommandFace } from "../command/face.ts";
import type { FunctionEntry } from "../command/session.ts";
import type { ScriptBlock } from "../values/structured.ts";
import { BlockValue } from "./blocks.ts";
import { notSupported } from "./errors.ts";
import { raise } from "./failure.ts";
import type { Frame, Run, Unit } from "./frame.ts";
import { type CompiledParameters, compileParameters } from "./parameters.ts";
import type { Scope } from "./scope.ts";
import { compileBlock } from "./statements.ts";
import type { Comment, FunctionDefinition, ParamBlock, ScriptBlock as Tree } from "./syntax/tree.ts";

/** A script block or function body, ready to run. */
export interface CompiledBody {
  /** Neither parameters nor named blocks: `run` is all there is. */
  readonly simple: boolean;
  /** The statements without named blocks (`end`); of a filter they are `process`. */
  readonly run: Run;
  readonly begin: Run | undefined;
  readonly process: Run | undefined;
  readonly end: Run | undefined;
  readonly clean: Run | undefined;
  readonly parameters: CompiledParameters | undefined;
}

const compiled = new WeakMap<Tree, CompiledBody>();
const nothing: Run = () => undefined;

export function compileBody(tree: Tree, unit: Unit, outer: ParamBlock | null = null): CompiledBody {
  let body = compiled.get(tree);
  if (!body) {
    const param = tree.param ?? outer;
    const block = (part: Tree["end"]) => (part === null ? undefined : compileBlock(part, unit));
    const end = block(tree.end);
    const begin = tree.dynamicParam ? unsupported("dynamicparam", tree, unit) : block(tree.begin);
    body = {
      simple: param === null && !tree.named && tree.process === null && tree.dynamicParam === null,
      run: end ?? nothing,
      begin,
      process: block(tree.process),
      end,
      clean: block(tree.clean),
      parameters: param === null ? undefined : compileParameters(param, unit),
    };
    compiled.set(tree, body);
  }
  return body;
}

function unsupported(what: string, tree: Tree, unit: Unit): Run {
  return (f) => raise(notSupported(what), f, unit, tree.dynamicParam?.span ?? tree.span);
}

/** A function or filter of a scope. */
export class FunctionInfo {
  readonly name: string;
  readonly tree: Tree;
  readonly unit: Unit;
  readonly filter: boolean;
  readonly outer: ParamBlock | null;
  readonly comments: readonly Comment[];
  /** Of a function made from a closure: where it goes on living. */
  readonly home: Frame | undefined;
  /** The module that it came from; "" for none. */
  readonly module: string;

  constructor(
    definition: Pick<FunctionDefinition, "name" | "filter" | "parameters" | "body" | "help">,
    unit: Unit,
    home?: Frame,
    module = "",
  ) {
    // A scope before the name says where it is defined, not what it is called.
    this.name = definition.name.replace(/^(?:global|script|local|private):/i, "");
    this.tree = definition.body;
    this.unit = unit;
    this.filter = definition.filter;
    this.outer = definition.parameters;
    this.comments = definition.help;
    this.home = home;
    this.module = module;
  }

  get body(): CompiledBody {
    return compileBody(this.tree, this.unit, this.outer);
  }

  block(f: Frame): BlockValue {
    return new BlockValue(this.tree, this.unit, this.home ?? f, this.home !== undefined);
  }

  /** Its declaration as the binder, help and completion see it. */
  face(f: Frame): CommandFace {
    return this.body.parameters?.face(this.name, f) ?? looseFace(this.name);
  }

  entry(f: Frame): FunctionEntry {
    const block = this.block(f);
    const help = this.comments.length > 0 ? this.comments : this.tree.help;
    return {
      name: this.name,
      text: block.text,
      block,
      face: this.face(f),
      filter: this.filter,
      module: this.module,
      help: help.map(({ text }) => text.replace(/^<#|#>$/g, "").replace(/^\s*#/gm, "")).join("\n"),
    };
  }
}

/** The face of what declares no parameters: everything goes to $args. */
export function looseFace(name: string): CommandFace {
  return { name, sets: {}, defaultSet: undefined, parameters: {}, loose: true };
}

/** Defines a function of a block (`$function:name = { … }`, Set-Item). */
export function defineFunction(scope: Scope, name: string, block: ScriptBlock): void {
  if (!(block instanceof BlockValue)) return;
  const home = block.closed ? block.home : undefined;
  scope.functions.set(
    name.toLowerCase(),
    new FunctionInfo({ name, filter: false, parameters: null, body: block.tree, help: [] }, block.unit, home),
  );
}

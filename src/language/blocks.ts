// Script blocks as values: where they were written, what they close over, and how cmdlets run them.
import { type BlockCall, type Out, ScriptBlock } from "../values/structured.ts";
import { callBlock } from "./calls.ts";
import { tooDeep } from "./errors.ts";
import { located } from "./failure.ts";
import { type End, FlowSignal } from "./flow.ts";
import { deepest, type Frame, type Unit, within } from "./frame.ts";
import { type CompiledBody, compileBody } from "./functions.ts";
import { Scope, type Variable } from "./scope.ts";
import type { ScriptBlock as Tree } from "./syntax/tree.ts";

export class BlockValue extends ScriptBlock {
  readonly tree: Tree;
  readonly unit: Unit;
  /** Where it runs when a cmdlet calls it. */
  readonly home: Frame;
  /** Made by GetNewClosure: its own scope stays its home wherever it is called. */
  readonly closed: boolean;
  #it: Variable | undefined;

  constructor(tree: Tree, unit: Unit, home: Frame, closed = false) {
    super();
    this.tree = tree;
    this.unit = unit;
    this.home = home;
    this.closed = closed;
  }

  override get text(): string {
    const { start, end } = this.tree.span;
    const written = this.unit.source.slice(start, end);
    return written.startsWith("{") && written.endsWith("}") ? written.slice(1, -1) : written;
  }

  override variable(name: string): unknown {
    return this.home.scope.find(name.toLowerCase())?.value ?? null;
  }

  get body(): CompiledBody {
    return compileBody(this.tree, this.unit);
  }

  /**
   * The same block as it is called from another place: its errors and streams are the caller's, and its scope too,
   * unless it is a closure.
   */
  at(caller: Frame): BlockValue {
    if (this.home === caller) return this;
    const home = this.closed ? within(caller, { scope: this.home.scope }) : caller;
    return new BlockValue(this.tree, this.unit, home, this.closed);
  }

  /** GetNewClosure: the variables as they are now, in a scope of its own. */
  close(): BlockValue {
    const scope = new Scope(this.home.scope.named("global"));
    for (const variable of this.home.scope.variables.values()) scope.put(variable.name, variable.value);
    return new BlockValue(this.tree, this.unit, within(this.home, { scope }), true);
  }

  override run(call: BlockCall, out: Out): void | Promise<void> {
    const { body, home } = this;
    const { core } = home;
    if (core.nested >= deepest) throw located(tooDeep(), home, undefined);
    const plain = call.scope !== "new" && body.simple && call.args === undefined && call.self === undefined;
    const hasIt = plain && "it" in call;
    const held = hasIt ? this.#itVariable() : undefined;
    const before = held?.value;
    if (held) held.value = call.it;
    core.nested++;
    let ended: End | Promise<End> | void | Promise<void>;
    try {
      ended = plain ? body.run(home, out) : callBlock(this, call, out);
    } catch (error) {
      if (held) held.value = before;
      core.nested--;
      throw error;
    }
    if (ended instanceof Promise) return this.#later(ended, held, before);
    if (held) held.value = before;
    core.nested--;
    if (ended !== undefined) leave(ended);
  }

  /** $_ of the scope that the block runs in. */
  #itVariable(): Variable {
    let held = this.#it;
    if (held === undefined || held.removed) {
      held = this.home.scope.own("_");
      this.#it = held;
    }
    return held;
  }

  async #later(ended: Promise<End> | Promise<void>, held: Variable | undefined, before: unknown): Promise<void> {
    try {
      const end = await ended;
      if (end !== undefined) leave(end);
    } finally {
      if (held) held.value = before;
      this.home.core.nested--;
    }
  }
}

/** `return` ends the block only; `break` and `continue` look for a loop above. */
export function leave(end: End): void {
  if (end !== undefined && end.kind !== "return") throw new FlowSignal(end);
}

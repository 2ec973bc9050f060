// Commands and parameters that a script uses and exsh lacks, found by the rules of the language and of the binder.

import { isSwitch } from "../../command/argument.ts";
import type { Cmdlet } from "../../command/cmdlet.ts";
import { adviceFor } from "../../command/exchange.ts";
import { findParameter, type PreparedFace, prepare } from "../../command/face.ts";
import { adviceForModule } from "../../command/modules.ts";
import type { Problem } from "../../command/problem.ts";
import type { Registry } from "../../command/registry.ts";
import { isPath } from "../paths.ts";
import type { Command, Expression, Span } from "../syntax/tree.ts";
import { adviceForCommand, adviceForParameter, didYouMean } from "./advice.ts";
import type { Report } from "./finding.ts";
import { type Defined, word } from "./scripts.ts";
import { type SplatKey, splats } from "./splats.ts";
import type { Scope, Survey } from "./survey.ts";
import { checkConstructed } from "./types.ts";

/** The commands that there are without the script. */
export interface Commands {
  readonly registry: Registry;
  /** What an alias of the session stands for. */
  alias(name: string): string | undefined;
  isFunction(name: string): boolean;
  /** Whether this system has a program of that name. */
  isProgram(name: string): Promise<boolean>;
}

export async function checkCommands(all: Survey, defined: Defined, known: Commands, report: Report): Promise<void> {
  const keysOf = splats(all);
  for (const { command, path } of defined.missing) {
    report("Script", path, command.span, "There is no such file; commands that it brings are not known here.");
  }
  const told = new Map<string, readonly [Parameters<Report>[0], string]>();
  for (const { node, scope } of all.of("Command")) {
    const name = word(node.name);
    if (name === undefined || name === "") continue;
    checkModule(node, name, report);
    const cmdlet = await find(name, node);
    if (cmdlet) checkArguments(node, cmdlet, scope);
  }

  async function find(name: string, node: Command): Promise<Cmdlet | undefined> {
    const plain = resolved(name);
    if (defined.functions.has(plain.toLowerCase()) || known.isFunction(plain)) return undefined;
    if (known.registry.find(plain) !== undefined) return known.registry.load(plain);
    if (/\.ps1$/i.test(plain)) return undefined;
    let found = told.get(plain.toLowerCase());
    if (!found) {
      if (await known.isProgram(plain)) found = ["Program", ""];
      else found = lacking(plain);
      told.set(plain.toLowerCase(), found);
    }
    const [kind, advice] = found;
    if (kind !== "Program" || advice !== "") report(kind, name, node.name.span, advice);
    return undefined;
  }

  /** What a name stands for, by way of aliases, without module and scope. */
  function resolved(name: string): string {
    let at = name;
    const seen = new Set<string>();
    while (!seen.has(at.toLowerCase())) {
      seen.add(at.toLowerCase());
      at = defined.aliases.get(at.toLowerCase()) ?? known.alias(at) ?? at;
    }
    const qualified = /^(?:[\w.]+\\)?([A-Za-z]\w*-\w+)$/.exec(at);
    return (qualified?.[1] ?? at).replace(/^(?:global|script|local):/i, "");
  }

  function lacking(name: string): readonly [Parameters<Report>[0], string] {
    if (/\.(?:exe|com|cmd|bat|vbs)$/i.test(name)) return ["Program", "It is a program for Windows."];
    if (isPath(name)) return ["Program", "There is no such file."];
    const special = adviceForCommand(name);
    if (special) return [special.kind, special.advice];
    const exchange = adviceFor(name);
    if (exchange !== undefined) return ["Command", exchange];
    const near = didYouMean(name, [...known.registry.names, ...defined.functions]);
    return [
      name.includes("-") ? "Command" : "Program",
      near || (name.includes("-") ? "" : "There is no such program here."),
    ];
  }

  function checkArguments(node: Command, cmdlet: Cmdlet, scope: Scope): void {
    const face = prepare(cmdlet);
    for (const element of node.elements) {
      if (element.kind === "CommandParameter") checkName(cmdlet, face, element.name, element.span, node);
      else if (element.kind === "Variable" && element.splatted) {
        for (const key of keysOf(element.name, node.span.start, scope)) checkKey(cmdlet, face, key, node);
      }
    }
    if (cmdlet.name === "New-Object") {
      const type = argumentOf(node, face, "TypeName");
      const name = type && word(type);
      if (type && name !== undefined && !hasCom(node)) checkConstructed(name, type.span, report);
    }
  }

  function checkKey(cmdlet: Cmdlet, face: PreparedFace, key: SplatKey, node: Command): void {
    checkName(cmdlet, face, key.name, key.span, node);
  }

  function checkName(cmdlet: Cmdlet, face: PreparedFace, name: string, at: Span, node: Command): void {
    const shown = `${cmdlet.name} -${name}`;
    if (cmdlet.name === "New-Object" && /^com/i.test(name)) {
      const object = node.elements.map((one) => (one.kind === "CommandParameter" ? one.argument : one));
      const of = object.map((one) => (one ? word(one) : undefined)).find((one) => one !== undefined);
      report("COM", of ?? "New-Object -ComObject", at, "COM belongs to Windows.");
    } else if (cmdlet.name === "ForEach-Object" && /^para/i.test(name)) {
      report("Language", shown, at, "-Parallel is not supported yet. Do the work one after the other.");
    } else if (/^asjob$/i.test(name) && !findParameter(face, name)) {
      report("Language", shown, at, "Jobs are not supported yet. Do the work one after the other.");
    } else {
      const advice = wrongName(cmdlet, face, name);
      if (advice !== undefined) report("Parameter", shown, at, advice);
    }
  }
}

/** What is wrong with the name of a parameter; undefined when it stands for one. */
function wrongName(cmdlet: Cmdlet, face: PreparedFace, name: string): string | undefined {
  try {
    if (findParameter(face, name)) return undefined;
  } catch (ambiguous) {
    return (ambiguous as Problem).message;
  }
  const special = adviceForParameter(name);
  if (special !== undefined) return special;
  const names = [...face.own, ...face.common].map((one) => one.name);
  return didYouMean(name, names, (one) => `-${one}`) || `'Get-Help ${cmdlet.name}' shows those that there are.`;
}

const hasCom = (node: Command) =>
  node.elements.some((one) => one.kind === "CommandParameter" && /^com/i.test(one.name));

/** The argument of a parameter that is named, or the first one that belongs to no name. */
function argumentOf(node: Command, face: PreparedFace, wanted: string): Expression | undefined {
  let first: Expression | undefined;
  for (let i = 0; i < node.elements.length; i++) {
    const element = node.elements[i]!;
    if (element.kind !== "CommandParameter") {
      if (!(element.kind === "Variable" && element.splatted)) first ??= element;
      continue;
    }
    let parameter: ReturnType<typeof findParameter>;
    try {
      parameter = findParameter(face, element.name);
    } catch {
      return undefined;
    }
    const next = node.elements[i + 1];
    const takesNext =
      !element.argument && (!parameter || !isSwitch(parameter.spec.type)) && next?.kind !== "CommandParameter";
    const value = element.argument ?? (takesNext ? (next as Expression | undefined) : undefined);
    if (parameter?.name === wanted) return value;
    if (takesNext) i++;
  }
  return first;
}

/** Modules that belong elsewhere, whether or not there is a cmdlet that imports. */
function checkModule(node: Command, name: string, report: Report): void {
  if (!/^(?:import-module|ipmo)$/i.test(name)) return;
  for (const element of node.elements) {
    const module = word(element.kind === "CommandParameter" ? (element.argument ?? element) : element);
    const advice = module === undefined ? undefined : adviceForModule(module);
    if (advice !== undefined) report("Module", module!, element.span, advice);
  }
}

// The shell as a cmdlet sees it: variables, aliases and functions of the scope in which it was called.

import type { Question } from "../command/context.ts";
import type { Problem } from "../command/problem.ts";
import type { ErrorRecord } from "../command/record.ts";
import type { Registry } from "../command/registry.ts";
import type {
  Aliases,
  FunctionEntry,
  Functions,
  HistoryEntry,
  ScopeName,
  Screen,
  Variable as Seen,
  Shell,
  Variables,
} from "../command/session.ts";
import type { Out, ScriptBlock } from "../values/structured.ts";
import { BlockValue } from "./blocks.ts";
import { compileSource } from "./commands.ts";
import { readOnlyVariable, syntaxProblem } from "./errors.ts";
import { FlowSignal } from "./flow.ts";
import { type Frame, Unit } from "./frame.ts";
import { defineFunction } from "./functions.ts";
import { modulesOf } from "./modules.ts";
import { findProgram, listPrograms } from "./programs.ts";
import { readyFunction, readyNames } from "./ready.ts";
import type { Scope, Variable } from "./scope.ts";
import { parse, showSyntaxError } from "./syntax/parser.ts";
import { setEnvironment } from "./variables.ts";

/** What of the shell the session keeps beside its core. */
export interface Keeping {
  readonly history: HistoryEntry[];
  /** The number of the last line of the history. */
  lastLine: number;
  transcript: Shell["transcript"];
  readonly completers: Shell["completers"];
  readonly sample: Shell["sample"];
}

function seen(variable: Variable): Seen {
  const { name, value, description, option, visibility } = variable;
  return { name, value, description, option, visibility };
}

function variablesOf(f: Frame): Variables {
  const scopeOf = (name: ScopeName | undefined): Scope => (name === undefined ? f.scope : f.scope.named(name));
  const find = (name: string, scope: ScopeName | undefined): Variable | undefined =>
    scope === undefined ? f.scope.find(name.toLowerCase()) : scopeOf(scope).variables.get(name.toLowerCase());
  const hidden = (variable: Variable) => variable.visibility === "Private" && f.scope.parent === null;
  return {
    get(name, scope) {
      const found = find(name, scope);
      f.scope.mayName(found);
      return found && seen(found);
    },
    set(name, value, options = {}) {
      const scope = scopeOf(options.scope);
      const known = scope.variables.get(name.toLowerCase());
      f.scope.mayName(known);
      if (known?.option === "Constant" || (known?.option === "ReadOnly" && !options.force))
        throw readOnlyVariable(name);
      const made = scope.own(name);
      made.value = made.check ? made.check(value) : value;
      if (options.option !== undefined) made.option = options.option;
      if (options.description !== undefined) made.description = options.description;
      if (options.visibility !== undefined) made.visibility = options.visibility;
      if (made.visibility === "Private") made.removed = true;
      return seen(made);
    },
    remove(name, options = {}) {
      const key = name.toLowerCase();
      let scope: Scope | null = scopeOf(options.scope);
      if (options.scope === undefined) while (scope && !scope.variables.has(key)) scope = scope.parent;
      const known = scope?.variables.get(key);
      if (!scope || !known) return false;
      f.scope.mayName(known);
      if (known.option === "Constant" || (known.option === "ReadOnly" && !options.force)) throw readOnlyVariable(name);
      return scope.remove(key);
    },
    *list(scope) {
      if (scope !== undefined) {
        for (const variable of scopeOf(scope).variables.values())
          if (!variable.name.startsWith("%") && !hidden(variable)) yield seen(variable);
        return;
      }
      const names = new Set<string>();
      for (let at: Scope | null = f.scope; at !== null; at = at.parent) {
        for (const [key, variable] of at.variables) {
          if (names.has(key) || key.startsWith("%") || (at !== f.scope && variable.option === "Private")) continue;
          names.add(key);
          if (!hidden(variable)) yield seen(variable);
        }
      }
    },
  };
}

function aliasesOf(f: Frame): Aliases {
  return {
    get: (name, scope) =>
      scope === undefined
        ? f.scope.findAlias(name.toLowerCase())
        : f.scope.named(scope).aliases.get(name.toLowerCase()),
    set: (alias, { scope, force } = {}) => f.scope.named(scope ?? "Local").setAlias(alias, force),
    remove(name, scope) {
      const key = name.toLowerCase();
      const home = scope === undefined ? f.scope.aliasHome(key) : f.scope.named(scope);
      return home?.aliases.delete(key) ?? false;
    },
    *list(scope) {
      if (scope !== undefined) {
        yield* f.scope.named(scope).aliases.values();
        return;
      }
      for (let at: Scope | null = f.scope; at !== null; at = at.parent) {
        for (const [key, alias] of at.aliases) if (f.scope.aliasHome(key) === at) yield alias;
      }
    },
  };
}

function functionsOf(f: Frame): Functions {
  return {
    get: (name) => (f.scope.findFunction(name.toLowerCase()) ?? readyFunction(name, f))?.entry(f),
    set: (name, block, scope) => defineFunction(scope === undefined ? f.scope : f.scope.named(scope), name, block),
    remove(name) {
      const key = name.toLowerCase();
      for (let scope: Scope | null = f.scope; scope !== null; scope = scope.parent) {
        if (scope.functions.delete(key)) return true;
      }
      return false;
    },
    *list() {
      for (const name of readyNames) if (!f.scope.findFunction(name)) readyFunction(name, f);
      const names = new Set<string>();
      for (let scope: Scope | null = f.scope; scope !== null; scope = scope.parent) {
        for (const [key, info] of scope.functions) {
          if (names.has(key)) continue;
          names.add(key);
          yield info.entry(f) as FunctionEntry;
        }
      }
    },
  };
}

/** Parses text into a block; throws a Problem that shows the errors of the source. */
export function blockOf(text: string, f: Frame): ScriptBlock {
  const result = parse(text);
  const [first] = result.errors;
  if (first) throw parseProblem(text, result.errors, first.id);
  return new BlockValue(result.tree, new Unit(text, ""), f);
}

export function parseProblem(
  text: string,
  errors: ReturnType<typeof parse>["errors"],
  id: string,
  file: string | null = null,
): Problem {
  return syntaxProblem(errors.map((error) => showSyntaxError(error, text, file)).join("\n"), id);
}

export function shellOf(f: Frame, keeping: Keeping): Shell {
  const { core } = f;
  return {
    variables: variablesOf(f),
    aliases: aliasesOf(f),
    functions: functionsOf(f),
    registry: core.registry as Registry,
    errors: core.errors.items as ErrorRecord[],
    history: keeping.history,
    keepHistory(entry) {
      const kept = { id: ++keeping.lastLine, ...entry };
      keeping.history.push(kept);
      const most = f.core.global.find("maximumhistorycount")?.value;
      const surplus = keeping.history.length - (typeof most === "number" && most > 0 ? most : 4096);
      if (surplus > 0) keeping.history.splice(0, surplus);
      return kept;
    },
    forgetHistory(fits) {
      const left = keeping.history.filter((one) => !fits(one));
      keeping.history.splice(0, keeping.history.length, ...left);
    },
    screen: core.screen as Screen,
    interactive: core.interactive,
    get location() {
      return core.location;
    },
    set location(path: string) {
      core.location = path;
    },
    ask: (question: Question) => f.streams.ask(question),
    run(text: string, out: Out) {
      const body = compileSource(text, "");
      const end = body.run(f, out);
      const left = (ended: Awaited<typeof end>) => {
        if (ended !== undefined) throw new FlowSignal(ended);
      };
      return end instanceof Promise ? end.then(left) : left(end);
    },
    modules: modulesOf(f),
    async programs(fits) {
      if (typeof fits === "function") return listPrograms(core, fits);
      const path = await findProgram(core, fits);
      return path === undefined ? [] : [path];
    },
    completers: keeping.completers,
    sample: keeping.sample,
    block: (text: string) => blockOf(text, f),
    environment() {
      return [...core.env.values()].map(({ name, value }) => [name, value] as const);
    },
    setEnvironment: (name, value) => setEnvironment(core, name, value),
    traceTo(listener) {
      core.trace = listener;
    },
    get strictMode() {
      return core.strict;
    },
    set strictMode(level: number) {
      core.strict = level;
    },
    get transcript() {
      return keeping.transcript;
    },
    set transcript(to) {
      keeping.transcript = to;
    },
  };
}

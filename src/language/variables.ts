// Reading and assigning variables: scopes, drives ($env: $function: …) and the automatic ones.
import { asList } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { readOnlyVariable, undefinedVariable } from "./errors.ts";
import { raise } from "./failure.ts";
import type { Core, Eval, Frame, Unit } from "./frame.ts";
import { defineFunction } from "./functions.ts";
import type { Variable as Held, Scope } from "./scope.ts";
import type { Variable } from "./syntax/tree.ts";

/** Automatic variables that are worked out when they are read. */
const automatic: Readonly<Record<string, (f: Frame, unit: Unit) => unknown>> = {
  "?": (f) => f.core.ok,
  pwd: (f) => f.core.location,
  myinvocation: (f, unit) => invocationInfo(f, unit),
  psboundparameters: (f) => f.call?.bound ?? null,
  pscmdlet: (f) => f.call?.cmdlet ?? null,
  psscriptroot: (_, unit) => (unit.file.includes("/") ? unit.file.slice(0, unit.file.lastIndexOf("/")) || "/" : ""),
  pscommandpath: (_, unit) => unit.file,
  input: (f) => f.call?.input ?? null,
};

function invocationInfo(f: Frame, unit: Unit): unknown {
  const { call } = f;
  const path = call?.path || unit.file;
  const command = new CustomObject(
    {
      Name: path && call?.path ? path.split("/").pop() : (call?.name ?? ""),
      Path: path,
      Definition: path,
      Source: path,
    },
    [call?.path ? "System.Management.Automation.ExternalScriptInfo" : "System.Management.Automation.FunctionInfo"],
  );
  return new CustomObject(
    {
      MyCommand: command,
      InvocationName: call?.name ?? "",
      BoundParameters: call?.bound ?? null,
      UnboundArguments: call?.args ?? [],
      ScriptName: call?.position?.file ?? "",
      ScriptLineNumber: call?.position?.line ?? 0,
      OffsetInLine: call?.position?.column ?? 0,
      Line: call?.position?.text ?? "",
      ExpectingInput: call?.expectsInput ?? false,
      PSScriptRoot: unit.file.includes("/") ? unit.file.slice(0, unit.file.lastIndexOf("/")) || "/" : "",
      PSCommandPath: unit.file,
      PipelineLength: 1,
      PipelinePosition: 1,
    },
    ["System.Management.Automation.InvocationInfo"],
  );
}

/** Compiles the reading of a variable. */
export function readVariable(node: Variable, unit: Unit): Eval {
  const key = node.name.toLowerCase();
  if (node.scope !== null && node.scope !== "using" && node.scope !== "variable") return scoped(node, unit);
  if (key === "true") return () => true;
  if (key === "false") return () => false;
  if (key === "null") return () => null;
  const special = Object.hasOwn(automatic, key) ? automatic[key] : undefined;
  if (special) return (f) => special(f, unit);
  let lastScope: Scope | undefined;
  let last: Held | undefined;
  return (f) => {
    const { scope } = f;
    if (scope === lastScope && last !== undefined && !last.removed) return last.value;
    const own = scope.variables.get(key);
    if (own) {
      lastScope = scope;
      last = own;
      return heldBy(own, f, unit, node);
    }
    const found = scope.find(key);
    if (found) return heldBy(found, f, unit, node);
    if (f.core.strict >= 1) raise(undefinedVariable(node.name), f, unit, node.span);
    return null;
  };
}

function heldBy(held: Held, f: Frame, unit: Unit, node: Variable): unknown {
  if (held.visibility === "Private") {
    try {
      f.scope.mayName(held);
    } catch (error) {
      raise(error, f, unit, node.span);
    }
  }
  return held.value;
}

function scoped(node: Variable, unit: Unit): Eval {
  const key = node.name.toLowerCase();
  const { scope } = node;
  switch (scope) {
    case "env":
      return (f) => f.core.env.get(envKey(f.core, node.name))?.value ?? null;
    case "function":
      return (f) => f.scope.findFunction(key)?.block(f) ?? null;
    case "alias":
      return (f) => f.scope.findAlias(key)?.definition ?? null;
    case "global":
    case "script":
    case "local":
    case "private":
      return (f) => {
        const found = f.scope.named(scope).variables.get(key);
        if (found) return heldBy(found, f, unit, node);
        if (scope === "global" && Object.hasOwn(automatic, key)) return automatic[key]?.(f, unit) ?? null;
        if (f.core.strict >= 1) raise(undefinedVariable(`${scope}:${node.name}`), f, unit, node.span);
        return null;
      };
    default:
      return () => null;
  }
}

/** On Windows names of the environment ignore case; elsewhere an exact name wins and any case will do. */
function envKey(core: Core, name: string): string {
  if (core.env.has(name)) return name;
  const lower = name.toLowerCase();
  for (const key of core.env.keys()) if (key.toLowerCase() === lower) return key;
  return name;
}

/** Sets a variable of the environment, or removes it. */
export function setEnvironment(core: Core, name: string, value: string | undefined): void {
  const known = envKey(core, name);
  if (value === undefined) core.env.delete(known);
  else core.env.set(known, { name: known, value });
}

const constant = new Set([
  "true",
  "false",
  "null",
  "?",
  "pwd",
  "myinvocation",
  "pscmdlet",
  "psboundparameters",
  "psscriptroot",
  "pscommandpath",
]);

/** Compiles the assignment of a value to a variable; the scope named, else the current one. */
export function writeVariable(node: Variable, unit: Unit): (f: Frame, value: unknown) => void {
  const { name } = node;
  const key = name.toLowerCase();
  if (node.scope !== null && node.scope !== "variable") return writeScoped(node, unit);
  if (constant.has(key)) {
    return key === "null"
      ? () => {}
      : (f) => {
          raise(readOnlyVariable(name), f, unit, node.span);
        };
  }
  let lastScope: Scope | undefined;
  let last: Held | undefined;
  return (f, value) => {
    const { scope } = f;
    if (
      scope === lastScope &&
      last !== undefined &&
      !last.removed &&
      last.check === undefined &&
      last.option === "None"
    ) {
      last.value = value;
      return;
    }
    try {
      scope.mayName(scope.variables.get(key));
      scope.set(name, value);
    } catch (error) {
      raise(error, f, unit, node.span);
    }
    lastScope = scope;
    last = scope.variables.get(key);
  };
}

function writeScoped(node: Variable, unit: Unit): (f: Frame, value: unknown) => void {
  const { scope, name } = node;
  switch (scope) {
    case "env":
      return (f, value) => setEnvironment(f.core, name, toText(value) || undefined);
    case "function":
      return (f, value) => {
        if (value instanceof ScriptBlock) defineFunction(f.scope, name, value);
        else f.scope.functions.delete(name.toLowerCase());
      };
    case "alias":
      return (f, value) => {
        f.scope.setAlias({ name, definition: toText(value), description: "", option: "None" });
      };
    case "global":
    case "script":
    case "local":
    case "private":
      return (f, value) => {
        const target = f.scope.named(scope);
        try {
          f.scope.mayName(target.variables.get(name.toLowerCase()));
          target.set(name, value);
        } catch (error) {
          raise(error, f, unit, node.span);
        }
        if (scope === "private") target.own(name).option = "Private";
      };
    default:
      return (f) => {
        raise(readOnlyVariable(`${scope}:${name}`), f, unit, node.span);
      };
  }
}

/** The separator of lists in strings. */
export function listSeparator(f: Frame): string {
  const ofs = f.scope.find("ofs");
  return ofs === undefined ? " " : toText(asList(ofs.value)[0] ?? "");
}

// `param( … )`: its attributes as the declaration that the binder reads, and the variables it makes.

import type { Parameter as Declared } from "../command/cmdlet.ts";
import { validationFailed } from "../command/errors.ts";
import type { CommandFace } from "../command/face.ts";
import { emptyOf } from "../values/net/arrays.ts";
import { isTrue } from "../values/net/numbers.ts";
import type { NetType } from "../values/nettype.ts";
import { isNumber, toNumber } from "../values/numbers.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { Json, Type } from "../values/type.ts";
import { apply } from "./assign.ts";
import { compileExpression } from "./expressions.ts";
import { located } from "./failure.ts";
import type { Eval, Frame, Unit } from "./frame.ts";
import { attributeName, compileRules, type Rule } from "./rules.ts";
import type { Scope } from "./scope.ts";
import type { Attribute, ParamBlock, Parameter } from "./syntax/tree.ts";
import { castTo, castValue, typeNamed } from "./typing.ts";

export interface CompiledParameters {
  /** Whether it has [CmdletBinding()] or a [Parameter()], and so common parameters and $PSCmdlet. */
  readonly advanced: boolean;
  readonly confirms: "ask" | "allow" | undefined;
  face(name: string, f: Frame): CommandFace;
  /** Resolves when all that validation scripts had to wait for is well; rejects with the Problem of the first that is not. */
  checked(): void | Promise<void>;
  /** Makes the variables of those that are bound, and of the rest with their defaults, in order. */
  declare(scope: Scope, f: Frame, bound: Readonly<Record<string, unknown>>): void | Promise<void>;
  /** Sets the variables of what a pipeline object bound. */
  rebind(scope: Scope, bound: Readonly<Record<string, unknown>>): void;
  readonly names: readonly string[];
}

interface One {
  readonly node: Parameter;
  readonly default: Eval | undefined;
  readonly casts: readonly ((value: unknown, f: Frame) => unknown)[];
  readonly rules: readonly Rule[];
  readonly isSwitch: boolean;
}

export function compileParameters(block: ParamBlock, unit: Unit): CompiledParameters {
  const binding = block.attributes.find((attribute) => attributeName(attribute) === "cmdletbinding");
  const all: One[] = block.parameters.map((node) => ({
    node,
    default: node.default === null ? undefined : compileExpression(node.default, unit),
    casts: node.types.map((type) => castTo(type, unit, node.span)),
    rules: compileRules(node.attributes, unit),
    isSwitch: node.types.some((type) => /^switch(?:parameter)?$/i.test(type.text)),
  }));
  const advanced =
    binding !== undefined || all.some(({ node }) => node.attributes.some((one) => attributeName(one) === "parameter"));
  const confirms = confirmsOf(binding);
  const faces = new Map<string, { face: CommandFace; frame: { current: Frame } }>();
  let late: Promise<void>[] = [];
  const wait = (name: string, verdict: Promise<string | undefined>): void => {
    const told = verdict.then((wrong) => {
      if (wrong !== undefined) throw validationFailed(name, wrong);
    });
    told.catch(() => {});
    late.push(told);
  };
  return {
    advanced,
    confirms,
    names: all.map(({ node }) => node.name),
    face(name, f) {
      const known = faces.get(name);
      if (known) {
        known.frame.current = f;
        return known.face;
      }
      const frame = { current: f };
      const face = makeFace(name, all, binding, advanced, confirms, unit, frame, wait);
      faces.set(name, { face, frame });
      return face;
    },
    checked() {
      if (late.length === 0) return undefined;
      const all = Promise.all(late);
      late = [];
      return all.then(() => {});
    },
    declare: (scope, f, bound) => declareFrom(all, 0, scope, f, bound),
    rebind(scope, bound) {
      for (const { node } of all) {
        if (Object.hasOwn(bound, node.name)) scope.put(node.name, bound[node.name]);
      }
    },
  };
}

function confirmsOf(binding: Attribute | undefined): "ask" | "allow" | undefined {
  const word = (name: string) => binding?.named.find((one) => one.name.toLowerCase() === name);
  const supports = word("supportsshouldprocess");
  if (!supports || (supports.value?.kind === "Variable" && supports.value.name.toLowerCase() === "false"))
    return undefined;
  const impact = word("confirmimpact")?.value;
  return impact?.kind === "StringLiteral" && impact.value.toLowerCase() === "high" ? "ask" : "allow";
}

function declareFrom(
  all: readonly One[],
  start: number,
  scope: Scope,
  f: Frame,
  bound: Readonly<Record<string, unknown>>,
): void | Promise<void> {
  for (let i = start; i < all.length; i++) {
    const one = all[i] as One;
    const { name } = one.node;
    if (Object.hasOwn(bound, name)) put(scope, f, one, bound[name]);
    else if (one.default) {
      const value = one.default(f);
      if (value instanceof Promise) {
        return value.then((late) => {
          put(scope, f, one, cast(one, late, f));
          return declareFrom(all, i + 1, scope, f, bound);
        });
      }
      put(scope, f, one, cast(one, value, f));
    } else put(scope, f, one, one.isSwitch ? false : emptyFor(one));
  }
}

/** Defaults are converted but not validated. */
function cast(one: One, value: unknown, f: Frame): unknown {
  return apply(value ?? null, f, one.casts, [], one.node.name);
}

function emptyFor(one: One): unknown {
  const type = one.node.types.at(-1);
  if (!type) return null;
  try {
    const found = typeNamed(type);
    return found.name === "System.String" ? "" : emptyOf(found);
  } catch {
    return null;
  }
}

function put(scope: Scope, f: Frame, one: One, value: unknown): void {
  const variable = scope.own(one.node.name);
  variable.value = value ?? null;
  if (one.casts.length > 0 || one.rules.length > 0) {
    variable.check = (given) => apply(given, f, one.casts, one.rules, one.node.name);
  }
}

/** Constant values of an attribute's named arguments, by name in lower case. */
function argumentsOf(attribute: Attribute, unit: Unit, f: Frame): ReadonlyMap<string, unknown> {
  return new Map(
    attribute.named.map((one) => [
      one.name.toLowerCase(),
      one.value === null ? true : compileExpression(one.value, unit)(f),
    ]),
  );
}

function makeFace(
  name: string,
  all: readonly One[],
  binding: Attribute | undefined,
  advanced: boolean,
  confirms: "ask" | "allow" | undefined,
  unit: Unit,
  frame: { current: Frame },
  wait: Wait,
): CommandFace {
  const f = frame.current;
  const options = binding ? argumentsOf(binding, unit, f) : new Map<string, unknown>();
  const common: Record<string, Declared> = {};
  const sets: Record<string, Record<string, Declared>> = {};
  const explicit = all.some(({ node }) =>
    node.attributes.some(
      (one) => attributeName(one) === "parameter" && one.named.some((arg) => arg.name.toLowerCase() === "position"),
    ),
  );
  const positional = options.has("positionalbinding") ? isTrue(options.get("positionalbinding")) : true;
  let position = 0;
  for (const one of all) {
    const base = declared(one, unit, frame, wait);
    const attributes = one.node.attributes.filter((attribute) => attributeName(attribute) === "parameter");
    const implied = !explicit && positional && !one.isSwitch ? ++position : undefined;
    if (attributes.length === 0) {
      common[one.node.name] = implied === undefined ? base : { ...base, position: implied };
      continue;
    }
    for (const attribute of attributes) {
      const given = argumentsOf(attribute, unit, f);
      const spec = withArguments(base, given, implied);
      const set = given.get("parametersetname");
      if (set === undefined || toText(set).toLowerCase() === "__allparametersets") common[one.node.name] = spec;
      else {
        const key = Object.keys(sets).find((known) => known.toLowerCase() === toText(set).toLowerCase()) ?? toText(set);
        sets[key] ??= {};
        sets[key][one.node.name] = spec;
      }
    }
  }
  const wanted = options.get("defaultparametersetname");
  const defaultSet =
    wanted === undefined
      ? undefined
      : (Object.keys(sets).find((key) => key.toLowerCase() === toText(wanted).toLowerCase()) ?? toText(wanted));
  if (defaultSet !== undefined && Object.keys(sets).length > 0) sets[defaultSet] ??= {};
  return {
    name,
    sets,
    defaultSet: Object.keys(sets).length > 0 ? defaultSet : undefined,
    parameters: common,
    confirms,
    loose: !advanced,
  };
}

function withArguments(base: Declared, given: ReadonlyMap<string, unknown>, implied: number | undefined): Declared {
  const byValue = isTrue(given.get("valuefrompipeline") ?? false);
  const byName = isTrue(given.get("valuefrompipelinebypropertyname") ?? false);
  const place = given.get("position");
  const position = isNumber(place) ? toNumber(place) + 1 : implied;
  const help = given.get("helpmessage");
  return {
    ...base,
    ...(help === undefined ? {} : { summary: toText(help) }),
    ...(isTrue(given.get("mandatory") ?? false) ? { mandatory: true } : {}),
    ...(position === undefined ? {} : { position }),
    ...(byValue || byName
      ? { pipeline: byValue && byName ? ("both" as const) : byValue ? ("value" as const) : ("property" as const) }
      : {}),
    ...(isTrue(given.get("valuefromremainingarguments") ?? false) ? { remaining: true } : {}),
  };
}

/** Takes the verdict on a parameter that is still to come. */
type Wait = (name: string, verdict: Promise<string | undefined>) => void;

function declared(one: One, unit: Unit, frame: { current: Frame }, wait: Wait): Declared {
  const { node } = one;
  const has = (name: string) => node.attributes.some((attribute) => attributeName(attribute) === name);
  const aliases = node.attributes
    .filter((attribute) => attributeName(attribute) === "alias")
    .flatMap((attribute) => attribute.positional.map((arg) => toText(compileExpression(arg, unit)(frame.current))));
  return {
    type: kindOf(one, unit, frame),
    summary: node.comment?.replace(/^\s*#\s?/gm, "").trim() ?? "",
    ...(aliases.length > 0 ? { aliases } : {}),
    ...completesOf(node, unit, frame),
    ...(has("allownull") ? { allowNull: true } : {}),
    ...(has("allowemptystring") || has("allowemptycollection") ? { allowEmpty: true } : {}),
    ...(one.rules.length > 0
      ? {
          check(value: unknown) {
            for (const rule of one.rules) {
              const wrong = rule.check(value, frame.current);
              if (wrong instanceof Promise) wait(node.name, wrong);
              else if (wrong !== undefined) return wrong;
            }
            return undefined;
          },
        }
      : {}),
  };
}

/** [ArgumentCompleter({})], [ArgumentCompletions()] or [ValidateSet()]; worked out when somebody asks. */
function completesOf(node: Parameter, unit: Unit, frame: { current: Frame }): Pick<Declared, "completes"> {
  for (const name of ["argumentcompleter", "argumentcompletions", "validateset"]) {
    const attribute = node.attributes.find((one) => attributeName(one) === name);
    const [block] = attribute?.positional ?? [];
    if (!attribute || (name === "argumentcompleter" && block?.kind !== "ScriptBlockExpression")) continue;
    return {
      completes() {
        const given = attribute.positional.map((one) => compileExpression(one, unit)(frame.current));
        const [first] = given;
        return first instanceof ScriptBlock ? first : given.map((one) => toText(one));
      },
    };
  }
  return {};
}

/** The kind of a parameter as the binder takes it: a .NET type read by the casts of the language. */
function kindOf(one: One, unit: Unit, frame: { current: Frame }): Type<unknown> {
  const written = one.node.types.at(-1);
  let type: NetType | undefined;
  if (written) {
    try {
      type = typeNamed(written, unit);
    } catch (error) {
      throw located(error, frame.current, undefined);
    }
  }
  const name = one.isSwitch ? "SwitchParameter" : type ? shortName(type) : "Object";
  return netKind(
    name,
    type,
    (value) => {
      let read: unknown = value ?? null;
      // Not the casts of the variable: the binder tells a failure in the words of the parameter.
      for (const written of one.node.types) read = castValue(typeNamed(written, unit), read, frame.current);
      return read ?? null;
    },
    frame,
  );
}

function shortName(type: NetType): string {
  return type.name === "System.Management.Automation.ScriptBlock"
    ? "ScriptBlock"
    : (type.name.split(".").pop() ?? type.name);
}

function netKind(
  name: string,
  type: NetType | undefined,
  convert: (value: unknown) => unknown,
  frame: { current: Frame },
): Type<unknown> {
  const element = type?.element;
  return {
    name,
    convert: (value) => (type === undefined ? (value ?? null) : convert(value)),
    show: (value) => toText(value),
    encode: (value) => value as Json,
    decode: (json) => json,
    ...(type?.choices ? { choices: type.choices } : {}),
    ...(element
      ? { element: netKind(shortName(element), element, (value) => castValue(element, value, frame.current), frame) }
      : {}),
  };
}

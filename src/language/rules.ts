// The validation attributes, [ValidateSet()] and its kin: for parameters, and for variables that bear them.
import { TerminatingError } from "../command/record.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { compareValues, sameText } from "../values/compare.ts";
import { composite } from "../values/composite.ts";
import { isTrue } from "../values/net/numbers.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { validationFailed } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import type { Eval, Frame, Unit } from "./frame.ts";
import { runBlock } from "./members.ts";
import type { Attribute } from "./syntax/tree.ts";
import { patternOf } from "./textual.ts";

/** What is wrong with a value, for people; undefined when it will do. A promise where a validation script waits. */
export type Verdict = string | undefined | Promise<string | undefined>;

export interface Rule {
  check(value: unknown, f: Frame): Verdict;
  /** Throws the Problem of an assignment to the variable. */
  demand(value: unknown, f: Frame, name: string): void;
}

/** The name of an attribute in lower case, without "Attribute" and namespace. */
export function attributeName(attribute: Attribute): string {
  return attribute.type.text
    .toLowerCase()
    .replace(/^.*\./, "")
    .replace(/attribute$/, "");
}

/** The rules among attributes; the others are left to whoever knows them. */
export function compileRules(attributes: readonly Attribute[], unit: Unit): Rule[] {
  return attributes.flatMap((attribute) => {
    const check = compileRule(attribute, unit);
    if (!check) return [];
    return [
      {
        check,
        demand(value: unknown, f: Frame, name: string) {
          const wrong = check(value, f);
          if (wrong instanceof Promise) {
            wrong.catch(() => {});
            throw validationFailed(name, "What is assigned to a variable must be checked without waiting.");
          }
          if (wrong !== undefined) throw validationFailed(name, wrong);
        },
      },
    ];
  });
}

type Check = (value: unknown, f: Frame) => Verdict;

function compileRule(attribute: Attribute, unit: Unit): Check | undefined {
  const args = attribute.positional.map((one) => compileExpression(one, unit));
  const named = new Map(
    attribute.named.map((one) => [one.name.toLowerCase(), one.value ? compileExpression(one.value, unit) : undefined]),
  );
  switch (attributeName(attribute)) {
    case "validateset": {
      const exact = named.get("ignorecase");
      return each((value, f) => {
        const words = args.flatMap((arg) => listValue(arg, f)).map((word) => toText(word));
        const caseSensitive = exact !== undefined && !isTrue(exact(f));
        if (words.some((word) => sameText(word, toText(value), caseSensitive))) return undefined;
        const own = named.get("errormessage")?.(f);
        if (own !== undefined) return composite(toText(own), [value, words.join(",")]);
        return `The argument "${toText(value)}" does not belong to the set "${words.join(",")}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`;
      });
    }
    case "validaterange":
      return each((value, f) =>
        inRange(
          value,
          args.flatMap((arg) => listValue(arg, f)),
        ),
      );
    case "validatepattern":
      return each((value, f) => {
        const pattern = toText(args[0]?.(f));
        const flags = named.get("options");
        const exact = flags !== undefined && !/ignorecase/i.test(toText(flags(f)));
        if (patternOf(pattern, exact).test(toText(value))) return undefined;
        const own = named.get("errormessage")?.(f);
        if (own !== undefined) return composite(toText(own), [value, pattern]);
        return `The argument "${toText(value)}" does not match the "${pattern}" pattern. Supply an argument that matches "${pattern}" and try the command again.`;
      });
    case "validatelength":
      return each((value, f) => inLength(toText(value), Number(args[0]?.(f)), Number(args[1]?.(f))));
    case "validatecount":
      return (value, f) =>
        inCount(
          isList(value) ? itemsOf(value).length : value === null ? 0 : 1,
          Number(args[0]?.(f)),
          Number(args[1]?.(f)),
        );
    case "validatenotnull":
      return (value) =>
        hasNull(value)
          ? "The argument is null. Provide a valid value for the argument, and then try running the command again."
          : undefined;
    case "validatenotnullorempty":
      return (value) =>
        hasEmpty(value)
          ? "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again."
          : undefined;
    case "validatenotnullorwhitespace":
      return (value) =>
        hasEmpty(value) || toText(value).trim() === ""
          ? "The argument is null, empty, or consists of only white-space characters. Provide an argument that contains non white-space characters, and then try the command again."
          : undefined;
    case "validatescript":
      return each((value, f) => byScript(value, args[0]?.(f), named.get("errormessage")?.(f)));
    default:
      return undefined;
  }
}

function listValue(arg: Eval, f: Frame): readonly unknown[] {
  const value = arg(f);
  return isList(value) ? itemsOf(value) : [value];
}

/** A rule for one value holds for each item of a list. */
function each(check: Check): Check {
  return (value, f) => {
    if (!isList(value)) return check(value, f);
    const late: Promise<string | undefined>[] = [];
    for (const item of itemsOf(value)) {
      const wrong = check(item, f);
      if (wrong instanceof Promise) late.push(wrong);
      else if (wrong !== undefined) return wrong;
    }
    return late.length === 0 ? undefined : Promise.all(late).then((all) => all.find((one) => one !== undefined));
  };
}

function inRange(value: unknown, limits: readonly unknown[]): string | undefined {
  const [low, high] = limits;
  if (limits.length === 1) {
    const kind = toText(low).toLowerCase();
    const order = compareValues(value, 0);
    const good = { positive: order > 0, nonnegative: order >= 0, negative: order < 0, nonpositive: order <= 0 }[kind];
    return good === false
      ? `The argument "${toText(value)}" cannot be validated because its value is not ${kind}.`
      : undefined;
  }
  if (compareValues(value, low) < 0) {
    return `The ${toText(value)} argument is less than the minimum allowed range of ${toText(low)}. Supply an argument that is greater than or equal to ${toText(low)} and then try the command again.`;
  }
  if (compareValues(value, high) > 0) {
    return `The ${toText(value)} argument is greater than the maximum allowed range of ${toText(high)}. Supply an argument that is less than or equal to ${toText(high)} and then try the command again.`;
  }
  return undefined;
}

function inLength(text: string, low: number, high: number): string | undefined {
  if (text.length < low) {
    return `The character length (${text.length}) of the argument is too short. Specify an argument with a length that is greater than or equal to "${low}", and then try the command again.`;
  }
  if (text.length > high) {
    return `The character length of the ${text.length} argument is too long. Shorten the character length of the argument so it is fewer than or equal to "${high}" characters, and then try the command again.`;
  }
  return undefined;
}

function inCount(count: number, low: number, high: number): string | undefined {
  if (count >= low && count <= high) return undefined;
  return `The parameter requires at least ${low} value(s) and no more than ${high} value(s) - ${count} value(s) were provided.`;
}

function hasNull(value: unknown): boolean {
  return value === null || value === undefined || (isList(value) && itemsOf(value).some((item) => item === null));
}

function hasEmpty(value: unknown): boolean {
  if (hasNull(value) || value === "") return true;
  return isList(value) && (itemsOf(value).length === 0 || itemsOf(value).some((item) => item === ""));
}

function byScript(value: unknown, block: unknown, message: unknown): Verdict {
  if (!(block instanceof ScriptBlock)) return "The validation script is not a script block.";
  const judge = (verdict: unknown): string | undefined => {
    if (isTrue(verdict)) return undefined;
    if (typeof message === "string") return message.replaceAll("{0}", toText(value)).replaceAll("{1}", block.text);
    return `The "${block.text}" validation script for the argument with value "${toText(value)}" did not return a result of True. Determine why the validation script failed, and then try the command again.`;
  };
  // What the script throws is why the value will not do.
  const thrown = (error: unknown): string => {
    if (error instanceof TerminatingError) return error.message;
    throw error;
  };
  try {
    const verdict = runBlock(block, { it: value, scope: "new" });
    return verdict instanceof Promise ? verdict.then(judge, thrown) : judge(verdict);
  } catch (error) {
    return thrown(error);
  }
}

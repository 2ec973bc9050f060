// JSON schemas as Test-Json needs them: the keywords of validation of draft 2020-12 that people write.
import { isList, itemsOf } from "../values/collections.ts";
import { compareValues, valuesEqual } from "../values/compare.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isNumber, toNumber } from "../values/numbers.ts";
import { regex } from "../values/regex.ts";
import { toText } from "../values/text.ts";

/** Deeper than any schema of people, so that one that refers to itself ends. */
const deepest = 200;
const mostProblems = 100;

/** What of a value does not fit; empty when it does. Both are as readJson gives them with `asTable`. */
export function checkSchema(value: unknown, schema: unknown): readonly string[] {
  const problems: string[] = [];
  check(value, schema, {
    root: schema,
    path: "",
    depth: 0,
    say: (text) => void (problems.length < mostProblems && problems.push(text)),
  });
  return problems;
}

interface At {
  readonly root: unknown;
  readonly path: string;
  readonly depth: number;
  say(text: string): void;
}

function check(value: unknown, schema: unknown, at: At): void {
  if (schema === true || at.depth > deepest) return;
  const where = `at '${at.path || "/"}'`;
  if (schema === false) at.say(`nothing may stand ${where}.`);
  if (!(schema instanceof Dictionary)) return;
  const rule = (name: string): unknown => schema.get(name) ?? undefined;
  const fails = (inner: unknown): boolean => {
    let wrong = false;
    check(value, inner, { ...at, depth: at.depth + 1, say: () => (wrong = true) });
    return wrong;
  };
  const ref = rule("$ref");
  if (typeof ref === "string") check(value, find(at.root, ref), { ...at, depth: at.depth + 1 });
  const types = listOf(rule("type")).map((one) => toText(one));
  if (types.length > 0 && !types.some((type) => isType(value, type)))
    at.say(`the value ${where} is ${typeName(value)}, not ${types.join(" or ")}.`);
  const words = rule("enum");
  if (isList(words) && !itemsOf(words).some((one) => valuesEqual(one, value, true)))
    at.say(`the value ${where} is none of those allowed.`);
  if (schema.has("const") && !valuesEqual(schema.get("const"), value, true))
    at.say(`the value ${where} is another one than it must be.`);
  for (const inner of listOf(rule("allOf"))) check(value, inner, { ...at, depth: at.depth + 1 });
  const any = listOf(rule("anyOf"));
  if (any.length > 0 && any.every(fails)) at.say(`the value ${where} fits none of the schemas of anyOf.`);
  const one = listOf(rule("oneOf"));
  if (one.length > 0 && one.filter((inner) => !fails(inner)).length !== 1)
    at.say(`the value ${where} does not fit exactly one of the schemas of oneOf.`);
  if (rule("not") !== undefined && !fails(rule("not"))) at.say(`the value ${where} fits what it must not.`);
  if (rule("if") !== undefined)
    check(value, rule(fails(rule("if")) ? "else" : "then") ?? true, { ...at, depth: at.depth + 1 });
  if (isNumber(value)) numbers(value, rule, where, at);
  else if (typeof value === "string") texts(value, rule, where, at);
  else if (isList(value)) lists(itemsOf(value), rule, where, at);
  else if (value instanceof Dictionary) objects(value, rule, where, at);
}

type Rule = (name: string) => unknown;

function numbers(value: Parameters<typeof toNumber>[0], rule: Rule, where: string, at: At): void {
  const limits: readonly (readonly [string, (order: number) => boolean, string])[] = [
    ["minimum", (order) => order >= 0, "below"],
    ["maximum", (order) => order <= 0, "above"],
    ["exclusiveMinimum", (order) => order > 0, "not above"],
    ["exclusiveMaximum", (order) => order < 0, "not below"],
  ];
  for (const [name, fits, words] of limits) {
    const limit = rule(name);
    if (isNumber(limit) && !fits(compareValues(value, limit, true)))
      at.say(`the number ${where} is ${words} ${toText(limit)}.`);
  }
  const step = rule("multipleOf");
  if (isNumber(step) && toNumber(step) > 0 && !Number.isInteger(toNumber(value) / toNumber(step)))
    at.say(`the number ${where} is no multiple of ${toText(step)}.`);
}

function texts(value: string, rule: Rule, where: string, at: At): void {
  sized([...value].length, rule, "Length", `the text ${where}`, "characters", at);
  const pattern = rule("pattern");
  if (typeof pattern === "string" && !regex(pattern, { ignoreCase: false }).test(value))
    at.say(`the text ${where} does not match '${pattern}'.`);
}

function lists(items: readonly unknown[], rule: Rule, where: string, at: At): void {
  sized(items.length, rule, "Items", `the array ${where}`, "items", at);
  if (
    rule("uniqueItems") === true &&
    items.some((one, i) => items.slice(i + 1).some((other) => valuesEqual(one, other, true)))
  )
    at.say(`the array ${where} has equal items.`);
  const first = listOf(rule("prefixItems"));
  for (const [i, item] of items.entries()) {
    const inner = i < first.length ? first[i] : rule("items");
    if (inner !== undefined) check(item, inner, { ...at, path: `${at.path}/${i}`, depth: at.depth + 1 });
  }
  const wanted = rule("contains");
  if (wanted !== undefined) {
    const fits = items.some((item) => {
      let wrong = false;
      check(item, wanted, { ...at, depth: at.depth + 1, say: () => (wrong = true) });
      return !wrong;
    });
    if (!fits) at.say(`the array ${where} holds no item that fits.`);
  }
}

function objects(value: Dictionary, rule: Rule, where: string, at: At): void {
  const names = value.keys().map((key) => toText(key));
  sized(names.length, rule, "Properties", `the object ${where}`, "properties", at);
  for (const name of listOf(rule("required")).map((one) => toText(one)))
    if (!value.has(name)) at.say(`the object ${where} lacks the property '${name}'.`);
  const known = rule("properties");
  const patterns = rule("patternProperties");
  for (const name of names) {
    const inner = { ...at, path: `${at.path}/${name}`, depth: at.depth + 1 };
    const own = known instanceof Dictionary && known.has(name) ? known.get(name) : undefined;
    if (own !== undefined) check(value.get(name), own, inner);
    let matched = own !== undefined;
    for (const { key, value: schema } of patterns instanceof Dictionary ? patterns.entries() : []) {
      if (!regex(toText(key), { ignoreCase: false }).test(name)) continue;
      matched = true;
      check(value.get(name), schema, inner);
    }
    const others = rule("additionalProperties");
    if (!matched && others === false) at.say(`the object ${where} may not have the property '${name}'.`);
    else if (!matched && others !== undefined) check(value.get(name), others, inner);
  }
}

function sized(size: number, rule: Rule, what: string, subject: string, unit: string, at: At): void {
  const [min, max] = [rule(`min${what}`), rule(`max${what}`)];
  if (isNumber(min) && size < toNumber(min)) at.say(`${subject} has fewer than ${toText(min)} ${unit}.`);
  if (isNumber(max) && size > toNumber(max)) at.say(`${subject} has more than ${toText(max)} ${unit}.`);
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : isList(value) ? itemsOf(value) : [value];

/** A reference inside the same document: "#/definitions/name". */
function find(root: unknown, ref: string): unknown {
  if (!ref.startsWith("#")) return true;
  let found: unknown = root;
  for (const part of ref.slice(1).split("/").slice(1)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = found instanceof Dictionary ? (found.get(name) ?? true) : true;
  }
  return found;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return "a boolean";
  if (isNumber(value)) return "a number";
  if (isList(value)) return "an array";
  return value instanceof Dictionary ? "an object" : "a string";
}

function isType(value: unknown, type: string): boolean {
  if (type === "integer") return isNumber(value) && Number.isInteger(toNumber(value));
  return typeName(value).split(" ").at(-1) === type;
}

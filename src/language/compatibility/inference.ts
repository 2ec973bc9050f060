// Which type an expression certainly has: literals, casts, constructors, and variables that are given nothing else.
import type { NetType } from "../../values/nettype.ts";
import { findType, findTypeByText } from "../../values/types.ts";
import type { Command, Expression, Statement, TypeName } from "../syntax/tree.ts";
import type { Survey } from "./survey.ts";

export type TypeOf = (expression: Expression) => NetType | undefined;

const automatic = new Set(["_", "psitem", "args", "input", "this", "error", "matches", "foreach", "switch"]);

/** Types whose values show other members than their own: those of their items, or those that scripts added. */
const open =
  /^System\.(?:Object|Array|Void|Management\.Automation\.(?:PSCustomObject|PSObject))$|\[\]$|Exception$|\b(?:List|ArrayList|HashSet|Queue|Stack|Collection)\b/;

export function inference(all: Survey): TypeOf {
  const given = new Map<string, (() => NetType | undefined)[]>();
  const add = (name: string, type: () => NetType | undefined) => {
    const key = name.toLowerCase();
    const list = given.get(key);
    if (list) list.push(type);
    else given.set(key, [type]);
  };
  for (const { node } of all.of("Assignment")) {
    const { target, value, operator } = node;
    if (target.kind === "Variable") {
      add(target.name, () => (operator === "=" ? ofStatement(value) : undefined));
    } else if (target.kind === "Cast" && target.operand.kind === "Variable") {
      add(target.operand.name, () => written(target.type));
    } else for (const name of variablesIn(target)) add(name, () => undefined);
  }
  for (const { node } of all.of("ForEach")) add(node.variable.name, () => undefined);
  for (const { node } of all.of("Parameter")) add(node.name, () => parameterType(node.types));
  for (const { node } of all.of("Unary")) {
    if (/\+\+|--/.test(node.operator) && node.operand.kind === "Variable") add(node.operand.name, () => undefined);
  }
  const known = new Map<string, NetType | undefined>();

  function variable(name: string): NetType | undefined {
    const key = name.toLowerCase();
    if (automatic.has(key)) return undefined;
    if (known.has(key)) return known.get(key);
    // Of a variable that is made of itself nothing is known.
    known.set(key, undefined);
    const types = (given.get(key) ?? []).map((type) => type());
    const [first] = types;
    const type = first !== undefined && types.every((one) => one === first) ? first : undefined;
    known.set(key, type);
    return type;
  }

  function ofStatement(statement: Statement): NetType | undefined {
    if (statement.kind !== "Pipeline" || statement.elements.length !== 1) return undefined;
    const [only] = statement.elements;
    if (only?.kind === "CommandExpression") return of(only.expression);
    return only?.kind === "Command" ? ofCommand(only) : undefined;
  }

  function of(expression: Expression): NetType | undefined {
    switch (expression.kind) {
      case "StringLiteral":
      case "Expandable":
        return findTypeByText("string");
      case "NumberLiteral":
        return findTypeByText(expression.type);
      case "HashTable":
        return findTypeByText("hashtable");
      case "ScriptBlockExpression":
        return findTypeByText("scriptblock");
      case "TypeLiteral":
        return findTypeByText("type");
      case "Cast":
        return written(expression.type);
      case "Binary":
        return expression.operator === "f" || expression.operator === "join" ? findTypeByText("string") : undefined;
      case "Invocation":
        return expression.static && isWord(expression.member, "new") && expression.target.kind === "TypeLiteral"
          ? written(expression.target.type)
          : undefined;
      case "Member":
        return expression.static && expression.target.kind === "TypeLiteral" && isDate(expression.target.type)
          ? dateMember(expression.member)
          : undefined;
      case "Paren":
        return ofStatement(expression.body);
      case "Variable":
        return expression.scope === null && !expression.splatted ? variable(expression.name) : undefined;
      default:
        return undefined;
    }
  }
  return (expression) => {
    const type = of(expression);
    return type && !open.test(type.name) ? type : undefined;
  };
}

const written = (type: TypeName): NetType | undefined => findType(type);

function parameterType(types: readonly TypeName[]): NetType | undefined {
  const last = types.at(-1);
  return last && !/^switch(?:parameter)?$/i.test(last.text) ? written(last) : undefined;
}

function* variablesIn(target: Expression): Generator<string> {
  if (target.kind === "Variable") yield target.name;
  else if (target.kind === "ArrayLiteral") for (const one of target.elements) yield* variablesIn(one);
  else if (target.kind === "Paren" && target.body.kind === "Pipeline") {
    for (const one of target.body.elements) if (one.kind === "CommandExpression") yield* variablesIn(one.expression);
  } else if (target.kind === "Cast" || target.kind === "Attributed") yield* variablesIn(target.operand);
}

function ofCommand(command: Command): NetType | undefined {
  if (isWord(command.name, "get-date")) {
    const formats = command.elements.some((one) => one.kind === "CommandParameter" && /^(?:f|u)/i.test(one.name));
    return formats || command.elements.some((one) => one.kind === "Variable" && one.splatted)
      ? undefined
      : findTypeByText("datetime");
  }
  if (!isWord(command.name, "new-object")) return undefined;
  const [first, second] = command.elements;
  const name = first?.kind === "CommandParameter" && /^type/i.test(first.name) ? (first.argument ?? second) : first;
  return name?.kind === "StringLiteral" ? findTypeByText(name.value) : undefined;
}

const isWord = (node: Expression, word: string) => node.kind === "StringLiteral" && node.value.toLowerCase() === word;
const isDate = (type: TypeName) => /^(?:system\.)?datetime$/i.test(type.text);
const dateMember = (member: Expression) =>
  ["now", "utcnow", "today"].some((word) => isWord(member, word)) ? findTypeByText("datetime") : undefined;

// What argument completers of scripts work with: how they are kept, what they are told, and what they give.
import { CastError, enumeration, MemberError, members, type NetType, registerTypes } from "../values/nettype.ts";
import { toText } from "../values/text.ts";
import { FixedObject } from "./fixed.ts";

/** The key of a completer in the session: of a command's parameter, of that parameter of any command (""), or of a program. */
export function completerKey(command: string, parameter?: string): string {
  return (parameter === undefined ? command : `${command}:${parameter}`).toLowerCase();
}

const automation = "System.Management.Automation.";
const resultName = `${automation}CompletionResult`;

/** System.Management.Automation.CompletionResultType. */
const resultType = enumeration(`${automation}CompletionResultType`, [
  ...["Text", "History", "Command", "ProviderItem", "ProviderContainer", "Property", "Method", "ParameterName"],
  ...["ParameterValue", "Variable", "Namespace", "Type", "Keyword", "DynamicKeyword"],
]);

const isResult = (value: unknown): value is FixedObject =>
  value instanceof FixedObject && value.typeNames[0] === resultName;

/** The text that a value of a completer stands for: of a CompletionResult its CompletionText. */
export function completionText(value: unknown): string {
  return toText(isResult(value) ? value.get("CompletionText") : value);
}

const result: NetType = {
  name: resultName,
  holds: isResult,
  convert(value) {
    if (typeof value === "string" && value !== "") return make([value]);
    throw new CastError(`Cannot convert the "${toText(value)}" value to type "${resultName}".`);
  },
  construct: (args, around) => {
    if (args.length < 1 || args.length > 4) {
      throw new MemberError(
        `Cannot find an overload for "CompletionResult" and the argument count: "${args.length}".`,
        `${automation}MethodException`,
      );
    }
    const [text, item, type, tip] = args;
    return make([text, item, type === undefined ? undefined : resultType.convert(type, around), tip]);
  },
};

function make([text, item = text, type = "Text", tip = text]: readonly unknown[]): FixedObject {
  for (const [name, value] of [
    ["completionText", text],
    ["listItemText", item],
    ["toolTip", tip],
  ]) {
    if (toText(value) === "") {
      throw new MemberError(
        `Cannot process argument because the value of argument "${name}" is null or empty. Give it a text.`,
        `${automation}PSArgumentNullException`,
      );
    }
  }
  return new FixedObject([resultName], {
    CompletionText: toText(text),
    ListItemText: toText(item),
    ResultType: type,
    ToolTip: toText(tip),
  });
}

/** A piece of what is typed. */
export interface Piece {
  readonly text: string;
  /** Offsets in the line. */
  readonly start: number;
  readonly end: number;
}

const commandName = `${automation}Language.CommandAst`;

function node(name: string, { text, start, end }: Piece, more: Readonly<Record<string, unknown>>): FixedObject {
  const extent = new FixedObject(
    [`${automation}Language.ScriptExtent`],
    { Text: text, StartOffset: start, EndOffset: end },
    text,
  );
  return new FixedObject([name], { Extent: extent, ...more }, text);
}

/** $commandAst: the command as it is typed, with its words. `name` is null where it is no plain text. */
export function commandAst(whole: Piece, words: readonly Piece[], name: string | null): FixedObject {
  const elements = words.map((word) =>
    node(`${automation}Language.CommandElementAst`, word, { Value: word.text.replace(/^(['"])(.*)\1$/s, "$2") }),
  );
  return node(commandName, whole, { CommandElements: elements, CommandName: name });
}

const commandType: NetType = {
  name: commandName,
  holds: (value) => value instanceof FixedObject && value.typeNames[0] === commandName,
  convert: (value) => {
    throw new CastError(`Cannot convert the "${toText(value)}" value to type "${commandName}".`);
  },
  members: members<FixedObject>({ call: { GetCommandName: (self) => self.get("CommandName") } }),
};

registerTypes(resultType, result, commandType);

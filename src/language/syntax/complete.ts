/** Tells what is being typed at the cursor, by syntax alone, so that the prompt can offer what may stand there. */

import { parse } from "./parser.ts";
import { isDelimiter, isDoubleQuote, isIdentifierPart, isNewline, isSingleQuote, isVariablePart } from "./tokens.ts";
import type {
  Command,
  CommandParameter,
  Expandable,
  Expression,
  ParseResult,
  PipelineElement,
  Span,
  StringLiteral,
  TreeNode,
} from "./tree.ts";

/** A word being typed. What a field does not apply to is absent. */
export interface Completion {
  /**
   * `path` is a redirection's file, a command given by a path, or text outside of a command; an argument that may be a path is
   * an `argument`, since its command decides.
   */
  readonly kind: "command" | "parameter" | "argument" | "variable" | "member" | "type" | "path";
  /** What was typed up to the cursor, without `$`, dash, brace or opening quote; `env:PA` of a variable with scope. */
  readonly prefix: string;
  /** What the completed word takes the place of: the whole word, with its `$`, dash and quotes, also behind the cursor. */
  readonly replace: Span;
  /** The quote the word begins with, "" when it is bare. */
  readonly quote: string;
  /** Of a parameter or argument: the command's name as typed; absent when it is not plain text. */
  readonly command?: string;
  /** Of an argument: the parameter just before it, as typed, without dash and colon. Whether it takes a value, its command knows. */
  readonly parameter?: string;
  /** Of a parameter or argument: the names of the command's other parameters, as typed, before and behind the cursor. */
  readonly boundParameters?: readonly string[];
  /** Of an argument: how many arguments without a parameter just before them stand before it. */
  readonly position?: number;
  /** Of a parameter or argument: the whole command, as far as it is there. */
  readonly call?: Command;
  /**
   * Of a parameter or argument, and of a member in a block: what feeds the command through the pipe, nearest last; absent
   * where nothing does.
   */
  readonly upstream?: readonly PipelineElement[];
  /** Of a path: whether it stands where a command does. */
  readonly invoked?: boolean;
  /** Of a member: the value whose member it is. */
  readonly target?: Expression;
  /** Of a member: whether it stands behind `::`. */
  readonly static?: boolean;
  /** Of a variable: whether it is written `@name`. */
  readonly splatted?: boolean;
}

/** A letter put where the cursor is, so that the parser finds a word there even when nothing is typed yet. */
const mark = "\ua66e";

/** What is typed at `cursor` (an offset); null where nothing can be offered: comments, names being given, operators. */
export function completionAt(source: string, cursor: number): Completion | null {
  const at = Math.max(0, Math.min(cursor, source.length));
  const parsed = parse(source.slice(0, at) + mark);
  if (parsed.comments.some((comment) => comment.span.start < at && comment.span.end > at)) return null;
  const path = pathTo(parsed.tree, at);
  const node = path[path.length - 1]!;
  if (isMisplaced(parsed, node.span.start)) return null;
  switch (node.kind) {
    case "Variable":
      return ofVariable(source, at, node.span, node.splatted);
    case "TypeName": {
      const { start } = node.span;
      return {
        kind: "type",
        prefix: source.slice(start, at),
        replace: { start, end: wordEnd(source, at, isTypePart) },
        quote: "",
      };
    }
    case "CommandParameter":
      return ofParameter(source, at, node, path);
    case "StringLiteral":
    case "Expandable":
      return ofWord(source, at, node, path);
  }
  return null;
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && "kind" in value && "span" in value;
}

/** The nodes from the root to the smallest one that holds the mark. */
function pathTo(root: TreeNode, at: number): TreeNode[] {
  const path: TreeNode[] = [];
  let node: TreeNode | undefined = root;
  while (node !== undefined) {
    path.push(node);
    node = childAt(node, at);
  }
  return path;
}

function childAt(node: TreeNode, at: number): TreeNode | undefined {
  for (const [key, value] of Object.entries(node)) {
    if (key === "help") continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isNode(item) && item.span.start <= at && item.span.end > at) return item;
    }
  }
  return undefined;
}

/** Errors of the word itself, which is not at its end yet. */
const unfinished: ReadonlySet<string> = new Set([
  "TerminatorExpectedAtEndOfString",
  "InvalidBracedVariableReference",
  "SplattingNotPermitted",
]);

/** Whether the parser wanted something else where the word begins: an operand, a block, a closing bracket. */
function isMisplaced({ source, errors }: ParseResult, start: number): boolean {
  return errors.some(({ id, span }) => {
    if (unfinished.has(id) || span.start > start) return false;
    return source.slice(span.start, start).trim() === "";
  });
}

function wordEnd(source: string, from: number, belongs: (c: number) => boolean): number {
  let end = from;
  while (end < source.length && belongs(source.charCodeAt(end))) end++;
  return end;
}

function isTypePart(c: number): boolean {
  return isIdentifierPart(c) || c === 46 || c === 43;
}

function isBarePart(c: number): boolean {
  return !isDelimiter(c) && !isSingleQuote(c) && !isDoubleQuote(c);
}

function isParameterPart(c: number): boolean {
  return isBarePart(c) && c !== 58 && c !== 46 && c !== 91;
}

function ofVariable(source: string, at: number, span: Span, splatted: boolean): Completion {
  const braced = source[span.start + 1] === "{";
  const prefix = source.slice(span.start + (braced ? 2 : 1), at);
  let end = braced ? wordEnd(source, at, (c) => c !== 125 && !isNewline(c)) : wordEnd(source, at, isVariablePart);
  if (braced && source[end] === "}") end++;
  return { kind: "variable", prefix, replace: { start: span.start, end }, quote: "", splatted };
}

function ofParameter(source: string, at: number, node: CommandParameter, path: readonly TreeNode[]): Completion | null {
  const command = commandOf(path);
  if (command === null) return null;
  const { start } = node.span;
  return {
    kind: "parameter",
    prefix: source.slice(start + 1, at),
    replace: { start, end: wordEnd(source, at, isParameterPart) },
    quote: "",
    ...aboutCommand(source, at, command, path),
  };
}

/** The innermost command the word belongs to: nothing but lists and parameters stand between. */
function commandOf(path: readonly TreeNode[]): Command | null {
  for (let i = path.length - 2; i >= 0; i--) {
    const node = path[i]!;
    if (node.kind === "Command") return node;
    if (node.kind !== "ArrayLiteral" && node.kind !== "CommandParameter") return null;
  }
  return null;
}

/** What stands before the pipes in front of a command of the path. */
function upstreamOf(path: readonly TreeNode[], command: number): { upstream?: readonly PipelineElement[] } {
  const pipeline = path[command - 1];
  if (pipeline?.kind !== "Pipeline") return {};
  const upstream = pipeline.elements.slice(0, pipeline.elements.indexOf(path[command] as PipelineElement));
  return upstream.length > 0 ? { upstream } : {};
}

/** The same for `$_` in a block that a command is given. */
function upstreamOfBlock(path: readonly TreeNode[]): { upstream?: readonly PipelineElement[] } {
  let at = path.findLastIndex((node) => node.kind === "ScriptBlockExpression");
  while (at > 0 && path[at]!.kind !== "Command") at--;
  return at > 0 ? upstreamOf(path, at) : {};
}

function aboutCommand(
  source: string,
  at: number,
  command: Command,
  path: readonly TreeNode[],
): Pick<Completion, "command" | "boundParameters" | "call" | "upstream"> {
  const boundParameters: string[] = [];
  // The parameters behind the cursor are seen in the whole source only.
  const whole = commandAt(parse(source).tree, command.span.start, at) ?? command;
  for (const element of whole.elements) {
    const touches = element.span.start < at && nameEnd(element) >= at;
    if (element.kind === "CommandParameter" && !touches) boundParameters.push(element.name);
  }
  const about = { boundParameters, call: whole, ...upstreamOf(path, path.indexOf(command)) };
  return command.name.kind === "StringLiteral" ? { command: command.name.value, ...about } : about;
}

function nameEnd(element: { span: Span; kind: string }): number {
  return element.kind === "CommandParameter"
    ? element.span.start + (element as CommandParameter).name.length + 1
    : element.span.end;
}

function commandAt(root: TreeNode, start: number, at: number): Command | null {
  let node: TreeNode | undefined = root;
  while (node !== undefined) {
    if (node.kind === "Command" && node.span.start === start) return node;
    node = childAt(node, Math.min(start, at));
  }
  return null;
}

function ofWord(
  source: string,
  at: number,
  node: StringLiteral | Expandable,
  path: readonly TreeNode[],
): Completion | null {
  const parent = path[path.length - 2];
  const word = typed(source, at, node);
  if (parent === undefined) return null;
  if ((parent.kind === "Member" || parent.kind === "Invocation") && parent.member === node) {
    const end = word.quote === "" ? wordEnd(source, at, isIdentifierPart) : word.replace.end;
    return {
      kind: "member",
      ...word,
      replace: { start: node.span.start, end },
      target: parent.target,
      static: parent.static,
      ...upstreamOfBlock(path),
    };
  }
  if (parent.kind === "FileRedirection") return { kind: "path", ...word };
  const command = commandOf(path);
  if (command === null) return node.form === "bare" || node.form.startsWith("here") ? null : { kind: "path", ...word };
  if (command.name === node) {
    const isPath = /[\\/~]/.test(word.prefix) || word.prefix.startsWith(".");
    return { kind: isPath ? "path" : "command", ...word, ...(isPath ? { invoked: true } : {}) };
  }
  return { kind: "argument", ...word, ...argumentOf(command, path), ...aboutCommand(source, at, command, path) };
}

function typed(
  source: string,
  at: number,
  node: StringLiteral | Expandable,
): { prefix: string; replace: Span; quote: string } {
  const { start } = node.span;
  if (node.form === "bare") {
    return { prefix: source.slice(start, at), replace: { start, end: wordEnd(source, at, isBarePart) }, quote: "" };
  }
  const quote = source[start]!;
  const isEnd = node.form === "single" ? isSingleQuote : isDoubleQuote;
  const end = wordEnd(source, at, (c) => !isEnd(c) && !isNewline(c));
  const closed = end < source.length && isEnd(source.charCodeAt(end));
  return { prefix: source.slice(start + 1, at), replace: { start, end: closed ? end + 1 : at }, quote };
}

/** Which parameter the argument follows, and how many positional arguments stand before it. */
function argumentOf(command: Command, path: readonly TreeNode[]): { parameter?: string; position: number } {
  let position = 0;
  let previous: CommandParameter | null = null;
  for (const element of command.elements) {
    if (path.includes(element)) {
      const holder = element.kind === "CommandParameter" ? element : previous;
      return holder === null ? { position } : { parameter: holder.name, position };
    }
    if (element.kind === "CommandParameter") previous = element.argument === null ? element : null;
    else {
      if (previous === null) position++;
      previous = null;
    }
  }
  return { position };
}

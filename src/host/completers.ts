// Asks the completers of scripts what Tab may offer for an argument (about_Functions_Argument_Completion).
import { commandAst, completerKey, completionText, type Piece } from "../command/completers.ts";
import type { Prepared, PreparedFace } from "../command/face.ts";
import type { Shell } from "../command/session.ts";
import type { Completion } from "../language/syntax/complete.ts";
import type { CommandElement, Expression, Span } from "../language/syntax/tree.ts";
import { Dictionary } from "../values/dictionary.ts";
import { ScriptBlock } from "../values/structured.ts";
import type { Word } from "./words.ts";

/** The line that is being typed. */
export interface Typing {
  readonly found: Completion;
  readonly line: string;
  readonly shell: Shell;
}

/** What a function's attribute or a registered completer offers for a parameter; undefined where neither does. */
export async function ofParameter(
  typing: Typing,
  face: PreparedFace,
  parameter: Prepared,
  find: (name: string) => Prepared | undefined,
): Promise<readonly Word[] | undefined> {
  const { found, shell } = typing;
  const { name } = face.face;
  const own = parameter.spec.completes?.();
  const block =
    own instanceof ScriptBlock
      ? own
      : (shell.completers.get(completerKey(name, parameter.name)) ??
        shell.completers.get(completerKey(found.command ?? name, parameter.name)) ??
        shell.completers.get(completerKey("", parameter.name)));
  if (block === undefined)
    return own instanceof ScriptBlock || own === undefined ? undefined : own.map((text) => ({ text }));
  const others = boundBeside(typing, face, find);
  return asked(shell, block, [name, parameter.name, found.prefix, treeOf(typing), others]);
}

/** What a completer of a program (-Native) offers for its words. */
export async function ofProgram(typing: Typing): Promise<readonly Word[] | undefined> {
  const { found, line, shell } = typing;
  if (found.command === undefined) return undefined;
  const base = found.command.slice(found.command.lastIndexOf("/") + 1);
  const block = shell.completers.get(completerKey(found.command)) ?? shell.completers.get(completerKey(base));
  const word = found.kind === "parameter" ? line.slice(found.replace.start) : found.prefix;
  return block && asked(shell, block, [word, treeOf(typing), line.length]);
}

/** Nothing at all leaves the choice to others; $null says that there is nothing. */
async function asked(shell: Shell, block: ScriptBlock, args: readonly unknown[]): Promise<readonly Word[] | undefined> {
  const values = await shell.sample(block, args);
  if (values.length === 0) return undefined;
  const texts = values.map(completionText).filter((text) => text !== "");
  return texts.map((text) => ({ text, free: true }));
}

function treeOf({ found, line }: Typing): unknown {
  const piece = ({ start, end }: Span): Piece => ({ text: line.slice(start, end), start, end });
  const { call } = found;
  const parts = call ? [call.name, ...call.elements].map(({ span }) => piece(span)) : [];
  return commandAst(piece(call?.span ?? found.replace), parts, found.command ?? null);
}

/** $fakeBoundParameters: the other parameters as far as their values are plain in the line, nothing being run. */
function boundBeside(
  { found, shell }: Typing,
  face: PreparedFace,
  find: (name: string) => Prepared | undefined,
): Dictionary {
  const bound = new Dictionary("Hashtable");
  let position = 0;
  let waiting: Prepared | undefined;
  for (const element of found.call?.elements ?? []) {
    if (element.span.start <= found.replace.start && element.span.end >= found.replace.start) continue;
    if (element.kind === "CommandParameter") {
      waiting = find(element.name);
      if (waiting === undefined) continue;
      const isSwitch = waiting.spec.type.name === "SwitchParameter";
      if (element.argument === null && !isSwitch) continue;
      bound.set(waiting.name, element.argument === null ? true : literal(element.argument, shell));
      waiting = undefined;
      continue;
    }
    const at = face.positions[position];
    const parameter = waiting ?? face.own.find(({ spec }) => at !== undefined && spec.position === at);
    if (waiting === undefined) position++;
    waiting = undefined;
    if (parameter) bound.set(parameter.name, literal(element, shell));
  }
  return bound;
}

function literal(node: CommandElement, shell: Shell): unknown {
  const plainValue = (one: Expression): unknown => {
    switch (one.kind) {
      case "StringLiteral":
        return one.value;
      case "NumberLiteral":
        return typeof one.value === "number" ? one.value : one.text;
      case "Variable":
        if (one.scope !== null || one.splatted) return null;
        if (/^(?:true|false)$/i.test(one.name)) return one.name.toLowerCase() === "true";
        return shell.variables.get(one.name)?.value ?? null;
      case "ArrayLiteral":
        return one.elements.map(plainValue);
    }
    return null;
  };
  return node.kind === "CommandParameter" ? null : plainValue(node);
}

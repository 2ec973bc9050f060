// A word that Tab offers, and how it is written into the line.
import type { Completion } from "../language/syntax/complete.ts";

export interface Word {
  /** What is compared with what was typed. */
  readonly text: string;
  /** Written without quotes whatever it holds. */
  readonly plain?: boolean;
  /** Given by a script: neither compared nor changed. */
  readonly free?: boolean;
}

export const plain = (names: readonly string[]): Word[] => names.map((text) => ({ text, plain: true }));

/** A word as it is typed: with the dollar, the dash or the quotes that it needs. */
export function written({ text, plain: asIs, free }: Word, found: Completion): string {
  if (free) return text;
  if (found.kind === "variable") {
    if (found.splatted) return `@${text}`;
    return /^(?:\w+:)?[\w?]+$/.test(text) || text === "$" || text === "^" ? `$${text}` : `\${${text}}`;
  }
  if (found.kind === "parameter") return `-${text}`;
  if (found.quote === '"') return `"${text.replace(/["$`]/g, "`$&")}"`;
  if (found.quote !== "") return `${found.quote}${text.replaceAll("'", "''")}${found.quote}`;
  // Behind a dot a key is a word of its own kind: blanks, dots and dashes end it.
  const bare = found.kind === "member" ? /^\w+$/ : /^[\w./~:+-][\w./~:+\\@-]*$/;
  if (asIs || bare.test(text)) return text;
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return found.invoked ? `& ${quoted}` : quoted;
}

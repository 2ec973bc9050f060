// The mailboxes of From, To and the like (RFC 5322 3.4), read once from left to right whatever stands there.
import { type Address, parseAddress } from "./address.ts";
import { decodeWords } from "./headers.ts";

/** One mailbox of a list. */
export interface NamedAddress {
  /** The display name, decoded; "" when there is none. */
  readonly name: string;
  /** Undefined when what stands there is no address. */
  readonly address: Address | undefined;
  /** The address as it is written. */
  readonly text: string;
}

/** Reads an address list; members of groups count as members of the list. At most `limit` are read. */
export function parseMailboxes(value: string, limit = 1000): NamedAddress[] {
  const found: NamedAddress[] = [];
  let words = "";
  let spec: string | undefined;
  const close = () => {
    const text = (spec ?? words).trim();
    const name = spec === undefined ? "" : decodeWords(words.trim());
    if (text !== "") found.push({ name, address: parseAddress(text), text });
    words = "";
    spec = undefined;
  };
  let at = 0;
  while (at < value.length && found.length < limit) {
    const character = value[at]!;
    // What stands behind an address in brackets is another one, which a reader may take for the one that counts.
    if (spec !== undefined && !/[\s,;(]/.test(character)) close();
    if (character === '"') {
      const end = quotedEnd(value, at);
      const raw = value.slice(at, end);
      // In an address the quotes belong to it, in a name they do not.
      words += value[end] === "@" ? raw : raw.slice(1, raw.endsWith('"') ? -1 : undefined).replace(/\\(.)/g, "$1");
      at = end;
    } else if (character === "(") at = commentEnd(value, at);
    else if (character === "<") {
      const end = angleEnd(value, at);
      spec = value.slice(at + 1, end).replace(/\s/g, "");
      at = end + 1;
    } else {
      if (character === "," || character === ";") close();
      else if (character === ":" && spec === undefined) words = "";
      else words += character;
      at++;
    }
  }
  if (found.length < limit) close();
  return found;
}

/** Behind the closing quote, or the end. */
function quotedEnd(value: string, start: number): number {
  let at = start + 1;
  while (at < value.length && value[at] !== '"') at += value[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, value.length);
}

function commentEnd(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at++) {
    if (value[at] === "\\") at++;
    else if (value[at] === "(") depth++;
    else if (value[at] === ")" && --depth === 0) return at + 1;
  }
  return value.length;
}

/** At the closing bracket, or the end; quoted local parts may hold one. */
function angleEnd(value: string, start: number): number {
  let at = start + 1;
  while (at < value.length && value[at] !== ">") at = value[at] === '"' ? quotedEnd(value, at) : at + 1;
  return Math.min(at, value.length);
}

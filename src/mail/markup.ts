// The few tags that administrators may use in texts for reports: read strictly, so that what is written out again is theirs alone.
import { escapeHtml } from "./mime.ts";

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** "br" and "p" stand alone; "b", "em" and "a" are closed by a piece with `close`. */
  | { readonly kind: "tag"; readonly tag: Tag; readonly close?: true; readonly href?: string };

type Tag = "b" | "em" | "p" | "br" | "a";

const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };
const blocks: ReadonlySet<string> = new Set(["br", "p"]);

/**
 * Reads text with the tags B, EM, BR, P and A HREF, and the entities &lt; &gt; &amp; &quot;.
 * @throws Error in one sentence for another tag, a tag that is not closed, and an address that is not of the web or of mail.
 */
export function readMarkup(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const open: Tag[] = [];
  for (const part of text.split(/(<[^<>]*>)/)) {
    if (part === "") continue;
    if (!part.startsWith("<") || !part.endsWith(">")) {
      if (/[<>]/.test(part)) throw new Error("A '<' or '>' that begins no tag must be written as &lt; or &gt;.");
      pieces.push({ kind: "text", text: part.replace(/&(?:lt|gt|amp|quot);/g, (one) => entities[one]!) });
      continue;
    }
    const piece = tagOf(part);
    if (!blocks.has(piece.tag)) {
      if (!piece.close) open.push(piece.tag);
      else if (open.pop() !== piece.tag) throw new Error(`The tag ${part} closes nothing.`);
    }
    // A paragraph ends where the next begins; its end says nothing more.
    if (!(piece.close && blocks.has(piece.tag))) pieces.push(piece);
  }
  if (open.length > 0) throw new Error(`The tag <${open[0]}> is not closed.`);
  return pieces;
}

function tagOf(part: string): Extract<Piece, { kind: "tag" }> {
  const inner = part.slice(1, -1).trim();
  const link = /^a\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')$/i.exec(inner);
  if (link) {
    const href = (link[1] ?? link[2] ?? "").trim();
    if (!/^(?:https?:\/\/|mailto:)[!-~]+$/i.test(href)) {
      throw new Error("A link must begin with http://, https:// or mailto:, and hold no blanks.");
    }
    return { kind: "tag", tag: "a", href };
  }
  const plain = /^(\/?)\s*(b|em|p|br|a)\s*\/?$/i.exec(inner);
  const tag = plain?.[2]?.toLowerCase() as Tag | undefined;
  if (!tag || (tag === "a" && !plain?.[1])) {
    throw new Error(`The tag ${part} is not allowed; there are <B>, <EM>, <BR>, <P> and <A HREF="...">.`);
  }
  return { kind: "tag", tag, ...(plain?.[1] ? { close: true } : {}) };
}

/** As HTML, without anything that was not read. */
export function markupHtml(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === "text") return escapeHtml(piece.text);
      if (blocks.has(piece.tag)) return piece.tag === "p" ? "<br><br>" : "<br>";
      if (piece.close) return `</${piece.tag}>`;
      return piece.href === undefined ? `<${piece.tag}>` : `<a href="${escapeHtml(piece.href)}">`;
    })
    .join("");
}

/** As plain text: a link's address stands behind its words. */
export function markupText(pieces: readonly Piece[]): string {
  let href: string | undefined;
  return pieces
    .map((piece) => {
      if (piece.kind === "text") return piece.text;
      if (blocks.has(piece.tag)) return piece.tag === "p" ? "\r\n\r\n" : "\r\n";
      if (piece.tag !== "a") return "";
      if (!piece.close) {
        href = piece.href;
        return "";
      }
      return href === undefined ? "" : ` <${href}>`;
    })
    .join("");
}

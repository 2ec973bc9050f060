// The part of a report for people: what happened and what to do, then what administrators want to know; as text and as HTML.
import { markupHtml, markupText, type Piece, readMarkup } from "../../mail/markup.ts";
import { escapeHtml } from "../../mail/mime.ts";
import type { Words } from "./words.ts";

export interface Told {
  /** Whom the sender named, and who that came to be. */
  readonly recipient: string;
  /** Sentences, or a text of the administrator's own in limited HTML; nothing where all is well. */
  readonly advice: readonly string[] | { readonly custom: string };
}

export interface Diagnostics {
  readonly server: string;
  readonly fates: readonly { readonly address: string; readonly remote?: string; readonly response: string }[];
  /** The header of the message, as it came. */
  readonly headers: string;
}

export interface Readable {
  readonly opening: string;
  readonly told: readonly Told[];
  readonly subject: string;
  readonly diagnostics?: Diagnostics;
}

const mostHeaders = 20_000;

export function asText(words: Words, readable: Readable): string {
  const { labels } = words;
  const lines = [readable.opening, ""];
  for (const { recipient, advice } of readable.told) {
    lines.push(recipient, ...("custom" in advice ? [markupText(piecesOf(advice.custom))] : advice), "");
  }
  lines.push(`${labels.subject} ${readable.subject}`, "");
  const { diagnostics } = readable;
  if (diagnostics) {
    lines.push(labels.diagnostics, "", `${labels.server} ${diagnostics.server}`, "");
    for (const { address, remote, response } of diagnostics.fates) {
      lines.push(address, ...(remote === undefined ? [] : [`${labels.remote} ${remote}`]), response, "");
    }
    lines.push(labels.headers, "", shownHeaders(diagnostics.headers));
  }
  return lines.join("\r\n");
}

export function asHtml(words: Words, readable: Readable): string {
  const { labels } = words;
  const paragraph = (html: string) => `<p>${html}</p>`;
  const parts = [`<p><b><font color="#000066" size="3">${escapeHtml(readable.opening)}</font></b></p>`];
  for (const { recipient, advice } of readable.told) {
    const text =
      "custom" in advice ? markupHtml(piecesOf(advice.custom)) : advice.map((one) => escapeHtml(one)).join("<br>\r\n");
    parts.push(paragraph(`<b>${escapeHtml(recipient)}</b>${text === "" ? "" : `<br>\r\n${text}`}`));
  }
  parts.push(paragraph(`${escapeHtml(labels.subject)} ${escapeHtml(readable.subject)}`));
  const { diagnostics } = readable;
  if (diagnostics) {
    parts.push(`<hr>\r\n<p><font color="#808080"><b>${escapeHtml(labels.diagnostics)}</b></font></p>`);
    parts.push(paragraph(`${escapeHtml(labels.server)} ${escapeHtml(diagnostics.server)}`));
    for (const { address, remote, response } of diagnostics.fates) {
      const from = remote === undefined ? "" : `<br>\r\n${escapeHtml(`${labels.remote} ${remote}`)}`;
      parts.push(paragraph(`${escapeHtml(address)}${from}<br>\r\n${escapeHtml(response)}`));
    }
    parts.push(
      paragraph(escapeHtml(labels.headers)),
      `<pre>${escapeHtml(shownHeaders(diagnostics.headers)).replaceAll("\r\n", "\n").replaceAll("\n", "\r\n")}</pre>`,
    );
  }
  return `<html lang="${words.language}"><head><meta charset="utf-8"></head><body style="font-family:Calibri,Arial,sans-serif">\r\n${parts.join("\r\n")}\r\n</body></html>\r\n`;
}

/** No control characters but line ends, and not without end. */
function shownHeaders(headers: string): string {
  return headers.slice(0, mostHeaders).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "?");
}

/** The class lets in only what can be read; what an older store holds is text. */
function piecesOf(custom: string): readonly Piece[] {
  try {
    return readMarkup(custom);
  } catch {
    return [{ kind: "text", text: custom }];
  }
}

// Templates of addresses: "SMTP:%g.%s@contoso.com" and what they give for a recipient (behaviour 3.3).
import { Problem } from "../command/problem.ts";
import { toAscii } from "./alias.ts";
import { isDomain, isSmtpAddress } from "./kinds.ts";

/** What the variables stand for. */
export interface Facts {
  readonly alias: string;
  readonly given: string;
  readonly surname: string;
  readonly initials: string;
  readonly display: string;
}

export interface Template {
  readonly primary: boolean;
  /** What stands before "@"; "%m" when the template is a domain alone. */
  readonly format: string;
  readonly domain: string;
}

/** Reads "SMTP:%m@contoso.com", "smtp:…", "%m@contoso.com", "@contoso.com" or "contoso.com". Throws a Problem. */
export function parseTemplate(text: string): Template {
  const match = /^(?:([A-Za-z0-9]{1,9}):)?(.*)$/s.exec(text.trim());
  const prefix = match?.[1] ?? "smtp";
  const rest = match?.[2] ?? "";
  if (prefix.toLowerCase() !== "smtp") throw invalidTemplate(text, "Only templates of type SMTP can be used.");
  const at = rest.lastIndexOf("@");
  const format = rest.slice(0, Math.max(at, 0)) || "%m";
  const domain = rest.slice(at + 1).toLowerCase();
  if (!isDomain(domain)) throw invalidTemplate(text, `'${domain}' is not a domain.`);
  if (format.length > 315) throw invalidTemplate(text, "What stands before @ is too long.");
  for (const piece of piecesOf(format)) {
    if (piece.kind === "unknown") {
      throw invalidTemplate(
        text,
        `'${piece.text}' is not a variable. There are %m (alias), %g (given name), %s (surname), %i (initials) and %d (display name).`,
      );
    }
  }
  const sample = { alias: "kim", given: "Kim", surname: "Akers", initials: "K", display: "Kim Akers" };
  if (!isSmtpAddress(`${localPart(format, sample)}@${domain}`)) {
    throw invalidTemplate(text, "It does not give a valid address.");
  }
  return { primary: prefix === prefix.toUpperCase(), format, domain };
}

export function printTemplate({ primary, format, domain }: Template): string {
  return `${primary ? "SMTP" : "smtp"}:${format}@${domain}`;
}

type Piece =
  | { readonly kind: "text" | "unknown"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string; readonly count: number | undefined }
  | { readonly kind: "replace"; readonly from: string; readonly to: string };

/** variable = "%" ( "m" | [ digits ] "g" | [ digits ] "s" | "i" | "d" | "r" char char | "%" ) */
function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent < 0) {
      pieces.push({ kind: "text", text: format.slice(at) });
      break;
    }
    if (percent > at) pieces.push({ kind: "text", text: format.slice(at, percent) });
    const match = /^%(?:(\d{0,2})([gs])|([mid%])|r(.)(.))/iu.exec(format.slice(percent, percent + 6));
    if (!match) {
      pieces.push({ kind: "unknown", text: format.slice(percent, percent + 2) });
      at = percent + 2;
      continue;
    }
    if (match[3] === "%") pieces.push({ kind: "text", text: "%" });
    else if (match[4] !== undefined) pieces.push({ kind: "replace", from: match[4], to: match[5]! });
    else {
      const count = match[1] ? Number(match[1]) : undefined;
      pieces.push({ kind: "variable", name: (match[2] ?? match[3]!).toLowerCase(), count });
    }
    at = percent + match[0].length;
  }
  return pieces;
}

/** The local part for a recipient; the alias where the template gives nothing that can stand in an address. */
export function localPart(format: string, facts: Facts): string {
  const values: Readonly<Record<string, string>> = {
    m: facts.alias,
    g: facts.given,
    s: facts.surname,
    i: facts.initials,
    d: facts.display,
  };
  const replaced: [string, string][] = [];
  let result = "";
  for (const piece of piecesOf(format)) {
    if (piece.kind === "text") result += piece.text;
    else if (piece.kind === "replace") replaced.push([piece.from, piece.to]);
    else if (piece.kind === "variable") {
      let value = piece.name === "m" ? facts.alias : toAscii(values[piece.name] ?? "");
      for (const [from, to] of replaced) value = value.replaceAll(from, from === to ? "" : to);
      if (piece.name !== "m") value = value.replace(/\s/g, "");
      result += piece.count === undefined ? value : [...value].slice(0, piece.count).join("");
    }
  }
  const clean = result
    .replace(/[^\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~.]/gu, "")
    .replace(/\.{2,}/g, ".")
    .replace(/^\.|\.$/g, "");
  return clean === "" ? facts.alias : clean;
}

export function invalidTemplate(text: string, why: string): Problem {
  return new Problem({
    id: "InvalidEmailAddressTemplate",
    category: "InvalidArgument",
    text: `The e-mail address template "${text.slice(0, 200)}" isn't valid. ${why}`,
    target: text.slice(0, 200),
    exceptionType: "System.ArgumentException",
  });
}

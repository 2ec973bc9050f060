// The parameters of MAIL FROM and RCPT TO and the xtext they are written in (RFC 5321 4.1.1.11, RFC 3461 4).

export type Notify = "NEVER" | "SUCCESS" | "FAILURE" | "DELAY";

/** The original recipient (RFC 3461 4.2): "rfc822;alice@contoso.com" decoded. */
export interface OriginalRecipient {
  readonly type: string;
  readonly address: string;
}

/**
 * Reads " SIZE=100 BODY=8BITMIME SMTPUTF8": keywords in upper case, a value or true. Undefined when the text is not
 * of that form or a keyword comes twice. Values are as they came; each extension decodes its own.
 */
export function parseParameters(text: string): Map<string, string | true> | undefined {
  const parameters = new Map<string, string | true>();
  for (const part of text.split(" ")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const keyword = (equals < 0 ? part : part.slice(0, equals)).toUpperCase();
    const value = equals < 0 ? true : part.slice(equals + 1);
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(keyword) || parameters.has(keyword)) return undefined;
    // esmtp-value = 1*(%d33-60 / %d62-126); RFC 6531 adds UTF-8.
    if (typeof value === "string" && (value === "" || /[\x00-\x20=\x7f-\xa0]/.test(value))) return undefined;
    parameters.set(keyword, value);
  }
  return parameters;
}

/** Decodes xtext; undefined when it is none or hides a control character. */
export function decodeXtext(text: string): string | undefined {
  if (!/^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/.test(text)) return undefined;
  const plain = text.replace(/\+([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`)));
  return /[\x00-\x1f\x7f-\x9f]/.test(plain) ? undefined : plain;
}

/** RET=FULL|HDRS (RFC 3461 4.3). */
export function parseRet(value: string): "FULL" | "HDRS" | undefined {
  const word = value.toUpperCase();
  return word === "FULL" || word === "HDRS" ? word : undefined;
}

/** ENVID: xtext of at most 100 characters (RFC 3461 4.4), decoded. */
export function parseEnvid(value: string): string | undefined {
  return value.length <= 100 ? decodeXtext(value) : undefined;
}

/** NOTIFY: NEVER alone, or a list of the others (RFC 3461 4.1). */
export function parseNotify(value: string): readonly Notify[] | undefined {
  const words = [...new Set(value.toUpperCase().split(","))];
  if (words.length === 1 && words[0] === "NEVER") return ["NEVER"];
  const known = words.filter((word): word is Notify => word === "SUCCESS" || word === "FAILURE" || word === "DELAY");
  return known.length === words.length ? known : undefined;
}

/** ORCPT=addr-type;xtext of at most 500 characters (RFC 3461 4.2); "utf-8" addresses as in RFC 6533 3. */
export function parseOrcpt(value: string): OriginalRecipient | undefined {
  const semicolon = value.indexOf(";");
  if (value.length > 500 || semicolon < 1) return undefined;
  const type = value.slice(0, semicolon).toLowerCase();
  if (!/^[a-z0-9!#$%&'*/?^_`{|}~-]+$/.test(type)) return undefined;
  const coded = value.slice(semicolon + 1);
  const address = type === "utf-8" ? decodeUnitext(coded) : decodeXtext(coded);
  return address === undefined || address === "" ? undefined : { type, address };
}

/** utf-8-addr-unitext: "\x{263A}" escapes, or the characters themselves under SMTPUTF8 (RFC 6533 3). */
function decodeUnitext(text: string): string | undefined {
  if (/[\x00-\x20\x7f-\xa0]/.test(text)) return undefined;
  let good = true;
  const plain = text.replace(/\\x\{([0-9A-F]{1,6})\}/g, (_, hex) => {
    const point = Number(`0x${hex}`);
    good &&=
      point > 0x1f && point <= 0x10ffff && !(point >= 0x7f && point <= 0x9f) && !(point >= 0xd800 && point <= 0xdfff);
    return good ? String.fromCodePoint(point) : "";
  });
  return good ? plain : undefined;
}

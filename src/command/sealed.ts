// Passwords sealed under a key as text: the form that PowerShell's ConvertFrom-SecureString -Key writes and reads.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { many, wholeNumber } from "../values/kinds.ts";
import { SecureString } from "../values/secret.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { Problem } from "./problem.ts";

const head = "76492d1116743f0423413b16050a5345";

/** 16, 24 or 32 bytes. */
export const keyBytes: Type<readonly number[]> = many(wholeNumber("Byte", 0, 255));

export function checkKey(key: readonly number[]): string | undefined {
  return [16, 24, 32].includes(key.length) ? undefined : "A key has 16, 24 or 32 bytes.";
}

/** The key that a password stands for: its UTF-16 bytes. */
export function keyOfSecret(secret: SecureString): readonly number[] {
  const bytes = [...Buffer.from(secret.reveal(), "utf16le")];
  const wrong = checkKey(bytes);
  if (wrong) throw new ConversionError(`${wrong} A secure key has 8, 12 or 16 characters.`);
  return bytes;
}

/** @param iv 16 random bytes */
export function seal(secret: SecureString, key: readonly number[], iv: Buffer): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, Buffer.from(key), iv);
  const sealed = Buffer.concat([cipher.update(Buffer.from(secret.reveal(), "utf16le")), cipher.final()]);
  const body = `2|${iv.toString("base64")}|${sealed.toString("hex")}`;
  return head + Buffer.from(body, "utf16le").toString("base64");
}

/** Throws a Problem when the text is not sealed or the key is another. */
export function unseal(text: string, key: readonly number[]): SecureString {
  try {
    if (!text.startsWith(head)) throw wrongKey();
    const [version, iv, sealed] = Buffer.from(text.slice(head.length), "base64").toString("utf16le").split("|");
    if (version !== "2" || iv === undefined || sealed === undefined) throw wrongKey();
    const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, Buffer.from(key), Buffer.from(iv, "base64"));
    return new SecureString(
      Buffer.concat([cipher.update(Buffer.from(sealed, "hex")), cipher.final()]).toString("utf16le"),
    );
  } catch {
    throw wrongKey();
  }
}

/**
 * A password without a key as PowerShell writes it where the system seals nothing (elsewhere than on Windows): its UTF-16
 * bytes in hexadecimal digits. Whoever reads it has the password.
 */
export const openText = (secret: SecureString): string => Buffer.from(secret.reveal(), "utf16le").toString("hex");

/** The password of such a text; or why it is none, for people. */
export function readOpenText(text: string): SecureString | string {
  const digits = text.trim();
  if (/^01000000d08c9ddf/i.test(digits))
    return "It was sealed on Windows for the account that wrote it, and only that account can open it there. Seal it with -Key to bring it here.";
  if (digits.length % 4 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return "It is no sealed password.";
  return new SecureString(Buffer.from(digits, "hex").toString("utf16le"));
}

export const openTextWarning =
  "The password stands in it without protection: whoever can read it has the password. -Key seals it.";

function wrongKey(): Problem {
  return new Problem({
    id: "ImportSecureString_InvalidArgument_CryptographicError",
    category: "InvalidArgument",
    text: "The text cannot be opened: it was sealed with another key, or it is not what ConvertFrom-SecureString -Key wrote.",
  });
}

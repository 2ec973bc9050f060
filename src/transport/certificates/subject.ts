// Subjects of certificates as people write them: "C=US, O=Contoso, CN=mail.contoso.com" (RFC 4514).
import { notASubject } from "./errors.ts";

/** The parts that a subject may have, the widest first, as they stand in a certificate. */
const order = ["DC", "C", "ST", "L", "O", "OU", "CN"] as const;
const others: Readonly<Record<string, string>> = { S: "ST" };
const longest = 64;

export type Subject = readonly (readonly [type: string, value: string])[];

/** Reads a subject in any order; throws a Problem. Commas inside a value stand in quotes or behind a backslash. */
export function parseSubject(given: string): Subject {
  const parts = given.match(/(?:\\.|"[^"]*"|[^,"\\])+/g) ?? [];
  const found = parts.map((part): readonly [string, string] => {
    const [, type = "", value = ""] = /^\s*([A-Za-z]{1,3})\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    const known = others[type.toUpperCase()] ?? type.toUpperCase();
    const plain = value.replace(/^"(.*)"$/, "$1").replace(/\\(.)/g, "$1");
    const fits = plain !== "" && plain.length <= longest && !/[\x00-\x1f\x7f]/.test(plain);
    if (!order.some((one) => one === known) || !fits || (known === "C" && !/^[A-Za-z]{2}$/.test(plain))) {
      throw notASubject(given);
    }
    return [known, plain];
  });
  if (found.length === 0) throw notASubject(given);
  const rank = ([type]: readonly [string, string]) => order.findIndex((one) => one === type);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

export function commonName(subject: Subject): string | undefined {
  return subject.find(([type]) => type === "CN")?.[1];
}

// Mail nicknames and account names made from what people are called.

const spelled: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "oe",
  å: "aa",
  þ: "th",
  ð: "d",
  đ: "d",
  ł: "l",
  ı: "i",
};

/** Latin letters with marks in ASCII: "Köhler" is "Koehler". Letters of other scripts stay. */
export function toAscii(text: string): string {
  let result = "";
  for (const char of text.normalize("NFC")) {
    const lower = char.toLowerCase();
    const known = spelled[lower];
    if (known !== undefined) result += lower === char ? known : known[0]!.toUpperCase() + known.slice(1);
    else result += char.normalize("NFD").replace(/\p{M}/gu, "");
  }
  return result;
}

/** An alias from a name: blanks go, what an alias may not hold becomes "?" (behaviour 3.3). */
export function aliasFrom(name: string): string {
  const plain = toAscii(name)
    .replace(/\s/g, "")
    .replace(/[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/g, "?")
    .replace(/\.{2,}/g, ".")
    .slice(0, 64)
    .replace(/^\.|\.$/g, "");
  return plain === "" ? "?" : plain;
}

/** An account name from an alias: at most 20 characters without those that an account name may not hold. */
export function accountNameFrom(alias: string): string {
  const plain = toAscii(alias)
    .replace(/["/\\[\]:;|=,+*?<>@\x00-\x1f]/g, "")
    .slice(0, 20)
    .replace(/\.$/, "");
  return plain === "" ? "user" : plain;
}

/** The first of name, name2, name3 … that is free, cut so that the number fits. */
export async function firstFree(
  name: string,
  most: number,
  isFree: (candidate: string) => Promise<boolean>,
): Promise<string> {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : String(number);
    const candidate = name.slice(0, most - suffix.length) + suffix;
    if (await isFree(candidate)) return candidate;
  }
}

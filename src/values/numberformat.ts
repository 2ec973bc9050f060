// Numbers as text by .NET's standard (N2, D5, X8, P1, C, E, F, G) and custom (#,##0.00) formats.
import { type Culture, rulesOf } from "./culture.ts";
import { Decimal, decimalRound, parseDecimal } from "./decimal.ts";
import { type AnyNumber, isWhole, kindOf, Num, numberText, toBigInt, toDecimal, toNumber } from "./numbers.ts";
import { ConversionError } from "./type.ts";

/** Throws ConversionError for a format that does not exist or does not fit the number. */
export function formatNumber(value: AnyNumber, format: string, culture: Culture = "en-US"): string {
  if (format === "") return numberText(value);
  const standard = /^([a-zA-Z])(\d{0,3})$/.exec(format);
  const plain = toNumber(value);
  if (!Number.isFinite(plain) && !(value instanceof Num && typeof value.value === "bigint")) return numberText(value);
  if (!standard) return customNumber(value, format);
  const letter = (standard[1] as string).toUpperCase();
  const lower = standard[1] !== letter;
  const places = standard[2] ? Number(standard[2]) : undefined;
  switch (letter) {
    case "N":
      return fixed(value, places ?? 2, true);
    case "F":
      return fixed(value, places ?? 2, false);
    case "C":
      return currency(value, places ?? 2, culture);
    case "P":
      return rulesOf(culture).percent(fixed(scaled(value, 100n), places ?? 2, true));
    case "D":
      return integerDigits(value, places ?? 1);
    case "B":
      return bits(value, places ?? 1, 2);
    case "X": {
      const text = bits(value, places ?? 1, 16);
      return lower ? text : text.toUpperCase();
    }
    case "E":
      return exponent(plain, places ?? 6, 3, lower);
    case "G":
      return general(value, places ?? 0, lower);
    case "R":
      return numberText(value);
    default:
      throw badFormat();
  }
}

function badFormat(): ConversionError {
  return new ConversionError("Format specifier was invalid.");
}

function exact(value: AnyNumber): Decimal | undefined {
  if (kindOf(value) === "Double" || kindOf(value) === "Single") return undefined;
  return toDecimal(value);
}

function scaled(value: AnyNumber, by: bigint): AnyNumber {
  const known = exact(value);
  if (known) return new Num("Decimal", new Decimal(known.coefficient * by, known.scale));
  const parsed = parseDecimal(numberText(value));
  if (parsed) return new Num("Decimal", new Decimal(parsed.coefficient * by, parsed.scale));
  // Too large for a Decimal, and so a whole number.
  return new Num("BigInteger", toBigInt(value) * by);
}

/** The digits with `places` behind the point, halves away from zero, without sign; "-" apart. */
function rounded(value: AnyNumber, places: number): { negative: boolean; digits: string } {
  const decimal = exact(value) ?? parseDecimal(numberText(value));
  let text: string;
  if (decimal) {
    const cut = decimalRound(decimal, Math.min(places, 28), "AwayFromZero");
    text = cut.toString();
    const behind = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
    if (behind < places) text += (behind === 0 ? "." : "") + "0".repeat(places - behind);
  } else {
    const big = toBigInt(value).toString();
    text = places > 0 ? `${big}.${"0".repeat(places)}` : big;
  }
  const negative = text.startsWith("-") && /[1-9]/.test(text);
  return { negative, digits: text.replace("-", "") };
}

function grouped(digits: string): string {
  const [front = "", behind] = digits.split(".");
  let text = "";
  for (let i = 0; i < front.length; i++) {
    if (i > 0 && (front.length - i) % 3 === 0) text += ",";
    text += front[i];
  }
  return behind === undefined ? text : `${text}.${behind}`;
}

function fixed(value: AnyNumber, places: number, groups: boolean): string {
  const { negative, digits } = rounded(value, places);
  return (negative ? "-" : "") + (groups ? grouped(digits) : digits);
}

function currency(value: AnyNumber, places: number, culture: Culture): string {
  const { negative, digits } = rounded(value, places);
  return rulesOf(culture).currency(grouped(digits), negative);
}

function integerDigits(value: AnyNumber, width: number): string {
  if (!isWhole(kindOf(value))) throw badFormat();
  const size = toBigInt(value);
  return size < 0n ? `-${(-size).toString().padStart(width, "0")}` : size.toString().padStart(width, "0");
}

const widths: Readonly<Record<string, number>> = { SByte: 8, Int16: 16, Int32: 32, Int64: 64 };

function bits(value: AnyNumber, width: number, radix: number): string {
  const kind = kindOf(value);
  if (!isWhole(kind)) throw badFormat();
  const size = toBigInt(value);
  const text = (size < 0n ? BigInt.asUintN(widths[kind] ?? 64, size) : size).toString(radix);
  return text.padStart(width, "0");
}

function exponent(value: number, places: number, width: number, lower: boolean): string {
  const [mantissa = "", power = "0"] = value.toExponential(Math.min(places, 100)).split("e");
  const size = String(Math.abs(Number(power))).padStart(width, "0");
  return `${mantissa}${lower ? "e" : "E"}${Number(power) < 0 ? "-" : "+"}${size}`;
}

function general(value: AnyNumber, places: number, lower: boolean): string {
  if (places === 0) return numberText(value);
  const number = toNumber(value);
  if (number === 0) return "0";
  const scientific = number.toExponential(Math.min(places, 100) - 1);
  const power = Number(scientific.split("e")[1]);
  if (power >= places || power < -5) {
    const [mantissa = ""] = scientific.split("e");
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${short}${lower ? "e" : "E"}${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const text = number.toPrecision(Math.min(places, 100));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

interface Section {
  readonly tokens: readonly { readonly mark: "digit" | "zero" | "point" | "text"; readonly text: string }[];
  readonly percent: bigint;
  readonly groups: boolean;
  readonly thousands: number;
}

/** The parts of a custom format between semicolons. */
function sections(format: string): Section[] {
  const made: Section[] = [];
  let tokens: { mark: "digit" | "zero" | "point" | "text"; text: string }[] = [];
  let percent = 1n;
  let groups = false;
  let commas = 0;
  let thousands = 0;
  const close = () => {
    made.push({ tokens, percent, groups, thousands: thousands + commas });
    tokens = [];
    percent = 1n;
    groups = false;
    commas = 0;
    thousands = 0;
  };
  for (let i = 0; i < format.length; i++) {
    const char = format[i] as string;
    if (char === ";") close();
    else if (char === "#" || char === "0") {
      if (commas > 0) groups = true;
      commas = 0;
      tokens.push({ mark: char === "0" ? "zero" : "digit", text: char });
    } else if (char === ".") {
      thousands += commas;
      commas = 0;
      if (!tokens.some((token) => token.mark === "point")) tokens.push({ mark: "point", text: "." });
    } else if (char === ",") {
      if (tokens.some((token) => token.mark === "digit" || token.mark === "zero")) commas++;
    } else if (char === "%") {
      percent *= 100n;
      tokens.push({ mark: "text", text: "%" });
    } else if (char === "\\") tokens.push({ mark: "text", text: format[++i] ?? "" });
    else if (char === "'" || char === '"') {
      const end = format.indexOf(char, i + 1);
      tokens.push({ mark: "text", text: format.slice(i + 1, end < 0 ? undefined : end) });
      i = end < 0 ? format.length : end;
    } else tokens.push({ mark: "text", text: char });
  }
  close();
  return made;
}

function customNumber(value: AnyNumber, format: string): string {
  const all = sections(format);
  const number = toNumber(value);
  const chosen = number < 0 && all[1]?.tokens.length ? 1 : number === 0 && all[2] ? 2 : 0;
  const section = all[chosen] as Section;
  const point = section.tokens.findIndex((token) => token.mark === "point");
  const isPlace = (mark: string) => mark === "digit" || mark === "zero";
  const whole = section.tokens.filter((token, i) => isPlace(token.mark) && (point < 0 || i < point));
  const behind = section.tokens.filter((token, i) => isPlace(token.mark) && point >= 0 && i > point);
  let amount = section.percent > 1n ? scaled(value, section.percent) : value;
  if (section.thousands > 0) amount = toNumber(amount) / 1000 ** section.thousands;
  const { negative, digits } = rounded(amount, behind.length);
  const [front = "0", rest = ""] = digits.split(".");
  const least = whole.length - whole.findIndex((token) => token.mark === "zero");
  const minimum = whole.some((token) => token.mark === "zero") ? least : 0;
  const shown = (front === "0" ? "" : front).padStart(minimum, "0");
  const lastZero = behind.map((token) => token.mark).lastIndexOf("zero");
  let fraction = rest;
  while (fraction.length > lastZero + 1 && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  const spread = spreadDigits(shown, whole.length, section.groups);
  let text = "";
  let place = 0;
  let behindPlace = 0;
  section.tokens.forEach((token, i) => {
    if (token.mark === "text") text += token.text;
    else if (token.mark === "point") text += fraction.length > 0 ? "." : "";
    else if (point >= 0 && i > point) text += fraction[behindPlace++] ?? "";
    else text += spread[place++] ?? "";
  });
  if (whole.length === 0 && shown !== "") text = shown + text;
  return negative && chosen === 0 ? `-${text}` : text;
}

/** Which digits each place shows: the first place takes all that are too many. */
function spreadDigits(digits: string, places: number, groups: boolean): string[] {
  const spread: string[] = [];
  const withComma = [...digits].map((digit, i) => {
    const left = digits.length - i;
    return groups && i > 0 && left % 3 === 0 ? `,${digit}` : digit;
  });
  const extra = Math.max(0, withComma.length - places);
  for (let i = 0; i < places; i++) {
    const at = withComma.length - places + i;
    spread.push(at < 0 ? "" : i === 0 ? withComma.slice(0, extra + 1).join("") : (withComma[at] ?? ""));
  }
  return spread;
}

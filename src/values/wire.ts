// Values whose kind nobody declared, as JSON and back: what cmdlets put out, error targets, information.
import { ByteQuantifiedSize } from "./bytesize.ts";
import { Collection, isList, itemsOf, List } from "./collections.ts";
import { CustomObject } from "./custom.ts";
import { DateTime, type DateTimeKind } from "./datetime.ts";
import { Decimal, parseDecimal } from "./decimal.ts";
import { Dictionary, DictionaryEntry } from "./dictionary.ts";
import { unlimitedValue } from "./kinds.ts";
import { Guid, IpAddress, MailAddress, Uri } from "./net/small.ts";
import { EnumValue, namedType } from "./nettype.ts";
import { Char, double, Num, type NumberKind, rangeOf, whole } from "./numbers.ts";
import { Structured } from "./structured.ts";
import { toText } from "./text.ts";
import { TimeSpan } from "./timespan.ts";
import { ConversionError, type Json } from "./type.ts";
import { Version } from "./version.ts";

/** Deeper than this a value is sent as its text. */
const deepest = 24;

type Tagged = { readonly [key: string]: Json };

/**
 * Text, booleans, numbers and arrays are themselves; everything else is an object whose `$` names its kind. What has no
 * form of its own (a script block, a password, an object of another room) goes as its text or as its properties.
 */
export function encodeValue(value: unknown, depth = 0): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : { $: "Double", v: String(value) };
  if (depth > deepest) return toText(value);
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, depth + 1));
  const scalar = encodeScalar(value);
  if (scalar) return scalar;
  if (value instanceof Dictionary) {
    const entries = value
      .entries()
      .map((entry) => [encodeValue(entry.key, depth + 1), encodeValue(entry.value, depth + 1)]);
    return { $: "table", kind: value.kind, exact: value.caseSensitive, types: value.typeArguments, entries };
  }
  if (value instanceof List) {
    return {
      $: "list",
      element: value.element ?? null,
      items: value.items.map((item) => encodeValue(item, depth + 1)),
    };
  }
  if (value instanceof Collection && isList(value)) return itemsOf(value).map((item) => encodeValue(item, depth + 1));
  if (value instanceof DictionaryEntry) {
    return { $: "entry", key: encodeValue(value.key, depth + 1), value: encodeValue(value.value, depth + 1) };
  }
  if (value instanceof Structured) {
    return {
      $: "object",
      types: [...value.typeNames],
      properties: value.names().map((name) => [name, encodeValue(value.get(name), depth + 1)]),
    };
  }
  return toText(value);
}

function encodeScalar(value: unknown): Tagged | undefined {
  if (value instanceof Num) return { $: value.kind, v: String(value.value) };
  if (value instanceof Char) return { $: "char", v: value.code };
  if (value instanceof DateTime) return { $: "date", v: value.ticks.toString(), kind: value.kind };
  if (value instanceof TimeSpan) return { $: "span", v: value.ticks.toString() };
  if (value instanceof ByteQuantifiedSize) return { $: "size", v: value.bytes };
  if (value === unlimitedValue) return { $: "unlimited" };
  if (value instanceof Guid) return { $: "guid", v: value.text };
  if (value instanceof Version) return { $: "version", v: value.toString() };
  if (value instanceof Uri) return { $: "uri", v: value.original };
  if (value instanceof IpAddress) return { $: "ip", v: value.text };
  if (value instanceof MailAddress) return { $: "mail", name: value.displayName, v: value.address };
  if (value instanceof EnumValue) return { $: "enum", type: value.type.name, v: value.number };
  return undefined;
}

function bad(): ConversionError {
  return new ConversionError("A value that came over the wire has a form that is not known here.");
}

function text(json: Json | undefined): string {
  if (typeof json !== "string") throw bad();
  return json;
}

function list(json: Json | undefined): readonly Json[] {
  if (!Array.isArray(json)) throw bad();
  return json as readonly Json[];
}

function big(json: Json | undefined): bigint {
  const digits = text(json);
  if (!/^-?\d{1,400}$/.test(digits)) throw bad();
  return BigInt(digits);
}

/** Reads what {@link encodeValue} made. Throws ConversionError for anything else. */
export function decodeValue(json: Json, depth = 0): unknown {
  if (json === null || typeof json === "string" || typeof json === "boolean" || typeof json === "number") return json;
  if (depth > deepest + 2) throw bad();
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => decodeValue(item, depth + 1));
  const fields = json as Tagged;
  switch (fields["$"]) {
    case "table":
      return decodeTable(fields, depth);
    case "list": {
      const items = list(fields["items"]).map((item) => decodeValue(item, depth + 1));
      return new List(items, fields["element"] === null ? undefined : text(fields["element"]));
    }
    case "entry":
      return new DictionaryEntry(
        decodeValue(fields["key"] ?? null, depth + 1),
        decodeValue(fields["value"] ?? null, depth + 1),
      );
    case "object": {
      const pairs = list(fields["properties"]).map((pair): [string, unknown] => {
        const [name, value] = list(pair);
        return [text(name), decodeValue(value ?? null, depth + 1)];
      });
      return new CustomObject(pairs, list(fields["types"]).map(text));
    }
    default:
      return decodeScalar(fields);
  }
}

function decodeTable(fields: Tagged, depth: number): Dictionary {
  const kind = text(fields["kind"]);
  if (kind !== "Hashtable" && kind !== "Ordered" && kind !== "Generic") throw bad();
  const table = new Dictionary(kind, fields["exact"] === true, list(fields["types"]).map(text));
  for (const pair of list(fields["entries"])) {
    const [key, value] = list(pair);
    table.set(decodeValue(key ?? null, depth + 1), decodeValue(value ?? null, depth + 1));
  }
  return table;
}

const dateKinds: readonly string[] = ["Unspecified", "Utc", "Local"];

function decodeScalar(fields: Tagged): unknown {
  const { $: tag, v } = fields;
  switch (tag) {
    case "char":
      if (typeof v !== "number" || v < 0 || v > 65535) throw bad();
      return new Char(v);
    case "date": {
      const kind = text(fields["kind"]);
      if (!dateKinds.includes(kind)) throw bad();
      return new DateTime(big(v), kind as DateTimeKind);
    }
    case "span":
      return new TimeSpan(big(v));
    case "size":
      if (typeof v !== "number") throw bad();
      return new ByteQuantifiedSize(v);
    case "unlimited":
      return unlimitedValue;
    case "guid":
      return new Guid(text(v));
    case "version": {
      const version = Version.parse(text(v));
      if (!version) throw bad();
      return version;
    }
    case "uri":
      return new Uri(text(v));
    case "ip":
      return new IpAddress(text(v));
    case "mail":
      return new MailAddress(text(fields["name"]), text(v));
    case "enum": {
      const type = namedType(text(fields["type"]));
      if (!type?.choices || typeof v !== "number") throw bad();
      return type.convert(v, undefined as never);
    }
    default:
      return decodeNumber(text(tag), text(v));
  }
}

function decodeNumber(kind: string, digits: string): unknown {
  if (kind === "Double") return double(Number(digits));
  if (kind === "Single") return new Num("Single", Number(digits));
  if (kind === "Decimal") {
    const value = parseDecimal(digits);
    if (!value) throw bad();
    return new Num("Decimal", new Decimal(value.coefficient, value.scale));
  }
  const range = rangeOf(kind as NumberKind);
  if (!range && kind !== "BigInteger") throw bad();
  const value = big(digits);
  if (range && (value < range[0] || value > range[1])) throw bad();
  return whole(kind as NumberKind, value);
}

// Values as PowerShell's Clixml and back (MS-PSRP 2.2.5): what Export-Clixml writes, Windows PowerShell reads too.
import { ErrorRecord } from "../command/record.ts";
import { openText, readOpenText } from "../command/sealed.ts";
import { isList, itemsOf, List } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { formatDate } from "../values/dateformat.ts";
import { parseDate } from "../values/dateparse.ts";
import { DateTime } from "../values/datetime.ts";
import { Dictionary } from "../values/dictionary.ts";
import { documentOf, XmlNode } from "../values/net/xmlnode.ts";
import { XmlRefused } from "../values/net/xmlread.ts";
import { EnumValue, type Surroundings } from "../values/nettype.ts";
import {
  type AnyNumber,
  Char,
  isNumber,
  kindOf,
  literal,
  type NumberKind,
  numberText,
  parseNumber,
} from "../values/numbers.ts";
import { Credential, SecureString } from "../values/secret.ts";
import { Entity, type Property } from "../values/shape.ts";
import { ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { TimeSpan } from "../values/timespan.ts";
import { findTypeByText, typeOf } from "../values/types.ts";
import { element, elementsOf, innerText, unescapeUnits, type XmlElement, XmlError } from "./xml.ts";

const numberTags: Readonly<Record<NumberKind, string>> = {
  Int32: "I32",
  Int64: "I64",
  Double: "Db",
  Single: "Sg",
  Decimal: "D",
  BigInteger: "S",
  SByte: "SB",
  Byte: "By",
  Int16: "I16",
  UInt16: "U16",
  UInt32: "U32",
  UInt64: "U64",
};
const numberKinds = new Map(Object.entries(numberTags).map(([kind, tag]) => [tag, kind as NumberKind]));

/** Values that are one element with their text. */
const textTags: Readonly<Record<string, string>> = {
  "System.Guid": "G",
  "System.Version": "Version",
  "System.Uri": "URI",
};

export interface ClixmlWriter {
  /** One value as an element; `depth`: levels of properties that are written. */
  write(value: unknown): XmlElement;
}

export function clixmlWriter(depth: number): ClixmlWriter {
  let objects = 0;
  const types = new Map<string, number>();

  function typeNames(names: readonly string[]): XmlElement {
    const key = names.join("\n");
    const known = types.get(key);
    if (known !== undefined) return element("TNRef", { RefId: String(known) });
    types.set(key, types.size);
    return element(
      "TN",
      { RefId: String(types.size - 1) },
      names.map((name) => element("T", {}, [name])),
    );
  }

  function object(names: readonly string[], children: readonly XmlElement[]): XmlElement {
    const id = String(objects++);
    return element("Obj", { RefId: id }, [typeNames(names), ...children]);
  }

  function write(value: unknown, name: string | undefined, level: number): XmlElement {
    const one = bare(value, level);
    return name === undefined ? one : { ...one, attributes: { N: name, ...one.attributes } };
  }

  function bare(value: unknown, level: number): XmlElement {
    if (value === null || value === undefined) return element("Nil", {});
    if (typeof value === "string") return element("S", {}, value === "" ? [] : [value]);
    if (typeof value === "boolean") return element("B", {}, [String(value)]);
    if (isNumber(value)) return element(numberTags[kindOf(value)], {}, [numberText(value)]);
    if (value instanceof Char) return element("C", {}, [String(value.code)]);
    if (value instanceof DateTime) return element("DT", {}, [formatDate(value, "yyyy-MM-ddTHH:mm:ss.fffffffK")]);
    if (value instanceof TimeSpan) return element("TS", {}, [isoDuration(value)]);
    if (value instanceof ScriptBlock) return element("SBK", {}, [value.text]);
    if (value instanceof SecureString) return element("SS", {}, [openText(value)]);
    if (value instanceof XmlNode && value.kind === "Document") return element("XD", {}, [value.outer()]);
    if (level <= 0 && !(value instanceof Credential)) return element("S", {}, [toText(value)]);
    if (value instanceof Dictionary) {
      const entries = value
        .entries()
        .map((entry) =>
          element("En", {}, [write(entry.key, "Key", level - 1), write(entry.value, "Value", level - 1)]),
        );
      return object([value.typeName, "System.Object"], [element("DCT", {}, entries)]);
    }
    if (isList(value)) {
      const names =
        value instanceof List
          ? [value.typeName, "System.Object"]
          : ["System.Object[]", "System.Array", "System.Object"];
      return object(names, [
        element(
          "LST",
          {},
          itemsOf(value).map((item) => write(item, undefined, level - 1)),
        ),
      ]);
    }
    if (value instanceof Credential) {
      const members = [write(value.userName, "UserName", 1), write(value.password, "Password", 1)];
      return object(
        [...value.typeNames, "System.Object"],
        [textOf(value.typeNames[0]!), element("Props", {}, members)],
      );
    }
    if (value instanceof EnumValue) {
      const names = [value.type.name, "System.Enum", "System.ValueType", "System.Object"];
      return object(names, [textOf(value.word), element("I32", {}, [String(value.number)])]);
    }
    if (value instanceof Structured) return structured(value, level);
    return element(textTags[typeOf(value).name] ?? "S", {}, [toText(value)]);
  }

  function structured(value: Structured, level: number): XmlElement {
    const base = value instanceof CustomObject && value.base !== undefined && !(value.base instanceof Structured);
    const members = value.names().map((name) => {
      const property = value.get(name);
      const type = value instanceof Entity ? (value.shape.properties[name] as Property | undefined)?.type : undefined;
      const plain =
        type &&
        property !== null &&
        !isList(property) &&
        !(property instanceof Structured) &&
        typeof property === "object"
          ? type.show(property)
          : property;
      return write(
        isNumber(property) || property instanceof DateTime || property instanceof TimeSpan ? property : plain,
        name,
        level - 1,
      );
    });
    const text = value instanceof CustomObject ? [] : [textOf(toText(value))];
    const tag = value instanceof CustomObject || value instanceof ErrorRecord ? "MS" : "Props";
    const inner = base ? [bare((value as CustomObject).base, level)] : [];
    const names = value.typeNames.at(-1) === "System.Object" ? value.typeNames : [...value.typeNames, "System.Object"];
    return object(names, [...text, ...inner, element(tag, {}, members)]);
  }

  return { write: (value) => write(value, undefined, depth) };
}

const textOf = (text: string): XmlElement => element("ToString", {}, [text]);

/** XML Schema's duration, as .NET writes TimeSpan. */
function isoDuration(span: TimeSpan): string {
  const size = span.ticks < 0n ? -span.ticks : span.ticks;
  const seconds = size / 10_000_000n;
  const fraction = (size % 10_000_000n).toString().padStart(7, "0").replace(/0+$/, "");
  const parts = [seconds / 86_400n, (seconds / 3600n) % 24n, (seconds / 60n) % 60n, seconds % 60n];
  const [d, h, m, s] = parts as [bigint, bigint, bigint, bigint];
  const time = `${h > 0n ? `${h}H` : ""}${m > 0n ? `${m}M` : ""}${s > 0n || fraction ? `${s}${fraction && `.${fraction}`}S` : ""}`;
  return `${span.ticks < 0n ? "-" : ""}P${d > 0n ? `${d}D` : ""}${time ? `T${time}` : d > 0n ? "" : "T0S"}`;
}

function readDuration(text: string): TimeSpan {
  const match = /^(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,7}))?S)?)?$/.exec(text);
  if (!match) throw new XmlError(`'${text.slice(0, 40)}' is no length of time.`);
  const [, sign, d, h, m, s, fraction] = match;
  const seconds = BigInt(d ?? 0) * 86_400n + BigInt(h ?? 0) * 3600n + BigInt(m ?? 0) * 60n + BigInt(s ?? 0);
  const ticks = seconds * 10_000_000n + BigInt((fraction ?? "").padEnd(7, "0"));
  return new TimeSpan(sign ? -ticks : ticks);
}

/** The values in the root element `Objs`. Types that are not known here become objects of "Deserialized.…". */
export function readClixml(root: XmlElement, around: Surroundings): readonly unknown[] {
  if (root.name !== "Objs") throw new XmlError(`The root element is ${root.name}, not Objs.`);
  const types = new Map<string, readonly string[]>();
  const objects = new Map<string, unknown>();

  function value(one: XmlElement): unknown {
    const text = () => unescapeUnits(innerText(one));
    const kind = numberKinds.get(one.name);
    if (kind && one.name !== "S") return numberOf(kind, text());
    switch (one.name) {
      case "Nil":
        return null;
      case "S":
      case "SBK":
        return text();
      case "URI":
      case "Version":
        return findTypeByText(one.name)?.convert(text(), around) ?? text();
      case "XD":
        return documentIn(text());
      case "SS":
        return secretOf(text());
      case "B":
        return text() === "true";
      case "C":
        return new Char(Number(text()));
      case "DT":
        return dateOf(text());
      case "TS":
        return readDuration(text());
      case "G":
        return findTypeByText("guid")?.convert(text(), around) ?? text();
      case "Ref":
        return objects.get(one.attributes["RefId"] ?? "") ?? null;
      case "Obj":
        return object(one);
      default:
        throw new XmlError(`The element ${one.name} is not known.`);
    }
  }

  function object(one: XmlElement): unknown {
    const parts = elementsOf(one);
    const names = typeNames(parts);
    const made = build(parts, names);
    const id = one.attributes["RefId"];
    if (id !== undefined) objects.set(id, made);
    return made;
  }

  function build(parts: readonly XmlElement[], names: readonly string[]): unknown {
    const list = parts.find((part) => ["LST", "IE", "STK", "QUE"].includes(part.name));
    if (list) {
      const items = elementsOf(list).map(value);
      return names[0]?.includes("ArrayList") ? new List(items) : items;
    }
    const table = parts.find((part) => part.name === "DCT");
    if (table) {
      const made = new Dictionary(names[0]?.includes("Ordered") ? "Ordered" : "Hashtable");
      for (const entry of elementsOf(table)) {
        const [key, item] = elementsOf(entry).map(value);
        made.set(key, item ?? null);
      }
      return made;
    }
    const shown = parts.find((part) => part.name === "ToString");
    if (names.includes("Deserialized.System.Enum") && shown) {
      const word = unescapeUnits(innerText(shown));
      return findTypeByText(names[0]!.replace(/^Deserialized\./, ""))?.convert(word, around) ?? word;
    }
    const base = parts.find((part) => !["TN", "TNRef", "ToString", "Props", "MS"].includes(part.name));
    const made = new CustomObject(undefined, names, base ? value(base) : undefined);
    for (const part of parts) {
      if (part.name !== "Props" && part.name !== "MS") continue;
      for (const member of elementsOf(part)) made.add(unescapeUnits(member.attributes["N"] ?? ""), value(member));
    }
    const password = made.get("Password");
    if (/\.PSCredential$/.test(names[0] ?? "") && password instanceof SecureString)
      return new Credential(toText(made.get("UserName")), password);
    return made;
  }

  function typeNames(parts: readonly XmlElement[]): readonly string[] {
    const given = parts.find((part) => part.name === "TN");
    const reference = parts.find((part) => part.name === "TNRef");
    const names = given
      ? elementsOf(given).map((part) => unescapeUnits(innerText(part)))
      : types.get(reference?.attributes["RefId"] ?? "");
    if (given?.attributes["RefId"] !== undefined) types.set(given.attributes["RefId"], names!);
    return (names ?? ["System.Object"]).map((name) =>
      /^System\.(?:Object|Management\.Automation\.PSCustomObject|Array|Collections\.)|^Selected\.|^Deserialized\./.test(
        name,
      )
        ? name
        : `Deserialized.${name}`,
    );
  }

  return elementsOf(root).map(value);
}

function numberOf(kind: NumberKind, text: string): AnyNumber {
  const read = parseNumber(text);
  if (read === undefined) throw new XmlError(`'${text.slice(0, 40)}' is no number.`);
  if (kind === "Int64" || kind === "UInt64") return literal(kind, BigInt(text.trim()));
  return kind === "Decimal" ? literal(kind, text.trim()) : literal(kind, Number(text));
}

function documentIn(text: string): XmlNode {
  try {
    return documentOf(text);
  } catch (error) {
    throw error instanceof XmlRefused ? new XmlError(error.message) : error;
  }
}

function secretOf(text: string): SecureString {
  const secret = readOpenText(text);
  if (typeof secret === "string") throw new XmlError(secret);
  return secret;
}

function dateOf(text: string): unknown {
  const utc = text.endsWith("Z");
  const read = parseDate(utc ? text.slice(0, -1) : text, new DateTime(0n));
  if (!read) throw new XmlError(`'${text.slice(0, 40)}' is no date.`);
  return utc ? new DateTime(read.ticks, "Utc") : read;
}

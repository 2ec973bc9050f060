// A reference from one organization object to another: kept by GUID, shown by the other's identity, never dangling.
import { Entity } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

/** Points to an object. Two references are equal when their GUIDs are. */
export class Reference {
  readonly guid: string;
  /** The target's identity as it was when the object that holds this was read. */
  readonly name: string;

  constructor(guid: string, name: string) {
    this.guid = guid;
    this.name = name;
    Object.freeze(this);
  }

  static to(object: Entity): Reference {
    return new Reference(toText(object.get("Guid")), toText(object.get("Identity")));
  }

  toString(): string {
    return this.name || this.guid;
  }
}

/**
 * The kind of properties that point to objects. The store keeps the GUID alone and adds the name when the object is
 * read, so a renamed target is never shown by its old name; the wire carries both as "guid|name".
 */
export const reference: Type<Reference> = {
  name: "ADObjectId",
  convert(value) {
    if (value instanceof Reference) return value;
    if (value instanceof Entity) return Reference.to(value);
    throw new ConversionError(`'${toText(value)}' is not a reference to an object.`);
  },
  show: (value) => value.toString(),
  encode: (value) => (value.name ? `${value.guid}|${value.name}` : value.guid),
  decode(json) {
    const stored = String(json);
    const bar = stored.indexOf("|");
    return bar < 0 ? new Reference(stored, "") : new Reference(stored.slice(0, bar), stored.slice(bar + 1));
  },
  compare: (a, b) => {
    const x = a.toString().toLowerCase();
    const y = b.toString().toLowerCase();
    return x < y ? -1 : x > y ? 1 : 0;
  },
  key: (value) => value.guid,
};

/** The GUID part of an encoded reference. */
export function referenceGuid(json: unknown): string {
  const stored = String(json);
  const bar = stored.indexOf("|");
  return bar < 0 ? stored : stored.slice(0, bar);
}

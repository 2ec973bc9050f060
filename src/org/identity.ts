// Finds what people mean: a GUID, name, alias, address, logon name, path or distinguished name.
import { isGuid } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { ClassProperties, ObjectClass } from "./class.ts";
import { addressKey } from "./kinds.ts";
import { addressScope, nameScope } from "./recipient.ts";
import { afterPrefix, claimKey, guidIn, indexPrefix } from "./store/keys.ts";
import type { View } from "./store/view.ts";

export interface Places {
  readonly view: View;
  /** The object of a GUID if it is of one of the classes. */
  load(classes: readonly ObjectClass[], guid: string): Promise<Entity | undefined>;
  residents(cls: ObjectClass): readonly Entity[];
}

/** Candidates beyond this are not told apart. */
const most = 50;

/**
 * The objects that an identity may mean. What names one object goes before what many may share: a display name counts
 * only when nothing else fits.
 */
export async function candidates(
  places: Places,
  classes: readonly ObjectClass[],
  identity: string,
): Promise<readonly Entity[]> {
  const text = identity.trim();
  if (text === "" || text.length > 2048) return [];
  if (isGuid(text)) {
    const guid = text.replace(/[{}]/g, "").toLowerCase();
    const object = await places.load(classes, guid);
    if (object !== undefined) return [object];
  }
  const found = new Map<string, Entity>();
  for (const cls of classes) {
    if (!cls.resident) continue;
    for (const object of places.residents(cls)) if (fits(cls, object, text)) note(found, object);
  }
  const kept = classes.filter((cls) => !cls.resident);
  if (kept.length > 0) await search(places, kept, text, found);
  return [...found.values()];
}

function note(found: Map<string, Entity>, object: Entity): void {
  found.set(object.get("Guid") as string, object);
}

/** A setting is meant by its Identity, its identity properties, or "Server\Name" where the name alone tells it. */
function fits(cls: ObjectClass, object: Entity, text: string): boolean {
  const wanted = text.toLowerCase();
  if ((object.get("Identity") as string).toLowerCase() === wanted) return true;
  const byProperty = cls.identity.some((property) => {
    const value = object.get(property);
    const type = (cls.properties as ClassProperties)[property]!.type;
    return value !== null && type.show(value).toLowerCase() === wanted;
  });
  if (byProperty) return true;
  const slash = wanted.lastIndexOf("\\");
  if (slash < 0 || object.get("Server") === null) return false;
  return (
    String(object.get("Server")).toLowerCase() === (wanted.slice(0, slash).split(".")[0] ?? "") &&
    String(object.get("Name")).toLowerCase() === wanted.slice(slash + 1)
  );
}

async function search(
  places: Places,
  classes: readonly ObjectClass[],
  text: string,
  found: Map<string, Entity>,
): Promise<void> {
  const exact = new Set<string>();
  const shared = new Set<string>();
  for (const cls of classes) {
    for (const property of cls.identity) {
      const spec = (cls.properties as ClassProperties)[property]!;
      const key = spec.type.key?.(text) ?? text.toLowerCase();
      if (spec.unique) exact.add(claimKey(spec.unique === true ? `${cls.name}.${property}` : spec.unique, key));
      else if (property !== "DisplayName") shared.add(indexPrefix(property, key));
    }
  }
  const address = text.replace(/^smtp:/i, "");
  if (address.includes("@")) exact.add(claimKey(addressScope, `smtp:${addressKey(address)}`));
  else if (/^[a-z0-9]{1,9}:/i.test(text)) exact.add(claimKey(addressScope, text.toLowerCase()));
  const slash = text.indexOf("\\");
  if (slash > 0 && text[slash + 1] !== "/") {
    exact.add(claimKey("User.SamAccountName", text.slice(slash + 1).toLowerCase()));
  }
  const guids = new Set((await places.view.getMany([...exact])).filter((guid) => guid !== undefined));
  for (const prefix of shared) for (const guid of await guidsUnder(places.view, prefix)) guids.add(guid);
  await take(places, classes, guids, found);
  if (found.size === 0) await byPath(places, classes, text, found);
  if (found.size === 0) {
    const prefix = indexPrefix("DisplayName", text.toLowerCase());
    await take(places, classes, await guidsUnder(places.view, prefix), found, (object) =>
      sameText(object.get("DisplayName"), text),
    );
  }
}

async function guidsUnder(view: View, prefix: string): Promise<string[]> {
  const guids: string[] = [];
  for await (const [key] of view.range(prefix, afterPrefix(prefix))) {
    guids.push(guidIn(key));
    if (guids.length >= most) break;
  }
  return guids;
}

async function take(
  places: Places,
  classes: readonly ObjectClass[],
  guids: Iterable<string>,
  found: Map<string, Entity>,
  only: (object: Entity) => boolean = () => true,
): Promise<void> {
  for (const guid of guids) {
    const object = await places.load(classes, guid);
    if (object !== undefined && only(object)) note(found, object);
  }
}

/** "contoso.com/Users/Kim" and "CN=Kim,CN=Users,DC=contoso,DC=com": found by the name in it, then compared whole. */
async function byPath(
  places: Places,
  classes: readonly ObjectClass[],
  text: string,
  found: Map<string, Entity>,
): Promise<void> {
  const distinguished = /^CN=/i.test(text);
  const name = distinguished ? firstComponent(text) : lastPart(text);
  if (name === undefined) return;
  const guid = await places.view.get(claimKey(nameScope, name.toLowerCase()));
  if (guid === undefined) return;
  await take(places, classes, [guid], found, (object) =>
    sameText(object.get(distinguished ? "DistinguishedName" : "Identity"), text),
  );
}

function sameText(value: unknown, text: string): boolean {
  return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
}

function lastPart(path: string): string | undefined {
  for (let at = path.length - 1; at > 0; at--) {
    if (path[at] === "/" && path[at - 1] !== "\\") return path.slice(at + 1).replaceAll("\\/", "/");
  }
  return undefined;
}

/** The value of the first component of a distinguished name, its escapes taken out (RFC 4514 3). */
function firstComponent(name: string): string {
  let value = "";
  for (let at = 3; at < name.length && name[at] !== ","; at++) {
    if (name[at] === "\\" && at + 1 < name.length) at++;
    value += name[at];
  }
  return value;
}

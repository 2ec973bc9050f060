// [xml]: documents as scripts read them, elements and attributes by name (System.Xml.XmlDocument).
import { posix } from "node:path";
import { Dictionary } from "../dictionary.ts";
import { CastError, MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { Results } from "../regex.ts";
import { toText } from "../text.ts";
import { decodeText } from "./files.ts";
import { classes, documentOf, XmlNode } from "./xmlnode.ts";
import { type Kind, XmlRefused } from "./xmlread.ts";
import { type Namespaces, selectNodes } from "./xpath.ts";
import { namespaceOf } from "./xpathvalues.ts";

/** What the reader refuses, as the exception of a member. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof XmlRefused) throw new MemberError(error.message, "System.Xml.XmlException");
    throw error;
  }
}

function load(self: XmlNode, text: string): undefined {
  const made = refusing(() => documentOf(text));
  for (const one of made.children) one.parent = self;
  self.children.splice(0, self.children.length, ...made.children);
}

function* within(node: XmlNode): Generator<XmlNode> {
  for (const one of node.children) {
    if (one.kind !== "Element") continue;
    yield one;
    yield* within(one);
  }
}

const attributeOf = (self: XmlNode, name: unknown) => self.attributes.find((one) => one.name === toText(name));
const textual = (self: XmlNode) => self.kind !== "Element" && self.kind !== "Document";

/** The document that a node belongs to. */
function documentAbove(self: XmlNode): XmlNode | null {
  let at: XmlNode | undefined = self.owner;
  for (let up: XmlNode | undefined = self; up; up = up.parent) at = up.kind === "Document" ? up : at;
  return at ?? null;
}

function sibling(self: XmlNode, by: 1 | -1): XmlNode | null {
  const all = self.parent?.children ?? [];
  const at = all.indexOf(self);
  return at < 0 ? null : (all[at + by] ?? null);
}

/** Takes a node out of where it stands. */
function detach(child: XmlNode): void {
  const { parent } = child;
  if (!parent) return;
  const list = child.kind === "Attribute" ? parent.attributes : parent.children;
  const at = list.indexOf(child);
  if (at >= 0) list.splice(at, 1);
  child.parent = undefined;
}

/** Puts a node among the children of another; `at` counts from the front. */
function put(self: XmlNode, given: unknown, at: number): XmlNode {
  const child = nodeOf(given);
  if (self.kind !== "Element" && self.kind !== "Document")
    throw new MemberError("The current node cannot contain other nodes.", "System.InvalidOperationException");
  for (let up: XmlNode | undefined = self; up; up = up.parent) {
    if (up === child) throw new MemberError("Cannot insert a node or any ancestor of that node as a child of itself.");
  }
  const place = child.parent === self && self.children.indexOf(child) < at ? at - 1 : at;
  detach(child);
  self.children.splice(place, 0, child);
  child.parent = self;
  self.closed = false;
  return child;
}

function nodeOf(value: unknown): XmlNode {
  if (value instanceof XmlNode) return value;
  throw new MemberError("A node of a document is needed here.");
}

function placeOf(self: XmlNode, given: unknown): number {
  const at = self.children.indexOf(nodeOf(given));
  if (at < 0) throw new MemberError("The reference node is not a child of this node.");
  return at;
}

function removeChild(self: XmlNode, [given]: readonly unknown[]): XmlNode {
  const child = nodeOf(given);
  placeOf(self, child);
  detach(child);
  return child;
}

function copyOf(self: XmlNode, deep: boolean): XmlNode {
  const made = new XmlNode(self.kind, self.name, self.value);
  made.closed = self.closed;
  made.owner = documentAbove(self) ?? undefined;
  for (const one of self.attributes) adopt(made, made.attributes, copyOf(one, true));
  if (deep) for (const one of self.children) adopt(made, made.children, copyOf(one, true));
  return made;
}

function adopt(parent: XmlNode, list: XmlNode[], child: XmlNode): void {
  child.parent = parent;
  list.push(child);
}

function setInnerXml(self: XmlNode, text: string): void {
  const made = text === "" ? [] : (documentOf(`<x>${text}</x>`).children[0]?.children ?? []);
  self.children.splice(0, self.children.length);
  for (const one of made) adopt(self, self.children, one);
  self.closed = self.children.length === 0 && self.closed;
}

/** The prefixes of SelectNodes: an XmlNamespaceManager, or a hash table as Select-Xml takes it. */
function namespacesIn(given: unknown): Namespaces | undefined {
  if (given instanceof NamespaceManager) return given.prefixes;
  if (given instanceof Dictionary)
    return new Map(given.entries().map(({ key, value }) => [toText(key), toText(value)] as const));
  return undefined;
}

const listName = "System.Xml.XPathNodeList";

const node = {
  get: {
    Name: (self: XmlNode) => self.name,
    LocalName: (self: XmlNode) => self.localName,
    Prefix: (self: XmlNode) => (self.name.includes(":") ? self.name.slice(0, self.name.indexOf(":")) : ""),
    NamespaceURI: (self: XmlNode) => (self.kind === "Element" || self.kind === "Attribute" ? namespaceOf(self) : ""),
    Value: (self: XmlNode) => (textual(self) ? self.value : null),
    NodeType: (self: XmlNode) => self.kind,
    InnerText: (self: XmlNode) => self.inner(),
    InnerXml: (self: XmlNode) => self.innerXml(),
    OuterXml: (self: XmlNode) => self.outer(),
    ChildNodes: (self: XmlNode) => new Results("System.Xml.XmlChildNodes", [...self.children]),
    HasChildNodes: (self: XmlNode) => self.children.length > 0,
    FirstChild: (self: XmlNode) => self.children[0] ?? null,
    LastChild: (self: XmlNode) => self.children.at(-1) ?? null,
    NextSibling: (self: XmlNode) => sibling(self, 1),
    PreviousSibling: (self: XmlNode) => sibling(self, -1),
    ParentNode: (self: XmlNode) => self.parent ?? null,
    OwnerDocument: (self: XmlNode) => (self.kind === "Document" ? null : documentAbove(self)),
    Attributes: (self: XmlNode) => (self.kind === "Element" ? new AttributeList(self) : null),
  },
  set: {
    InnerText: (self: XmlNode, value: unknown) => self.put(toText(value)),
    InnerXml: (self: XmlNode, value: unknown) => refusing(() => setInnerXml(self, toText(value))),
    Value: (self: XmlNode, value: unknown) => {
      if (!textual(self))
        throw new MemberError("Cannot set a value on node type 'Element'.", "System.InvalidOperationException");
      self.put(toText(value));
    },
  },
  call: {
    SelectNodes: (self: XmlNode, [path, names]: readonly unknown[]) =>
      new Results(listName, selectNodes(self, toText(path), namespacesIn(names))),
    SelectSingleNode: (self: XmlNode, [path, names]: readonly unknown[]) =>
      selectNodes(self, toText(path), namespacesIn(names))[0] ?? null,
    AppendChild: (self: XmlNode, [child]: readonly unknown[]) => put(self, child, self.children.length),
    PrependChild: (self: XmlNode, [child]: readonly unknown[]) => put(self, child, 0),
    InsertBefore: (self: XmlNode, [child, before]: readonly unknown[]) =>
      put(self, child, before ? placeOf(self, before) : self.children.length),
    InsertAfter: (self: XmlNode, [child, after]: readonly unknown[]) =>
      put(self, child, after ? placeOf(self, after) + 1 : 0),
    RemoveChild: removeChild,
    ReplaceChild: (self: XmlNode, [child, old]: readonly unknown[]) => {
      put(self, child, placeOf(self, old));
      return removeChild(self, [old]);
    },
    RemoveAll: (self: XmlNode) => {
      self.children.splice(0);
      self.attributes.splice(0);
    },
    CloneNode: (self: XmlNode, [deep]: readonly unknown[]) => copyOf(self, deep === true),
    Clone: (self: XmlNode) => copyOf(self, true),
    GetEnumerator: (self: XmlNode) => [...self.children],
  },
};

const elementsNamed = (self: XmlNode, [name]: readonly unknown[]) => {
  const wanted = toText(name);
  return new Results(
    "System.Xml.XmlElementList",
    [...within(self)].filter((one) => wanted === "*" || one.name === wanted),
  );
};

function setAttribute(self: XmlNode, name: string, value: string): void {
  const known = attributeOf(self, name);
  if (known) known.value = value;
  else adopt(self, self.attributes, new XmlNode("Attribute", xmlName(name), value));
}

const element = members<XmlNode>({
  get: {
    ...node.get,
    HasAttributes: (self) => self.attributes.length > 0,
    IsEmpty: (self) => self.closed,
  },
  set: {
    ...node.set,
    IsEmpty: (self, value) => {
      if (value === true) self.children.splice(0);
      self.closed = value === true;
    },
  },
  call: {
    ...node.call,
    GetAttribute: (self, [name]) => attributeOf(self, name)?.value ?? "",
    GetAttributeNode: (self, [name]) => attributeOf(self, name) ?? null,
    HasAttribute: (self, [name]) => attributeOf(self, name) !== undefined,
    SetAttribute: (self, [name, value, more]) => setAttribute(self, toText(name), toText(more ?? value)),
    SetAttributeNode: (self, [given]) => {
      const made = nodeOf(given);
      setAttribute(self, made.name, made.value);
      return null;
    },
    RemoveAttribute: (self, [name]) => {
      const known = attributeOf(self, name);
      if (known) detach(known);
    },
    GetElementsByTagName: elementsNamed,
  },
});

/** A name that an element or attribute may have; throws MemberError. */
function xmlName(name: string): string {
  if (/^[\p{L}_][\p{L}\p{N}\p{M}_.-]*(?::[\p{L}_][\p{L}\p{N}\p{M}_.-]*)?$/u.test(name)) return name;
  throw new MemberError(
    `The '${name.slice(0, 100)}' character or name is not allowed in a name.`,
    "System.Xml.XmlException",
  );
}

/** A node that stands nowhere yet; CreateElement also takes a namespace, or prefix, name and namespace. */
function create(kind: Kind, fixed: string, args: readonly unknown[], self: XmlNode): XmlNode {
  const texts = args.map((one) => toText(one));
  const isNamed = kind === "Element" || kind === "Attribute";
  const name = !isNamed
    ? fixed
    : texts.length === 3 && texts[0]
      ? `${texts[0]}:${texts[1]}`
      : texts.length === 3
        ? texts[1]!
        : texts[0]!;
  const made = new XmlNode(kind, isNamed ? xmlName(name) : name, isNamed ? "" : (texts[0] ?? ""));
  made.owner = self;
  if (kind !== "Element") return made;
  made.closed = true;
  const uri = texts.length > 1 ? texts.at(-1) : undefined;
  if (uri) setAttribute(made, name.includes(":") ? `xmlns:${name.slice(0, name.indexOf(":"))}` : "xmlns", uri);
  return made;
}

async function save(self: XmlNode, path: string, around: Surroundings): Promise<void> {
  const full = posix.resolve(around.host.cwd, path);
  await around.disk.write(full, self.pretty(), 0o666).catch((error: { code?: unknown; message: string }) => {
    if (error.code === "ENOENT")
      throw new MemberError(`Could not find a part of the path '${full}'.`, "System.IO.DirectoryNotFoundException");
    throw new MemberError(error.message, "System.IO.IOException");
  });
}

const largestDocument = 128 * 1024 * 1024;

async function loadFile(self: XmlNode, path: string, around: Surroundings): Promise<void> {
  const full = posix.resolve(around.host.cwd, path);
  const facts = await around.disk.stat(full);
  if (!facts || facts.isFolder)
    throw new MemberError(`Could not find file '${full}'.`, "System.IO.FileNotFoundException");
  if (facts.size > largestDocument) throw new MemberError(`'${full}' is too large.`, "System.Xml.XmlException");
  load(self, decodeText(await around.disk.read(full)));
}

const document = members<XmlNode>({
  get: {
    ...node.get,
    DocumentElement: (self) => self.children.find((one) => one.kind === "Element") ?? null,
    PreserveWhitespace: () => false,
  },
  set: { ...node.set, InnerXml: (self, value) => load(self, toText(value)) },
  call: {
    ...node.call,
    GetElementsByTagName: elementsNamed,
    LoadXml: (self, [text]) => load(self, toText(text)),
    Load: (self, [path], around) => loadFile(self, toText(path), around),
    Save: (self, [path], around) => save(self, toText(path), around),
    CreateElement: (self, args) => create("Element", "", args, self),
    CreateAttribute: (self, args) => create("Attribute", "", args, self),
    CreateTextNode: (self, args) => create("Text", "#text", args, self),
    CreateCDataSection: (self, args) => create("CDATA", "#cdata-section", args, self),
    CreateComment: (self, args) => create("Comment", "#comment", args, self),
    CreateXmlDeclaration: (self, [version, encoding, standalone]) => {
      const given = { version, encoding, standalone };
      const texts = Object.entries(given).flatMap(([key, one]) =>
        toText(one) === "" ? [] : [`${key}="${toText(one)}"`],
      );
      return create("XmlDeclaration", "xml", [texts.join(" ")], self);
    },
    CreateProcessingInstruction: (self, [target, data]) =>
      create("ProcessingInstruction", xmlName(toText(target)), [data], self),
    ImportNode: (_, [given, deep]) => copyOf(nodeOf(given), deep === true),
  },
});

/** `.Attributes`: by number or by name, and Append, Remove. */
export class AttributeList extends Results {
  readonly owner: XmlNode;

  constructor(owner: XmlNode) {
    super("System.Xml.XmlAttributeCollection", owner.attributes);
    this.owner = owner;
  }

  named(name: string): XmlNode | null {
    return attributeOf(this.owner, name) ?? null;
  }
}

/** `[System.Xml.XmlNamespaceManager]::new($doc.NameTable)` with AddNamespace. */
class NamespaceManager {
  readonly prefixes = new Map<string, string>();

  toString(): string {
    return "System.Xml.XmlNamespaceManager";
  }
}

const plainNode = members<XmlNode>(node);

function typeFor(kind: Kind): NetType {
  const [name = "", ...bases] = classes[kind];
  return {
    name,
    bases,
    holds: (value) => value instanceof XmlNode && value.kind === kind,
    convert(value) {
      if (value === null) return null;
      throw new CastError(
        `Cannot convert value "${toText(value)}" to type "${name}".`,
        "ConvertToFinalInvalidCastException",
      );
    },
    members: kind === "Element" ? element : plainNode,
  };
}

const documentType: NetType = {
  ...typeFor("Document"),
  aliases: ["xml"],
  members: document,
  convert(value) {
    if (value === null) return null;
    try {
      return documentOf(toText(value));
    } catch (error) {
      if (!(error instanceof XmlRefused)) throw error;
      throw new CastError(
        `Cannot convert value "${toText(value)}" to type "System.Xml.XmlDocument". Error: "${error.message}"`,
        "InvalidCastToXmlDocument",
      );
    }
  },
  construct: () => new XmlNode("Document", "#document"),
};

const managerType: NetType = {
  name: "System.Xml.XmlNamespaceManager",
  holds: (value) => value instanceof NamespaceManager,
  convert: (value) => value,
  construct: () => new NamespaceManager(),
  members: members<NamespaceManager>({
    call: {
      AddNamespace: (self, [prefix, uri]) => void self.prefixes.set(toText(prefix), toText(uri)),
      HasNamespace: (self, [prefix]) => self.prefixes.has(toText(prefix)),
      LookupNamespace: (self, [prefix]) => self.prefixes.get(toText(prefix)) ?? null,
    },
  }),
};

const attributesType: NetType = {
  name: "System.Xml.XmlAttributeCollection",
  holds: (value) => value instanceof AttributeList,
  convert: (value) => value,
  members: members<AttributeList>({
    get: { Count: (self) => self.count },
    call: {
      GetNamedItem: (self, [name]) => self.named(toText(name)),
      Item: (self, [at]) => (typeof at === "number" ? (self.items[at] ?? null) : self.named(toText(at))),
      Append: (self, [given]) => {
        const made = nodeOf(given);
        setAttribute(self.owner, made.name, made.value);
        return made;
      },
      Remove: (_, [given]) => {
        detach(nodeOf(given));
        return given;
      },
      RemoveNamedItem: (self, [name]) => {
        const found = self.named(toText(name));
        if (found) detach(found);
        return found;
      },
    },
  }),
};

const nodeListType: NetType = {
  name: listName,
  holds: () => false,
  convert: (value) => value,
  members: members<Results>({
    get: { Count: (self) => self.count },
    call: { Item: (self, [at]) => self.items[Number(at)] ?? null },
  }),
};

registerTypes(
  managerType,
  attributesType,
  nodeListType,
  documentType,
  ...(Object.keys(classes) as Kind[]).filter((kind) => kind !== "Document").map(typeFor),
  {
    name: "System.Xml.XmlNode",
    holds: (value) => value instanceof XmlNode,
    convert: (value) => typeFor("Element").convert(value, undefined as never),
  },
);

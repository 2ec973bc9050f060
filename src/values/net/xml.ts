// [xml]: documents as scripts read them, elements and attributes by name (System.Xml.XmlDocument).
import { CastError, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { Structured } from "../structured.ts";
import { toText } from "../text.ts";
import { type Kind, readInto, XmlRefused } from "./xmlread.ts";

const classes: Readonly<Record<Kind, readonly string[]>> = {
  Document: ["System.Xml.XmlDocument", "System.Xml.XmlNode"],
  Element: ["System.Xml.XmlElement", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"],
  Attribute: ["System.Xml.XmlAttribute", "System.Xml.XmlNode"],
  Text: ["System.Xml.XmlText", "System.Xml.XmlCharacterData", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"],
  CDATA: [
    "System.Xml.XmlCDataSection",
    "System.Xml.XmlCharacterData",
    "System.Xml.XmlLinkedNode",
    "System.Xml.XmlNode",
  ],
  Comment: ["System.Xml.XmlComment", "System.Xml.XmlCharacterData", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"],
  XmlDeclaration: ["System.Xml.XmlDeclaration", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"],
  ProcessingInstruction: ["System.Xml.XmlProcessingInstruction", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"],
};

/** A node of a document; its properties are its attributes and child nodes by local name, without case. */
export class XmlNode extends Structured {
  readonly kind: Kind;
  readonly name: string;
  /** The text of a node that has no children. */
  value: string;
  readonly attributes: XmlNode[] = [];
  readonly children: XmlNode[] = [];
  parent: XmlNode | undefined;
  /** Whether it was written `<name />`. */
  closed = false;

  constructor(kind: Kind, name: string, value = "") {
    super();
    this.kind = kind;
    this.name = name;
    this.value = value;
  }

  override get typeNames(): readonly string[] {
    return classes[this.kind];
  }

  get localName(): string {
    return this.name.slice(this.name.indexOf(":") + 1);
  }

  #named(name: string): XmlNode[] {
    const key = name.toLowerCase();
    return [...this.attributes, ...this.children].filter((one) => one.localName.toLowerCase() === key);
  }

  override names(): readonly string[] {
    const seen = new Map<string, string>();
    for (const one of [...this.attributes, ...this.children]) {
      const key = one.localName.toLowerCase();
      if (!seen.has(key)) seen.set(key, one.localName);
    }
    return [...seen.values()];
  }

  override spelling(name: string): string | undefined {
    return this.#named(name)[0]?.localName;
  }

  override get(name: string): unknown {
    const found = this.#named(name).map((one) => one.simple());
    return found.length > 1 ? found : (found[0] ?? null);
  }

  override set(name: string, value: unknown): void {
    const found = this.#named(name);
    const [one] = found;
    if (!one || found.length > 1 || one.simple() === one) {
      throw new Error(`Only an attribute, or one element of that name that holds only text, can be set: '${name}'.`);
    }
    one.put(toText(value));
  }

  /** Replaces what it holds by text. */
  put(text: string): void {
    if (this.kind !== "Element") {
      this.value = text;
      return;
    }
    const child = new XmlNode("Text", "#text", text);
    child.parent = this;
    this.children.splice(0, this.children.length, ...(text === "" ? [] : [child]));
    this.closed = false;
  }

  /** What its parent gives for its name: text where there is nothing but text. */
  simple(): unknown {
    if (this.kind !== "Element") return this.value;
    const [child, more] = this.children;
    if (this.attributes.length > 0 || more) return this;
    if (!child) return "";
    return child.kind === "Text" || child.kind === "CDATA" ? child.value : this;
  }

  inner(): string {
    if (this.kind !== "Element" && this.kind !== "Document") return this.value;
    return this.children
      .map((one) => (one.kind === "Element" || one.kind === "Text" || one.kind === "CDATA" ? one.inner() : ""))
      .join("");
  }

  innerXml(): string {
    return this.kind === "Attribute" ? escaped(this.value) : this.children.map((one) => one.outer()).join("");
  }

  outer(): string {
    switch (this.kind) {
      case "Document":
        return this.innerXml();
      case "Attribute":
        return `${this.name}="${escaped(this.value).replaceAll('"', "&quot;")}"`;
      case "Text":
        return escaped(this.value);
      case "CDATA":
        return `<![CDATA[${this.value}]]>`;
      case "Comment":
        return `<!--${this.value}-->`;
      case "XmlDeclaration":
      case "ProcessingInstruction":
        return `<?${this.name}${this.value === "" ? "" : ` ${this.value}`}?>`;
      case "Element": {
        const head = `<${[this.name, ...this.attributes.map((one) => one.outer())].join(" ")}`;
        return this.closed ? `${head} />` : `${head}>${this.innerXml()}</${this.name}>`;
      }
    }
  }

  override toString(): string {
    return this.localName;
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function documentOf(text: string): XmlNode {
  return readInto(new XmlNode("Document", "#document"), text, (kind, name, value) => new XmlNode(kind, name, value));
}

function load(self: XmlNode, text: string): undefined {
  let made: XmlNode;
  try {
    made = documentOf(text);
  } catch (error) {
    if (error instanceof XmlRefused) throw new MemberError(error.message, "System.Xml.XmlException");
    throw error;
  }
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

const node = {
  get: {
    Name: (self: XmlNode) => self.name,
    LocalName: (self: XmlNode) => self.localName,
    Value: (self: XmlNode) => (textual(self) ? self.value : null),
    NodeType: (self: XmlNode) => self.kind,
    InnerText: (self: XmlNode) => self.inner(),
    InnerXml: (self: XmlNode) => self.innerXml(),
    OuterXml: (self: XmlNode) => self.outer(),
    ChildNodes: (self: XmlNode) => [...self.children],
    HasChildNodes: (self: XmlNode) => self.children.length > 0,
    FirstChild: (self: XmlNode) => self.children[0] ?? null,
    LastChild: (self: XmlNode) => self.children.at(-1) ?? null,
    ParentNode: (self: XmlNode) => self.parent ?? null,
  },
};

const elementsNamed = (self: XmlNode, [name]: readonly unknown[]) => {
  const wanted = toText(name);
  return [...within(self)].filter((one) => wanted === "*" || one.name === wanted);
};

const element = members<XmlNode>({
  get: {
    ...node.get,
    Attributes: (self) => [...self.attributes],
    HasAttributes: (self) => self.attributes.length > 0,
    IsEmpty: (self) => self.closed,
  },
  call: {
    GetAttribute: (self, [name]) => attributeOf(self, name)?.value ?? "",
    HasAttribute: (self, [name]) => attributeOf(self, name) !== undefined,
    GetElementsByTagName: elementsNamed,
  },
});

const document = members<XmlNode>({
  get: { ...node.get, DocumentElement: (self) => self.children.find((one) => one.kind === "Element") ?? null },
  call: {
    GetElementsByTagName: elementsNamed,
    LoadXml: (self, [text]) => load(self, toText(text)),
  },
});

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
    members: kind === "Element" ? element : members<XmlNode>(node),
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

registerTypes(documentType, ...(Object.keys(classes) as Kind[]).filter((kind) => kind !== "Document").map(typeFor), {
  name: "System.Xml.XmlNode",
  holds: (value) => value instanceof XmlNode,
  convert: (value) => typeFor("Element").convert(value, undefined as never),
});

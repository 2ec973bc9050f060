// A node of an XML document: what it holds, how scripts find its children by name, and its text.
import { Structured } from "../structured.ts";
import { toText } from "../text.ts";
import { type Kind, readInto } from "./xmlread.ts";

export const classes: Readonly<Record<Kind, readonly string[]>> = {
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
  /** The document that made it, while it stands nowhere. */
  owner: XmlNode | undefined;

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

  /** The text of a document as Save writes it: two blanks a level, mixed content as it is. */
  pretty(): string {
    const lines: string[] = [];
    const write = (one: XmlNode, indent: string): void => {
      const nested = one.kind === "Element" && one.children.length > 0 && !one.children.some(isText);
      if (!nested) lines.push(indent + one.outer());
      else {
        lines.push(`${indent}<${[one.name, ...one.attributes.map((each) => each.outer())].join(" ")}>`);
        for (const child of one.children) write(child, `${indent}  `);
        lines.push(`${indent}</${one.name}>`);
      }
    };
    for (const one of this.kind === "Document" ? this.children : [this]) write(one, "");
    return lines.join("\n");
  }

  override toString(): string {
    return this.localName;
  }
}

const isText = (one: XmlNode) => one.kind === "Text" || one.kind === "CDATA";

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function documentOf(text: string): XmlNode {
  return readInto(new XmlNode("Document", "#document"), text, (kind, name, value) => new XmlNode(kind, name, value));
}

// XML text, written and read, as ConvertTo-Xml and the Clixml cmdlets need it (XML 1.0; no document type, no namespaces).

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

export class XmlError extends Error {
  override readonly name = "XmlError";
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes, children };
}

/** Text with the marks of XML escaped; characters that it cannot hold are left out. */
export function escapePlain(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The same, but control characters and line ends are kept as `_x001B_`, as Clixml writes them. */
export function escapeUnits(text: string): string {
  return escapePlain(
    text
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      .replace(
        /[\x00-\x1f\ufffe\uffff]/g,
        (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
      ),
  );
}

export function unescapeUnits(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The text of an element, indented by two blanks a level. */
export function xmlText(one: XmlElement, margin = "", encode: (text: string) => string = escapeUnits): string {
  const attributes = Object.entries(one.attributes)
    .map(([name, value]) => ` ${name}="${encode(value)}"`)
    .join("");
  if (one.children.length === 0) return `${margin}<${one.name}${attributes} />`;
  const texts = one.children.filter((child) => typeof child === "string");
  if (texts.length === one.children.length) {
    return `${margin}<${one.name}${attributes}>${texts.map(encode).join("")}</${one.name}>`;
  }
  const inner = one.children.map((child) =>
    typeof child === "string" ? `${margin}  ${encode(child)}` : xmlText(child, `${margin}  `, encode),
  );
  return `${margin}<${one.name}${attributes}>\n${inner.join("\n")}\n${margin}</${one.name}>`;
}

const deepest = 512;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Reads a document; gives its root. Throws {@link XmlError}. Blank text between elements is left out. */
export function readXml(text: string): XmlElement {
  let at = text.startsWith("\ufeff") ? 1 : 0;

  function fail(what: string): never {
    const before = text.slice(0, at).split("\n");
    throw new XmlError(`${what} Line ${before.length}, column ${before.at(-1)!.length + 1}.`);
  }

  function after(mark: string, what: string): void {
    const end = text.indexOf(mark, at);
    if (end < 0) fail(`${what} has no end.`);
    at = end + mark.length;
  }

  function decode(raw: string): string {
    return raw.replace(/&(#x[0-9A-Fa-f]{1,6}|#\d{1,7}|[a-z]{1,5});/g, (whole, name: string) => {
      if (!name.startsWith("#")) return entities[name] ?? whole;
      const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
  }

  function name(): string {
    const start = at;
    while (at < text.length && !/[\s/>=<"']/.test(text[at]!)) at++;
    if (at === start) fail("A name is missing.");
    return text.slice(start, at);
  }

  function blanks(): void {
    while (at < text.length && /\s/.test(text[at]!)) at++;
  }

  function attributes(): Record<string, string> {
    const found: Record<string, string> = Object.create(null) as Record<string, string>;
    for (;;) {
      blanks();
      if (text[at] === ">" || text[at] === "/" || at >= text.length) return found;
      const key = name();
      blanks();
      if (text[at] !== "=") fail("An attribute has no value.");
      at++;
      blanks();
      const quote = text[at];
      if (quote !== '"' && quote !== "'") fail("The value of an attribute stands in quotes.");
      const end = text.indexOf(quote, at + 1);
      if (end < 0) fail("The value of an attribute has no end.");
      found[key] = decode(text.slice(at + 1, end));
      at = end + 1;
    }
  }

  function read(level: number): XmlElement {
    if (level > deepest) fail(`The text is nested deeper than ${deepest} levels.`);
    at++;
    const tag = name();
    const given = attributes();
    if (text[at] === "/") {
      at++;
      if (text[at] !== ">") fail("A tag has no end.");
      at++;
      return element(tag, given);
    }
    if (text[at] !== ">") fail("A tag has no end.");
    at++;
    const children: (XmlElement | string)[] = [];
    for (;;) {
      if (at >= text.length) fail(`The element ${tag} has no end.`);
      if (text.startsWith("</", at)) {
        at += 2;
        if (name() !== tag) fail(`The element ${tag} is not closed.`);
        blanks();
        if (text[at] !== ">") fail("A tag has no end.");
        at++;
        const elements = children.some((child) => typeof child !== "string");
        return element(
          tag,
          given,
          elements ? children.filter((c) => typeof c !== "string" || c.trim() !== "") : children,
        );
      }
      if (text.startsWith("<!--", at)) after("-->", "A comment");
      else if (text.startsWith("<![CDATA[", at)) {
        const start = at + 9;
        after("]]>", "A CDATA section");
        children.push(text.slice(start, at - 3));
      } else if (text.startsWith("<?", at)) after("?>", "An instruction");
      else if (text[at] === "<") children.push(read(level + 1));
      else {
        const end = text.indexOf("<", at);
        const stop = end < 0 ? text.length : end;
        children.push(decode(text.slice(at, stop)));
        at = stop;
      }
    }
  }

  for (;;) {
    blanks();
    if (text.startsWith("<!--", at)) after("-->", "A comment");
    else if (text.startsWith("<?", at)) after("?>", "An instruction");
    else if (text.startsWith("<!", at)) fail("A document type is not allowed.");
    else break;
  }
  if (text[at] !== "<") fail("This is no XML: the root element is missing.");
  const root = read(0);
  blanks();
  while (text.startsWith("<!--", at)) {
    after("-->", "A comment");
    blanks();
  }
  if (at < text.length) fail("There is more after the root element.");
  return root;
}

/** The text inside an element. */
export function innerText(one: XmlElement): string {
  return one.children.map((child) => (typeof child === "string" ? child : innerText(child))).join("");
}

export function elementsOf(one: XmlElement): readonly XmlElement[] {
  return one.children.filter((child): child is XmlElement => typeof child !== "string");
}

// Reads XML text into nodes, without recursion and without a document type (XML 1.0).

export type Kind =
  | "Document"
  | "Element"
  | "Attribute"
  | "Text"
  | "CDATA"
  | "Comment"
  | "XmlDeclaration"
  | "ProcessingInstruction";

/** What the reader needs of the nodes that it makes. */
export interface Made<N> {
  readonly name: string;
  readonly attributes: N[];
  readonly children: N[];
  parent: N | undefined;
  closed: boolean;
}

export class XmlRefused extends Error {
  override readonly name = "XmlRefused";
}

const deepest = 512;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const nameEnd = /[\s/>=<"'&]/;
const nameStart = /^[\p{L}_:]/u;

/** Fills a document; throws {@link XmlRefused} with line and column. Blank text between elements is left out. */
export function readInto<N extends Made<N>>(
  document: N,
  text: string,
  make: (kind: Kind, name: string, value?: string) => N,
): N {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const first = at;
  const open: N[] = [document];

  function fail(what: string): never {
    const before = text.slice(0, at).split("\n");
    throw new XmlRefused(`${what} Line ${before.length}, position ${before.at(-1)!.length + 1}.`);
  }

  function until(mark: string, what: string): string {
    const end = text.indexOf(mark, at);
    if (end < 0) fail(`${what} has no end.`);
    const inside = text.slice(at, end);
    at = end + mark.length;
    return inside;
  }

  function blanks(): void {
    while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  }

  function name(): string {
    const start = at;
    while (at < text.length && !nameEnd.test(text[at]!)) at++;
    const found = text.slice(start, at);
    if (!nameStart.test(found)) fail("A name is missing.");
    return found;
  }

  function decode(raw: string): string {
    return raw.replace(/\r\n?/g, "\n").replace(/&([^;&]{0,12});?/g, (whole, word: string) => {
      const known = whole.endsWith(";") ? entities[word] : undefined;
      if (known !== undefined) return known;
      const number = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(word);
      const code = number?.[1] ? Number.parseInt(number[1], 16) : Number(number?.[2] ?? -1);
      if (!whole.endsWith(";") || code < 1 || code > 0x10ffff) fail(`'${whole}' is no entity; write & as &amp;.`);
      return String.fromCodePoint(code);
    });
  }

  function add(one: N): void {
    const parent = open.at(-1)!;
    one.parent = parent;
    parent.children.push(one);
  }

  function startTag(): void {
    if (open.length === 1 && roots.size > 0) fail("There are several root elements.");
    if (open.length > deepest) fail(`The text is nested deeper than ${deepest} levels.`);
    const one = make("Element", name());
    if (open.length === 1) roots.add(one);
    const seen = new Set<string>();
    for (;;) {
      blanks();
      if (text[at] === ">" || text[at] === "/" || at >= text.length) break;
      const key = name();
      if (seen.has(key)) fail(`'${key}' is a duplicate attribute name.`);
      seen.add(key);
      blanks();
      if (text[at] !== "=") fail(`The attribute '${key}' has no value.`);
      at++;
      blanks();
      const quote = text[at];
      if (quote !== '"' && quote !== "'") fail("The value of an attribute stands in quotes.");
      at++;
      const raw = until(quote, "The value of an attribute");
      if (raw.includes("<")) fail("The value of an attribute holds '<'; write it as &lt;.");
      const attribute = make("Attribute", key, decode(raw));
      attribute.parent = one;
      one.attributes.push(attribute);
    }
    add(one);
    if (text[at] === "/") {
      one.closed = true;
      at++;
    } else open.push(one);
    if (text[at] !== ">") fail(`The tag '${one.name}' has no end.`);
    at++;
  }

  const roots = new Set<N>();
  while (at < text.length) {
    const begins = at;
    if (text.startsWith("</", at)) {
      at += 2;
      const tag = name();
      const last = open.at(-1)!;
      if (open.length === 1 || last.name !== tag) fail(`The end tag '${tag}' does not match a start tag.`);
      blanks();
      if (text[at] !== ">") fail(`The end tag '${tag}' has no end.`);
      at++;
      open.pop();
    } else if (text.startsWith("<!--", at)) {
      at += 4;
      add(make("Comment", "#comment", until("-->", "A comment")));
    } else if (text.startsWith("<![CDATA[", at)) {
      if (open.length === 1) fail("Text is not allowed outside of the root element.");
      at += 9;
      add(make("CDATA", "#cdata-section", until("]]>", "A CDATA section")));
    } else if (text.startsWith("<?", at)) {
      at += 2;
      const target = name().replace(/\?$/, "");
      if (target === "xml" && begins !== first) fail("The XML declaration must be the first node.");
      if (text[at - 1] === "?") at--;
      add(
        make(
          target === "xml" ? "XmlDeclaration" : "ProcessingInstruction",
          target,
          until("?>", "An instruction").trim(),
        ),
      );
    } else if (text.startsWith("<!", at)) fail("A document type is not allowed.");
    else if (text[at] === "<") {
      at++;
      startTag();
    } else {
      const end = text.indexOf("<", at);
      const raw = text.slice(at, end < 0 ? text.length : end);
      if (raw.trim() !== "") {
        if (open.length === 1) fail("Text is not allowed outside of the root element.");
        add(make("Text", "#text", decode(raw)));
      }
      at += raw.length;
    }
  }
  if (open.length > 1) fail(`The element '${open.at(-1)!.name}' has no end.`);
  if (roots.size === 0) fail("Root element is missing.");
  return document;
}

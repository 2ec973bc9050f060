// ConvertTo-Html: objects as a table or list in HTML.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { asObject } from "../../src/command/object.ts";
import { readProperty } from "../../src/command/read.ts";
import { expand, type Field, fieldText, fieldValues, readFields } from "../../src/format/fields.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const table: Type<Dictionary> = {
  name: "Hashtable",
  convert(value) {
    if (value instanceof Dictionary) return value;
    throw new ConversionError("Write the meta elements as a hash table: @{ author = 'Ann' }.");
  },
  show: (value) => toText(value),
  encode: () => null,
  decode: () => new Dictionary("Hashtable"),
};

const frame = {
  Head: { type: many(text), position: 2, summary: "What stands in the head element, in place of the title." },
  Title: { type: text, position: 3, default: "HTML TABLE", summary: "The title of the page." },
  Body: { type: many(text), position: 4, summary: "What stands after the opening body tag." },
  Meta: { type: table, summary: "Meta elements to add, by name; their contents." },
  Charset: { type: text, summary: "The character set that the page says it is in." },
  Transitional: { type: switchParameter, summary: "Says that the page is XHTML Transitional instead of Strict." },
  CssUri: { type: text, aliases: ["cu", "uri"], summary: "The address of a style sheet." },
  PreContent: { type: many(text), summary: "What stands before the table." },
  PostContent: { type: many(text), summary: "What stands after the table." },
} as const;

export default defineCmdlet({
  name: "ConvertTo-Html",
  synopsis: "Makes an HTML page of objects.",
  runs: "shell",
  defaultSet: "Page",
  sets: {
    Page: frame,
    Fragment: {
      Fragment: { type: switchParameter, mandatory: true, summary: "Gives only the table." },
      PreContent: frame.PreContent,
      PostContent: frame.PostContent,
    },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", summary: "The objects." },
    Property: {
      type: many(anything),
      position: 1,
      summary: "The properties: names, wild cards, or hash tables that calculate.",
    },
    As: { type: choice("OutputAs", "Table", "List"), default: "Table", summary: "Table or List." },
  },
  examples: [
    {
      run: "Get-Command *-Csv | ConvertTo-Html Name, CommandType -Title Commands | Set-Content page.html",
      note: "A page.",
    },
  ],
  start(bound, ctx) {
    const fields = bound.Property?.length
      ? readFields(bound.Property, ["label", "expression", "format", "width", "align"])
      : undefined;
    let columns: readonly Field[] | undefined;
    const list = bound.As === "List";

    function* head(): Iterable<string> {
      if (!bound.Fragment) {
        const kind = bound.Transitional ? "Transitional" : "Strict";
        yield `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 ${kind}//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-${kind.toLowerCase()}.dtd">`;
        yield '<html xmlns="http://www.w3.org/1999/xhtml">';
        yield "<head>";
        if (bound.Charset !== undefined) yield `<meta charset="${escaped(bound.Charset)}">`;
        for (const { key, value } of bound.Meta?.entries() ?? [])
          yield `<meta name="${escaped(toText(key))}" content="${escaped(toText(value))}">`;
        if (bound.Head) yield* bound.Head;
        else yield `<title>${escaped(bound.Title ?? "HTML TABLE")}</title>`;
        if (bound.CssUri !== undefined)
          yield `<link rel="stylesheet" type="text/css" href="${escaped(bound.CssUri)}" />`;
        yield "</head><body>";
        if (bound.Body) yield* bound.Body;
      }
      yield* bound.PreContent ?? [];
      yield "<table>";
      if (!list && columns) {
        yield `<colgroup>${columns.map(() => "<col/>").join("")}</colgroup>`;
        yield `<tr>${columns.map((one) => `<th>${escaped(one.label)}</th>`).join("")}</tr>`;
      }
    }

    let count = 0;
    return {
      async *process({ InputObject }) {
        if (InputObject === null || InputObject === undefined) return;
        const object = asObject(InputObject, ctx.world);
        const first = columns === undefined;
        columns ??= expand(fields ?? readFields(["*"], ["label"]), object);
        if (first) yield* head();
        const values = await fieldValues(columns, object, (one, name) => readProperty(one, name, ctx.world));
        const cells = columns.map((one, i) => escaped(fieldText(one, object, values[i])));
        if (!list) {
          yield `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
          return;
        }
        if (count++ > 0) yield "<tr><td><hr></td></tr>";
        for (const [i, one] of columns.entries()) {
          yield `<tr><td>${escaped(one.label)}:</td><td>${cells[i]}</td></tr>`;
        }
      },
      *end() {
        if (columns === undefined) yield* head();
        yield "</table>";
        yield* bound.PostContent ?? [];
        if (!bound.Fragment) yield "</body></html>";
      },
    };
  },
});

function escaped(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

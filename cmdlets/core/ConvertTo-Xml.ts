// ConvertTo-Xml: objects as XML text.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { element, escapePlain, type XmlElement, xmlText } from "../../src/format/xml.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { choice, switchParameter, wholeNumber } from "../../src/values/kinds.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { typeOf } from "../../src/values/types.ts";

export default defineCmdlet({
  name: "ConvertTo-Xml",
  synopsis: "Makes XML text of objects.",
  runs: "shell",
  parameters: {
    InputObject: {
      type: anything,
      mandatory: true,
      position: 1,
      pipeline: "value",
      allowNull: true,
      summary: "The objects.",
    },
    Depth: {
      type: wholeNumber("Int32", 1, 100),
      default: 1,
      summary: "Levels of objects in objects that are written.",
    },
    NoTypeInformation: { type: switchParameter, summary: "Leaves out the attribute Type." },
    As: {
      type: choice("XmlOutput", "String", "Stream"),
      default: "String",
      summary: "String gives one text, Stream a text for each object.",
    },
  },
  examples: [
    { run: "Get-Command Get-Date | Select-Object Name | ConvertTo-Xml -As String", note: "The property in XML." },
  ],
  start(bound) {
    const found: XmlElement[] = [];
    const options = { depth: bound.Depth ?? 1, types: bound.NoTypeInformation !== true };
    const declaration = '<?xml version="1.0" encoding="utf-8"?>';
    return {
      *process({ InputObject }) {
        const one = objectElement("Object", {}, InputObject ?? null, options, options.depth);
        if (bound.As === "Stream") yield xmlText(one, "", escapePlain);
        else found.push(one);
      },
      end() {
        return bound.As !== "Stream"
          ? [`${declaration}\n${xmlText(element("Objects", {}, found), "", escapePlain)}`]
          : [];
      },
    };
  },
});

function objectElement(
  tag: string,
  given: Readonly<Record<string, string>>,
  value: unknown,
  options: { readonly types: boolean },
  level: number,
): XmlElement {
  if (value === null) return element(tag, given);
  const type = value instanceof Structured ? (value.typeNames[0] ?? "System.Object") : typeOf(value).name;
  const attributes = options.types ? { ...given, Type: type } : given;
  const property = (name: string, item: unknown) => objectElement("Property", { Name: name }, item, options, level - 1);
  if (level <= 0) return element(tag, attributes, [toText(value)]);
  if (isList(value)) {
    return element(
      tag,
      attributes,
      itemsOf(value).map((item) => objectElement("Property", {}, item, options, level - 1)),
    );
  }
  if (value instanceof Dictionary) {
    return element(
      tag,
      attributes,
      value.entries().map((entry) => property(toText(entry.key), entry.value)),
    );
  }
  if (!(value instanceof Structured)) return element(tag, attributes, [toText(value)]);
  return element(
    tag,
    attributes,
    value.names().map((name) => property(name, value.get(name))),
  );
}

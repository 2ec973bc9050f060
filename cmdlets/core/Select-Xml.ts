// Select-Xml: nodes of XML texts and files that an XPath expression finds.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, readText } from "../../src/command/files.ts";
import { anything, stringTable } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, text } from "../../src/values/kinds.ts";
import { documentOf, XmlNode } from "../../src/values/net/xmlnode.ts";
import { XmlRefused } from "../../src/values/net/xmlread.ts";
import { selectNodes } from "../../src/values/net/xpath.ts";
import { MemberError } from "../../src/values/nettype.ts";
import { defineShape } from "../../src/values/shape.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const SelectXmlInfo = defineShape({
  name: "Microsoft.PowerShell.Commands.SelectXmlInfo",
  summary: "A node that was found.",
  properties: {
    Node: { type: anything, summary: "The node." },
    Path: { type: text, summary: "The file it is in; InputStream where it came from none." },
    Pattern: { type: text, summary: "The expression." },
  },
  table: ["Node", "Path", "Pattern"],
});

const node: Type<XmlNode> = {
  name: "XmlNode",
  convert(value) {
    if (value instanceof XmlNode) return value;
    throw new ConversionError("A node of a document is needed: cast the text to [xml], or give it with -Content.");
  },
  show: (value) => value.outer(),
  encode: (value) => value.outer(),
  decode: (json) => documentOf(String(json)),
};

const XPath = { type: text, mandatory: true, position: 1, summary: "The expression (XPath 1.0)." } as const;
const stream = "InputStream";

export default defineCmdlet({
  name: "Select-Xml",
  synopsis: "Finds nodes in XML texts, documents and files by an XPath expression.",
  runs: "shell",
  outputs: [SelectXmlInfo],
  defaultSet: "Xml",
  sets: {
    Xml: {
      XPath,
      Xml: {
        type: many(node),
        mandatory: true,
        position: 2,
        pipeline: "both",
        aliases: ["Node"],
        summary: "Documents or nodes.",
      },
    },
    Path: { XPath, Path: { ...pathParameter, position: 2, pipeline: "property" } },
    LiteralPath: { XPath, LiteralPath: literalPathParameter },
    Content: {
      XPath,
      Content: { type: many(text), mandatory: true, pipeline: "value", summary: "Texts of XML." },
    },
  },
  parameters: {
    Namespace: { type: stringTable, summary: "URIs of namespaces by the prefixes that the expression uses." },
  },
  examples: [
    { run: "'<a><b>1</b><b>2</b></a>' | Select-Xml '//b' | ForEach-Object { $_.Node.InnerText }", note: "1 and 2." },
    {
      run: "Select-Xml -Xml ([xml]'<a xmlns=\"urn:x\"/>') -XPath '/p:a' -Namespace @{ p = 'urn:x' }",
      note: "By a namespace.",
    },
  ],
  async *process(p, ctx) {
    const find = function* (from: XmlNode, path: string): Generator {
      for (const found of selectNodes(from, p.XPath, p.Namespace))
        yield SelectXmlInfo.make({ Node: found, Path: path, Pattern: p.XPath });
    };
    try {
      for (const one of p.Xml ?? []) yield* find(one, stream);
      for (const content of p.Content ?? []) yield* find(documentOf(content), stream);
    } catch (error) {
      throw problemOf(error, stream);
    }
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      try {
        let source = "";
        for await (const piece of readText(ctx.world.disk, path)) source += piece;
        yield* find(documentOf(source), path);
      } catch (error) {
        ctx.error(problemOf(error, path));
      }
    }
  },
});

/** What is wrong with the XML or the expression; anything else is thrown on. */
function problemOf(error: unknown, path: string): Problem {
  if (error instanceof XmlRefused)
    return new Problem({
      id: "ProcessingFile",
      category: "InvalidData",
      text: path === stream ? error.message : `The file '${path}' cannot be read as XML: ${error.message}`,
      target: path,
      exceptionType: "System.Xml.XmlException",
    });
  if (error instanceof MemberError)
    return new Problem({
      id: "XPathException",
      category: "InvalidArgument",
      text: error.message,
      target: path,
      exceptionType: "System.Xml.XPath.XPathException",
    });
  throw error;
}

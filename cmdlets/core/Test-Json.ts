// Test-Json: whether text is JSON, and fits a schema.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { absolutePath, eachPath } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { checkSchema } from "../../src/format/jsonschema.ts";
import { JsonError, readJson } from "../../src/format/jsontext.ts";
import { choice, many, text } from "../../src/values/kinds.ts";
import { decodeText } from "../../src/values/net/files.ts";

const json = {
  type: text,
  mandatory: true,
  position: 1,
  pipeline: "value",
  allowEmpty: true,
  summary: "The text.",
} as const;
const schema = { type: text, mandatory: true, position: 2, summary: "The JSON schema it must fit." } as const;
const schemaFile = { type: text, mandatory: true, position: 2, summary: "The file of the schema." } as const;
const path = { ...pathParameter, type: text, pipeline: "property", summary: "The file." } as const;
const literal = { ...literalPathParameter, type: text } as const;

export default defineCmdlet({
  name: "Test-Json",
  synopsis: "Tells whether text is JSON, and fits a schema.",
  runs: "shell",
  defaultSet: "JsonString",
  sets: {
    JsonString: { Json: json },
    JsonStringWithSchemaString: { Json: json, Schema: schema },
    JsonStringWithSchemaFile: { Json: json, SchemaFile: schemaFile },
    JsonPath: { Path: path },
    JsonPathWithSchemaString: { Path: path, Schema: schema },
    JsonPathWithSchemaFile: { Path: path, SchemaFile: schemaFile },
    JsonLiteralPath: { LiteralPath: literal },
    JsonLiteralPathWithSchemaString: { LiteralPath: literal, Schema: schema },
    JsonLiteralPathWithSchemaFile: { LiteralPath: literal, SchemaFile: schemaFile },
  },
  parameters: {
    Options: {
      type: many(choice("TestJsonOptions", "IgnoreComments", "AllowTrailingCommas")),
      summary: "What is let pass: IgnoreComments, AllowTrailingCommas.",
    },
  },
  examples: [
    { run: `'{ "Name": "Ann" }' | Test-Json`, note: "True." },
    {
      run: `'{ "Age": "x" }' | Test-Json -Schema '{ "properties": { "Age": { "type": "number" } } }' -ErrorAction SilentlyContinue`,
      note: "False, and why as an error.",
    },
  ],
  async *process(p, ctx) {
    const read = async (file: string) => decodeText(await ctx.world.disk.read(file));
    const texts: string[] = p.Json === undefined ? [] : [p.Json];
    for await (const file of eachPath(
      ctx,
      p.Path === undefined ? [] : [p.Path],
      p.LiteralPath === undefined ? [] : [p.LiteralPath],
    ))
      texts.push(await read(file));
    const rules = p.Schema ?? (p.SchemaFile === undefined ? undefined : await read(absolutePath(ctx, p.SchemaFile)));
    for (const one of texts) {
      const wrong = whatIsWrong(one, rules, p.Options ?? []);
      for (const problem of wrong) ctx.error(problem);
      yield wrong.length === 0;
    }
  },
});

function whatIsWrong(source: string, rules: string | undefined, options: readonly string[]): readonly Problem[] {
  const style = {
    ...{ asTable: true, depth: 1024, comments: options.includes("IgnoreComments") },
    trailingCommas: options.includes("AllowTrailingCommas"),
  };
  let value: unknown;
  try {
    value = readJson(source, style);
  } catch (error) {
    if (error instanceof JsonError) return [wrong("InvalidJson", `Cannot parse the JSON. ${error.message}`)];
    throw error;
  }
  if (rules === undefined) return [];
  let schema: unknown;
  try {
    schema = readJson(rules, { asTable: true, depth: 1024 });
  } catch (error) {
    if (error instanceof JsonError) throw wrong("InvalidJsonSchema", `Cannot parse the JSON schema. ${error.message}`);
    throw error;
  }
  return checkSchema(value, schema).map((text) =>
    wrong("InvalidJsonAgainstSchemaDetailed", `The JSON is not valid with the schema: ${text}`),
  );
}

const wrong = (id: string, text: string): Problem => new Problem({ id, category: "InvalidData", text });

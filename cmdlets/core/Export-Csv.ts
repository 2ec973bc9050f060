// Export-Csv: objects as rows of a file, written while they come.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, encoding, openWriter, readText, type Writer } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { asObject } from "../../src/command/object.ts";
import { Problem } from "../../src/command/problem.ts";
import { CsvLines, csvRecords, delimiterOf } from "../../src/format/csv.ts";
import { FormatRecord } from "../../src/format/records.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Export-Csv",
  synopsis: "Writes objects to a file of comma-separated values.",
  runs: "shell",
  aliases: ["epcsv"],
  confirms: "allow",
  parameters: {
    InputObject: { type: anything, mandatory: true, pipeline: "value", summary: "The objects." },
    Path: { type: text, mandatory: true, position: 1, aliases: ["LiteralPath", "PSPath", "LP"], summary: "The file." },
    Delimiter: {
      type: text,
      position: 2,
      default: ",",
      check: (value: string) => (value.length === 1 ? undefined : "The delimiter must be one character."),
      summary: "What stands between the values.",
    },
    Append: { type: switchParameter, summary: "Adds to a file that exists; its header gives the columns." },
    Force: {
      type: switchParameter,
      summary: "Writes also over a file that is read-only, and adds also objects that lack columns of the file.",
    },
    NoClobber: { type: switchParameter, aliases: ["NoOverwrite"], summary: "A file that exists is an error." },
    Encoding: { type: encoding, default: "utf8", summary: "How the file is written." },
    UseCulture: { type: switchParameter, summary: "Separates by the list separator of the culture, a comma." },
    IncludeTypeInformation: {
      type: switchParameter,
      aliases: ["ITI"],
      summary: "Begins with a line that names the type.",
    },
    NoTypeInformation: { type: switchParameter, aliases: ["NTI"], summary: "Leaves that line out, as is usual." },
    NoHeader: { type: switchParameter, summary: "Leaves out the line of names." },
    UseQuotes: {
      type: choice("QuoteKind", "Never", "Always", "AsNeeded"),
      aliases: ["UQ"],
      summary: "Which values are quoted.",
    },
    QuoteFields: { type: many(text), aliases: ["QF"], summary: "The columns whose values are quoted." },
  },
  examples: [
    {
      run: "Get-Command | Select-Object Name, CommandType | Export-Csv commands.csv",
      note: "A file with two columns.",
    },
  ],
  start(bound, ctx) {
    const path = absolutePath(ctx, bound.Path!);
    const lines = new CsvLines({ ...bound, Delimiter: delimiterOf(bound) });
    let writer: Writer | undefined;
    let allowed = true;

    async function open(): Promise<void> {
      allowed = await ctx.shouldProcess(path);
      if (!allowed) return;
      if (bound.Force && (await ctx.world.disk.stat(path))?.readOnly)
        await ctx.world.disk.adjust(path, { readOnly: false });
      const facts = bound.Append ? await ctx.world.disk.stat(path) : undefined;
      if (facts && facts.size > 0) {
        for await (const header of csvRecords(readText(ctx.world.disk, path, bound.Encoding), delimiterOf(bound))) {
          lines.use(header);
          break;
        }
      }
      writer = await openWriter(ctx.world.disk, path, {
        encoding: bound.Encoding ?? "utf8",
        append: bound.Append === true,
        noClobber: bound.NoClobber === true,
      });
    }

    function write(value: unknown): void | Promise<void> {
      if (!writer) return;
      if (value instanceof FormatRecord) throw formatted();
      const object = asObject(value, ctx.world);
      const first = lines.names === undefined;
      if (!first && bound.Append && !bound.Force) {
        const missing = lines.names!.find((name) => object.spelling(name) === undefined);
        if (missing !== undefined) throw cannotAppend(missing, path);
      }
      const row = lines.row(object);
      let text = `${row}\n`;
      if (first && !bound.NoHeader) text = `${lines.header()}\n${text}`;
      if (first && bound.IncludeTypeInformation) text = `#TYPE ${object.typeNames[0]}\n${text}`;
      return writer.write(text);
    }

    return {
      begin: open,
      process: ({ InputObject }) => (allowed ? write(InputObject) : undefined),
      close: () => writer?.close(),
    };
  },
});

function cannotAppend(name: string, path: string): Problem {
  return new Problem({
    id: "CannotAppendCsvWithMismatchedPropertyNames",
    category: "InvalidData",
    text: `Cannot append CSV content to the following file: ${path}. The appended object does not have a property that corresponds to the following column: ${name}. To continue with mismatched properties, add the -Force parameter, and then retry the command.`,
    target: name,
  });
}

function formatted(): Problem {
  return new Problem({
    id: "FormattedInput",
    category: "InvalidType",
    text: "What Format-* cmdlets give is for the screen. Use Select-Object to choose the properties to export.",
  });
}

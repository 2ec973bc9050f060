// Format-Hex: bytes of files and values in hexadecimal digits, beside the text they stand for.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, encodeText, encoding, isFolder } from "../../src/command/files.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { anything } from "../../src/command/kinds.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { wholeNumber } from "../../src/values/kinds.ts";
import { int64, isNumber, Num, toNumber } from "../../src/values/numbers.ts";
import { toText } from "../../src/values/text.ts";

const size = wholeNumber("Int64", 0, Number.MAX_SAFE_INTEGER);

export default defineCmdlet({
  name: "Format-Hex",
  synopsis: "Shows the bytes of files and values in hexadecimal digits.",
  runs: "shell",
  aliases: ["fhx"],
  defaultSet: "Path",
  sets: {
    Path: { Path: { ...pathParameter, pipeline: "property" } },
    LiteralPath: { LiteralPath: literalPathParameter },
    ByInputObject: {
      InputObject: { type: anything, mandatory: true, pipeline: "value", summary: "Texts, numbers or lists of bytes." },
    },
  },
  parameters: {
    Encoding: { type: encoding, default: "utf8", summary: "How texts are written as bytes." },
    Count: { type: size, summary: "The most bytes to show." },
    Offset: { type: size, default: 0, summary: "How many bytes at the beginning are left out." },
  },
  examples: [{ run: "'Zoë' | Format-Hex", note: "Four bytes of UTF-8." }],
  async *process(p, ctx) {
    const most = p.Count ?? Number.POSITIVE_INFINITY;
    if (p.set === "ByInputObject") {
      const bytes = bytesOf(p.InputObject, p.Encoding);
      yield* lines(bytes.subarray(p.Offset, Math.min(bytes.length, p.Offset + most)), p.Offset, "");
      return;
    }
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if ((await ctx.world.disk.stat(path))?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      const file = await ctx.world.disk.open(path, { readOnly: true });
      try {
        let first = true;
        for (let at = p.Offset; at - p.Offset < most; ) {
          const bytes = await file.read(at, Math.min(65536, most - (at - p.Offset)));
          if (bytes.length === 0) break;
          yield* lines(bytes, at, first ? path : undefined);
          first = false;
          at += bytes.length;
        }
      } finally {
        await file.close();
      }
    }
  },
});

function bytesOf(value: unknown, wanted: Parameters<typeof encodeText>[1]): Buffer {
  if (value instanceof Num && value.kind === "Byte") return Buffer.from([toNumber(value)]);
  if (isNumber(value)) {
    const made = Buffer.alloc(4);
    made.writeInt32LE(toNumber(value) | 0);
    return made;
  }
  if (isList(value)) return Buffer.concat(itemsOf(value).map((one) => bytesOf(one, wanted)));
  return encodeText(toText(value), wanted);
}

/** Rows of 16 bytes; a heading before the first, undefined for none. */
function* lines(bytes: Buffer, offset: number, heading: string | undefined): Generator<FixedObject> {
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const digits = [...row].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
    const text = [...row].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "�")).join("");
    const place = (offset + at).toString(16).toUpperCase().padStart(16, "0");
    const line = `${place} ${digits.join(" ").padEnd(47)} ${text}`;
    const head = at === 0 && heading !== undefined ? head16(heading) : "";
    yield new FixedObject(
      ["Microsoft.PowerShell.Commands.ByteCollection"],
      {
        ...{ Offset64: int64(offset + at), Bytes: [...row].map((byte) => new Num("Byte", byte)) },
        ...{ HexOffset: place, HexBytes: digits.join(" "), Ascii: text, Path: heading || null },
      },
      `${head}${line}`,
    );
  }
}

function head16(path: string): string {
  const columns = [...Array(16).keys()].map((one) => one.toString(16).toUpperCase().padStart(2, "0")).join(" ");
  return `${path === "" ? "" : `   Path: ${path}\n\n`}${"Offset".padStart(16)} ${columns} Ascii\n${" ".repeat(10)}------ ${"-".repeat(47)} -----\n`;
}

// Get-FileHash: what tells whether two files hold the same.
import { createHash } from "node:crypto";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, isFolder } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { FileHash } from "../../src/command/shapes.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { choice } from "../../src/values/kinds.ts";
import { isNumber, toNumber } from "../../src/values/numbers.ts";
import { toText } from "../../src/values/text.ts";

export default defineCmdlet({
  name: "Get-FileHash",
  synopsis: "Computes the hash value of files.",
  runs: "shell",
  outputs: [FileHash],
  defaultSet: "Path",
  sets: {
    Path: { Path: pathParameter },
    LiteralPath: { LiteralPath: literalPathParameter },
    StreamParameterSet: {
      InputStream: {
        type: anything,
        mandatory: true,
        position: 1,
        summary: "Bytes, or text in UTF-8, instead of a file.",
      },
    },
  },
  parameters: {
    Algorithm: {
      type: choice("HashAlgorithm", "SHA1", "SHA256", "SHA384", "SHA512", "MD5"),
      default: "SHA256",
      position: 2,
      summary: "Which kind of hash.",
    },
  },
  examples: [{ run: "'x' | Set-Content a.txt; (Get-FileHash a.txt -Algorithm MD5).Hash", note: "A short one." }],
  async *process(p, ctx) {
    const begin = () => createHash(p.Algorithm.toLowerCase());
    if (p.set === "StreamParameterSet") {
      const hash = begin().update(bytesOf(p.InputStream)).digest("hex").toUpperCase();
      yield FileHash.make({ Algorithm: p.Algorithm, Hash: hash, Path: null });
      return;
    }
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if ((await ctx.world.disk.stat(path))?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      const hash = begin();
      const file = await ctx.world.disk.open(path, { readOnly: true });
      try {
        for (let at = 0; ; ) {
          const bytes = await file.read(at, 1 << 20);
          if (bytes.length === 0) break;
          hash.update(bytes);
          at += bytes.length;
        }
      } finally {
        await file.close();
      }
      yield FileHash.make({ Algorithm: p.Algorithm, Hash: hash.digest("hex").toUpperCase(), Path: path });
    }
  },
});

function bytesOf(value: unknown): Buffer {
  if (!isList(value)) return Buffer.from(toText(value), "utf8");
  return Buffer.from(itemsOf(value).map((one) => (isNumber(one) ? toNumber(one) : 0)));
}

// Get-Content: the lines, the text or the bytes of files, read while they are used.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { type Encoding, eachPath, encoding, isFolder, readLines, readText } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { switchParameter, wholeNumber } from "../../src/values/kinds.ts";
import { Num } from "../../src/values/numbers.ts";
import type { Disk } from "../../src/world/world.ts";

const count = wholeNumber("Int64", 0, Number.MAX_SAFE_INTEGER);

/** Bytes that are read at once as objects; each takes some 50 bytes of memory. */
const mostBytes = 64 * 1024 * 1024;

export default defineCmdlet({
  name: "Get-Content",
  synopsis: "Reads files.",
  runs: "shell",
  aliases: ["cat", "gc", "type"],
  defaultSet: "Path",
  sets: { Path: { Path: pathParameter }, LiteralPath: { LiteralPath: literalPathParameter } },
  parameters: {
    TotalCount: { type: count, aliases: ["First", "Head"], summary: "Lines from the start of each file." },
    Tail: { type: wholeNumber("Int32", 0, 2147483647), aliases: ["Last"], summary: "Lines from the end of each file." },
    ReadCount: { type: count, default: 1, summary: "Lines that are handed on together; 0 for all." },
    Raw: { type: switchParameter, summary: "Gives the whole file as one text." },
    AsByteStream: { type: switchParameter, summary: "Gives bytes instead of lines." },
    Encoding: { type: encoding, default: "utf8", summary: "How the file is written, when it has no byte order mark." },
  },
  examples: [
    { run: "1..5 | Set-Content numbers.txt; Get-Content numbers.txt -Tail 2", note: "The last two lines." },
    { run: "'a', 'b' | Set-Content list.txt; Get-Content list.txt -Raw", note: "The text in one." },
  ],
  async *process(p, ctx) {
    if (p.TotalCount !== undefined && p.Tail !== undefined) throw together("TotalCount", "Tail");
    if (p.Raw && (p.TotalCount !== undefined || p.Tail !== undefined)) throw together("Raw", "TotalCount or -Tail");
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      const { disk } = ctx.world;
      if ((await disk.stat(path))?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      if (p.AsByteStream) yield* bytesOf(disk, path, p.Raw === true || p.ReadCount === 0, p.TotalCount);
      else if (p.Raw) yield await wholeText(disk, path, p.Encoding);
      else yield* inGroups(some(readLines(disk, path, p.Encoding), p.TotalCount, p.Tail), p.ReadCount);
    }
  },
});

async function wholeText(disk: Disk, path: string, wanted: Encoding): Promise<string> {
  let all = "";
  for await (const chunk of readText(disk, path, wanted)) all += chunk;
  return all;
}

async function* bytesOf(disk: Disk, path: string, whole: boolean, limit: number | undefined): AsyncGenerator<unknown> {
  const file = await disk.open(path);
  try {
    const size = Math.min(await file.size(), limit ?? Number.POSITIVE_INFINITY);
    if (whole && size > mostBytes) throw tooLarge(path);
    const all: Num[] = [];
    for (let at = 0; at < size; ) {
      const bytes = await file.read(at, Math.min(65536, size - at));
      if (bytes.length === 0) break;
      at += bytes.length;
      for (const byte of bytes) {
        if (whole) all.push(new Num("Byte", byte));
        else yield new Num("Byte", byte);
      }
    }
    if (whole) yield all;
  } finally {
    await file.close();
  }
}

async function* some(
  lines: AsyncIterable<string>,
  first: number | undefined,
  last: number | undefined,
): AsyncGenerator<string> {
  if (first === 0 || last === 0) return;
  const held: string[] = [];
  let seen = 0;
  for await (const line of lines) {
    if (last === undefined) yield line;
    else {
      held.push(line);
      if (held.length > last) held.shift();
    }
    if (first !== undefined && ++seen >= first) break;
  }
  yield* held;
}

async function* inGroups(lines: AsyncIterable<string>, count: number): AsyncGenerator<unknown> {
  if (count === 1) {
    yield* lines;
    return;
  }
  let group: string[] = [];
  for await (const line of lines) {
    group.push(line);
    if (group.length === count) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

function together(one: string, other: string): Problem {
  return new Problem({
    id: "AmbiguousParameterSet",
    category: "InvalidArgument",
    text: `The parameters -${one} and -${other} cannot be used together.`,
  });
}

function tooLarge(path: string): Problem {
  return new Problem({
    id: "FileTooLarge",
    category: "LimitsExceeded",
    text: `'${path}' is too large to be read as bytes at once.`,
    target: path,
  });
}

// Get-Content: the lines, the text or the bytes of files, read while they are used; the values of items of other drives.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { driveOf, givenPaths, itemsAt } from "../../src/command/drives.ts";
import {
  literalPathParameter,
  nameFilter,
  nameParameters,
  pathParameter,
  patternsOf,
} from "../../src/command/fileinfo.ts";
import {
  basename,
  decodeText,
  type Encoding,
  eachPath,
  encoding,
  isFolder,
  pathNotFound,
  readLines,
  readPieces,
  readText,
} from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
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
    Delimiter: { type: text, summary: "What ends a piece, instead of the end of a line." },
    Wait: { type: switchParameter, summary: "Goes on with what is added to the file, until it is stopped." },
    ...nameParameters,
    Force: { type: switchParameter, summary: "Also names that begin with a dot, found by wild cards." },
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
    if (p.Wait && (p.Raw || p.AsByteStream)) throw together("Wait", "Raw or -AsByteStream");
    if (p.Delimiter !== undefined && p.Raw) throw together("Delimiter", "Raw");
    const fits = nameFilter(p);
    const { disk } = ctx.world;
    for (const [given, literal] of givenPaths(p)) {
      const at = driveOf(given);
      if (!at) continue;
      const items = itemsAt(ctx.shell, at, literal);
      if (items.length === 0) ctx.error(pathNotFound(given));
      for (const one of items) if (fits(one.name)) yield one.value;
    }
    const paths = (p.Path ?? []).filter((one) => !driveOf(one)).flatMap((one) => patternsOf(one, p.Force));
    const literals = (p.LiteralPath ?? []).filter((one) => !driveOf(one));
    for await (const path of eachPath(ctx, paths, literals)) {
      if (!fits(basename(path))) continue;
      if ((await disk.stat(path))?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      if (p.AsByteStream) yield* bytesOf(disk, path, p.Raw === true || p.ReadCount === 0, p.TotalCount);
      else if (p.Raw) yield await wholeText(disk, path, p.Encoding);
      else {
        const pieces =
          p.Delimiter === undefined
            ? readLines(disk, path, p.Encoding)
            : readPieces(disk, path, p.Delimiter, p.Encoding);
        yield* inGroups(some(pieces, p.TotalCount, p.Tail), p.ReadCount);
        if (p.Wait) yield* added(ctx, path, p.Encoding);
      }
    }
  },
});

/** Milliseconds between two looks at a file that may grow. */
const pause = 500;

/** The lines that are added to a file, as they come; from the start where it has become shorter (a new log). */
async function* added(ctx: Context, path: string, wanted: Encoding): AsyncGenerator<string> {
  const { disk, clock } = ctx.world;
  let seen = (await disk.stat(path))?.size ?? 0;
  let rest = "";
  while (!ctx.signal.aborted) {
    await clock.sleep(pause, ctx.signal);
    const size = (await disk.stat(path))?.size ?? 0;
    if (size < seen) seen = 0;
    if (size === seen) continue;
    const file = await disk.open(path, { readOnly: true });
    try {
      const bytes = await file.read(seen, Math.min(size - seen, mostBytes));
      seen += bytes.length;
      const lines = (rest + decodeText(bytes, wanted)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    } finally {
      await file.close();
    }
  }
}

async function wholeText(disk: Disk, path: string, wanted: Encoding): Promise<string> {
  let all = "";
  for await (const chunk of readText(disk, path, wanted)) all += chunk;
  return all;
}

async function* bytesOf(disk: Disk, path: string, whole: boolean, limit: number | undefined): AsyncGenerator<unknown> {
  const file = await disk.open(path, { readOnly: true });
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

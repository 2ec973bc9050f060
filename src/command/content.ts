// What Set-Content and Add-Content share: values as lines, or bytes, into files.
import { isList, itemsOf } from "../values/collections.ts";
import { many, switchParameter, text } from "../values/kinds.ts";
import { isNumber, toNumber } from "../values/numbers.ts";
import { shownText, toText } from "../values/text.ts";
import type { Steps } from "./cmdlet.ts";
import type { Context } from "./context.ts";
import { type DrivePath, itemsAt, itemTarget, splitPaths } from "./drives.ts";
import { nameFilter, nameParameters } from "./fileinfo.ts";
import { absolutePath, basename, type Encoding, encoding, findPaths, openWriter, type Writer } from "./files.ts";
import { anything } from "./kinds.ts";

export const contentParameters = {
  defaultSet: "Path",
  sets: {
    Path: {
      Path: {
        type: many(text),
        mandatory: true,
        position: 1,
        pipeline: "property",
        summary: "The files; those that wild cards find must exist.",
      },
    },
    LiteralPath: {
      LiteralPath: {
        type: many(text),
        mandatory: true,
        pipeline: "property",
        aliases: ["PSPath", "LP"],
        summary: "The files, taken as they are written.",
      },
    },
  },
  parameters: {
    Value: {
      type: anything,
      mandatory: true,
      position: 2,
      pipeline: "value",
      allowNull: true,
      allowEmpty: true,
      summary: "What is written, a line for each object.",
    },
    Encoding: { type: encoding, default: "utf8", summary: "How the text is written." },
    AsByteStream: { type: switchParameter, summary: "The values are bytes, numbers from 0 to 255." },
    NoNewline: { type: switchParameter, summary: "Puts no line ends between and after the values." },
    PassThru: { type: switchParameter, summary: "Hands the values on." },
    ...nameParameters,
    Force: { type: switchParameter, summary: "Makes the folders that are missing, and writes also what is read-only." },
  },
} as const;

interface Given {
  readonly Path?: readonly string[] | undefined;
  readonly LiteralPath?: readonly string[] | undefined;
  readonly Value?: unknown;
  readonly Encoding?: Encoding;
  readonly AsByteStream?: boolean;
  readonly NoNewline?: boolean;
  readonly PassThru?: boolean;
  readonly Force?: boolean;
  readonly Filter?: string;
  readonly Include?: readonly string[];
  readonly Exclude?: readonly string[];
}

export function writeContent(bound: Given, ctx: Context, append: boolean): Steps<Given> {
  const writers: Writer[] = [];
  const items: DrivePath[] = [];
  const values: unknown[] = [];
  let opened = false;

  async function open(): Promise<void> {
    opened = true;
    const paths: string[] = [];
    const apart = splitPaths(bound);
    const fits = nameFilter(bound);
    for (const [at] of apart.items) if (await ctx.shouldProcess(itemTarget(at.drive, at.name))) items.push(at);
    for (const path of apart.Path) paths.push(...(await findPaths(ctx, path, false)));
    for (const path of apart.LiteralPath) paths.push(absolutePath(ctx, path));
    for (const path of paths) {
      if (!fits(basename(path))) continue;
      if (!(await ctx.shouldProcess(path))) continue;
      if (bound.Force) await ctx.world.disk.makeFolder(path.slice(0, path.lastIndexOf("/")) || "/", 0o755);
      if (bound.Force && (await ctx.world.disk.stat(path))?.readOnly)
        await ctx.world.disk.adjust(path, { readOnly: false });
      const wanted = bound.AsByteStream ? "latin1" : (bound.Encoding ?? "utf8");
      writers.push(await openWriter(ctx.world.disk, path, { encoding: wanted, append, noClobber: false }));
    }
  }

  function textOf(value: unknown): string {
    const items = isList(value) ? itemsOf(value) : [value];
    if (bound.AsByteStream) return items.map((item) => String.fromCharCode(byteOf(item))).join("");
    return items.map((item) => shownText(item) + (bound.NoNewline ? "" : "\n")).join("");
  }

  return {
    async begin() {
      if (bound.Path || bound.LiteralPath) await open();
    },
    async *process(record) {
      if (!opened) {
        Object.assign(bound, { Path: record.Path, LiteralPath: record.LiteralPath });
        await open();
      }
      values.push(...(items.length === 0 ? [] : isList(record.Value) ? itemsOf(record.Value) : [record.Value]));
      const chunk = textOf(record.Value ?? null);
      for (const writer of writers) await writer.write(chunk);
      if (bound.PassThru) yield record.Value;
    },
    end() {
      for (const { drive, name } of items) {
        const before = append ? itemsAt(ctx.shell, { drive, name }, true).map((one) => one.value) : [];
        const all = [...before, ...values];
        const lines = drive.name === "Variable" && all.length > 1 ? all : all.map((one) => toText(one)).join("\n");
        drive.set(ctx.shell, name, all.length === 1 ? all[0] : lines, bound.Force === true);
      }
    },
    async close() {
      for (const writer of writers) await writer.close();
    },
  };
}

function byteOf(value: unknown): number {
  const number = isNumber(value) ? toNumber(value) : Number(toText(value));
  if (!Number.isInteger(number) || number < 0 || number > 255) {
    throw new RangeError(`'${toText(value)}' is no byte, a whole number from 0 to 255.`);
  }
  return number;
}

// Select-String: lines of texts and files that fit a pattern.
import { relative } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, encoding, readLines } from "../../src/command/files.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { anything } from "../../src/command/kinds.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { type Match, type Regex, regex } from "../../src/values/regex.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { wildcard } from "../../src/values/wildcard.ts";

const pattern = {
  type: many(text),
  mandatory: true,
  position: 1,
  summary: "What is sought: regular expressions.",
} as const;

export default defineCmdlet({
  name: "Select-String",
  synopsis: "Finds lines by a pattern in texts and files.",
  runs: "shell",
  aliases: ["sls"],
  defaultSet: "Object",
  sets: {
    Object: {
      Pattern: pattern,
      InputObject: {
        type: anything,
        mandatory: true,
        allowEmpty: true,
        allowNull: true,
        pipeline: "value",
        summary: "The texts.",
      },
    },
    File: { Pattern: pattern, Path: { ...pathParameter, position: 2, pipeline: "property" } },
    LiteralFile: { Pattern: pattern, LiteralPath: literalPathParameter },
  },
  parameters: {
    SimpleMatch: { type: switchParameter, summary: "The patterns are plain texts." },
    CaseSensitive: { type: switchParameter, summary: "Whether case counts." },
    NotMatch: { type: switchParameter, summary: "Finds the lines that do not fit." },
    AllMatches: { type: switchParameter, summary: "Finds each place in a line." },
    List: { type: switchParameter, summary: "Only the first line of each file." },
    Quiet: { type: switchParameter, aliases: ["q"], summary: "Gives True when there is any." },
    Raw: { type: switchParameter, summary: "Gives the lines as text." },
    Context: {
      type: many(wholeNumber("Int32", 0, 100000)),
      summary: "Lines to show before and after; one number for both.",
    },
    Include: { type: many(text), summary: "Only files of these names; wild cards are allowed." },
    Exclude: { type: many(text), summary: "No files of these names; wild cards are allowed." },
    NoEmphasis: { type: switchParameter, summary: "Does not set off what was found, on a terminal with colours." },
    Encoding: { type: encoding, default: "utf8", summary: "How the files are written." },
  },
  examples: [{ run: "'alpha', 'beta' | Select-String '^b'", note: "beta" }],
  start(bound, ctx) {
    const patterns = (bound.Pattern ?? []).map((one) =>
      regex(bound.SimpleMatch ? one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : one, {
        ignoreCase: bound.CaseSensitive !== true,
      }),
    );
    const [before = 0, after = before] = bound.Context ?? [];
    const look = { location: ctx.shell.location, emphasis: ctx.shell.screen.colour === true && !bound.NoEmphasis };
    let number = 0;
    let quiet = false;

    async function* search(lines: AsyncIterable<string>, path: string, first = 1): AsyncGenerator<unknown> {
      const earlier: string[] = [];
      const open: { result: FixedObject; lines: string[] }[] = [];
      let at = first - 1;
      for await (const line of lines) {
        at++;
        for (const one of open) if (one.lines.length < after) one.lines.push(line);
        while (open[0] && open[0].lines.length >= after) yield open.shift()!.result;
        const matches = find(patterns, line, bound.AllMatches === true);
        if (matches.length > 0 !== (bound.NotMatch === true)) {
          quiet = true;
          if (bound.Quiet) return;
          const context = { before: [...earlier], after: [] as string[] };
          const result = bound.Raw
            ? line
            : matchObject(line, at, path, matches, patterns, bound.Context ? context : undefined, look);
          if (after === 0 || typeof result === "string") yield result;
          else open.push({ result, lines: context.after });
          if (bound.List) break;
        }
        earlier.push(line);
        if (earlier.length > before) earlier.shift();
      }
      for (const one of open) yield one.result;
    }

    return {
      async *process(p) {
        if (p.set === "Object") {
          number++;
          const found = p.InputObject;
          const path =
            found instanceof Structured && found.spelling("FullName") ? toText(found.get("FullName")) : undefined;
          if (path === undefined) {
            yield* search(single(toText(found)), "InputStream", number);
            return;
          }
          yield* search(readLines(ctx.world.disk, path, bound.Encoding), path);
          return;
        }
        const include = bound.Include?.map((one) => wildcard(one));
        const exclude = (bound.Exclude ?? []).map((one) => wildcard(one));
        for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
          const name = path.slice(path.lastIndexOf("/") + 1);
          if ((include && !include.some((fits) => fits(name))) || exclude.some((fits) => fits(name))) continue;
          if ((await ctx.world.disk.stat(path))?.isFolder) continue;
          yield* search(readLines(ctx.world.disk, path, bound.Encoding), path);
        }
      },
      end: () => (bound.Quiet ? [quiet] : []),
    };
  },
});

async function* single(line: string): AsyncGenerator<string> {
  yield line;
}

function find(patterns: readonly Regex[], line: string, all: boolean): readonly Match[] {
  for (const one of patterns) {
    const first = one.match(line);
    if (!first) continue;
    const matches = [first];
    for (let last = first; all; ) {
      const next = one.match(line, last.index + Math.max(1, last.length));
      if (!next) break;
      matches.push(next);
      last = next;
    }
    return matches;
  }
  return [];
}

/** The line with what was found in reverse video. */
function emphasized(line: string, matches: readonly Match[]): string {
  let text = "";
  let last = 0;
  for (const { index, length } of matches) {
    text += `${line.slice(last, index)}\u001b[7m${line.slice(index, index + length)}\u001b[0m`;
    last = index + length;
  }
  return text + line.slice(last);
}

function matchObject(
  line: string,
  number: number,
  path: string,
  matches: readonly Match[],
  patterns: readonly Regex[],
  context: { readonly before: string[]; readonly after: string[] } | undefined,
  { location, emphasis }: { readonly location: string; readonly emphasis: boolean },
): FixedObject {
  const place = path === "InputStream" ? "" : `${relative(location, path)}:`;
  const at = (text: string, which: number, mark: string) =>
    `${context ? mark : ""}${place}${place ? `${which}:` : ""}${text}`;
  const own = emphasis ? emphasized(line, matches) : line;
  // Lines after it are not known yet: the text is made when it is shown.
  const shown = (middle: string) => {
    const before = context?.before.map((text, i) => at(text, number - context.before.length + i, "  ")) ?? [];
    const after = context?.after.map((text, i) => at(text, number + 1 + i, "  ")) ?? [];
    return [...before, at(middle, number, "> "), ...after].join("\n");
  };
  const made = new FixedObject(
    ["Microsoft.PowerShell.Commands.MatchInfo"],
    {
      IgnoreCase: patterns[0]?.options.ignoreCase === true,
      LineNumber: number,
      Line: line,
      Filename: path.slice(path.lastIndexOf("/") + 1),
      Path: path,
      Pattern: (matches[0] ? patterns.find((one) => one.test(line)) : patterns[0])?.pattern ?? "",
      Context: context ? new CustomObject({ PreContext: context.before, PostContext: context.after }) : null,
      Matches: [...matches],
    },
    () => shown(own),
  );
  Object.defineProperty(made, "toString", { value: () => shown(line) });
  return made;
}

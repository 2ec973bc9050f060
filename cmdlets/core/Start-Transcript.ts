// Start-Transcript: writes what is shown to a file from now on.
import { dirname } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { absolutePath, fileExists, join, openWriter } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { asList } from "../../src/values/collections.ts";
import { formatDate } from "../../src/values/dateformat.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";

export default defineCmdlet({
  name: "Start-Transcript",
  synopsis: "Writes what the shell shows to a file.",
  runs: "shell",
  confirms: "allow",
  defaultSet: "ByPath",
  sets: {
    ByPath: { Path: { type: text, position: 1, aliases: ["LiteralPath", "PSPath", "LP"], summary: "The file." } },
    ByOutputDirectory: {
      OutputDirectory: { type: text, mandatory: true, summary: "The folder, for a file with a new name." },
    },
  },
  parameters: {
    Append: { type: switchParameter, summary: "Adds to a file that exists." },
    Force: { type: switchParameter, summary: "Writes also over a file that is read-only." },
    IncludeInvocationHeader: { type: switchParameter, summary: "Tells before each command line when it was begun." },
    UseMinimalHeader: { type: switchParameter, summary: "Only says at the top that a transcript begins." },
    NoClobber: { type: switchParameter, aliases: ["NoOverwrite"], summary: "A file that exists is an error." },
  },
  examples: [{ run: "Start-Transcript log.txt; Get-Date; Stop-Transcript", note: "The date stands in the file too." }],
  async *process(p, ctx) {
    const { shell, world } = ctx;
    if (shell.transcript) throw running(shell.transcript.path);
    const now = DateTime.ofMilliseconds(world.clock.now());
    const name = `exsh_transcript.${world.host.hostname}.${world.random.uuid().slice(0, 8)}.${formatDate(now, "yyyyMMddHHmmss")}.txt`;
    const folder = p.set === "ByOutputDirectory" ? p.OutputDirectory : world.host.home;
    const path = absolutePath(ctx, p.Path ?? join(folder, name));
    if (!(await ctx.shouldProcess(path))) return;
    if (p.NoClobber && (await world.disk.stat(path))) throw fileExists(path);
    if (p.set === "ByOutputDirectory") await world.disk.makeFolder(dirname(path), 0o755);
    const { copyTo } = shell.screen;
    if (!copyTo) throw noCopy();
    if (p.Force && (await world.disk.stat(path))?.readOnly) await world.disk.adjust(path, { readOnly: false });
    const file = await openWriter(world.disk, path, { encoding: "utf8", append: p.Append === true, noClobber: false });
    await file.close();
    let writes: Promise<void> = Promise.resolve();
    let failed: unknown;
    const append = (shown: string): void => {
      writes = writes
        .then(() => world.disk.append(path, shown))
        .catch((error: unknown) => {
          failed ??= error;
        });
    };
    shell.transcript = {
      path,
      command(typed, begun) {
        const at = formatDate(DateTime.ofMilliseconds(begun), "yyyyMMddHHmmss");
        const head = p.IncludeInvocationHeader ? `${line}\nCommand start time: ${at}\n${line}\n` : "";
        append(`${head}[PS]>${typed}\n`);
      },
      append,
      async written() {
        await writes;
        if (failed !== undefined) throw failed;
      },
    };
    const facts = p.UseMinimalHeader ? [] : factsOf(ctx, formatDate(now, "yyyyMMddHHmmss"));
    append([line, "PowerShell transcript start", ...facts, line, ""].join("\n"));
    copyTo(append);
    yield `Transcript started, output file is ${path}`;
  },
});

const line = "**********************";

/** What the head of a transcript tells of where it was made (Start-Transcript). */
function factsOf({ shell, world }: Context, start: string): readonly string[] {
  const { host } = world;
  const table = shell.variables.get("PSVersionTable")?.value;
  const versions = table instanceof Dictionary ? table.entries() : [];
  return [
    `Start time: ${start}`,
    `Username: ${host.user}`,
    `Machine: ${host.hostname} (${host.platform})`,
    "Host Application: exsh",
    `Process ID: ${host.pid}`,
    ...versions.map(
      ({ key, value }) =>
        `${toText(key)}: ${asList(value)
          .map((one) => toText(one))
          .join(", ")}`,
    ),
  ];
}

function running(path: string): Problem {
  return new Problem({
    id: "StartTranscript_AlreadyRunning",
    category: "InvalidOperation",
    text: `A transcript is already being written to '${path}'. End it with Stop-Transcript.`,
    target: path,
  });
}

function noCopy(): Problem {
  return new Problem({
    id: "StartTranscript_NotSupported",
    category: "NotImplemented",
    text: "A transcript is for text; this shell writes JSON (-OutputFormat Json).",
  });
}

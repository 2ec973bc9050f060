// Start-Process: starts a program beside the shell, or waits for it, with its streams in files where that is wanted.
import { dirname } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { absolutePath, pathNotFound } from "../../src/command/files.ts";
import { stringTable } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { StartedProcess, wordsOf } from "../../src/command/started.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import type { Child } from "../../src/world/world.ts";

export default defineCmdlet({
  name: "Start-Process",
  synopsis: "Starts a program, and waits for its end where that is wanted.",
  runs: "shell",
  aliases: ["saps", "start"],
  confirms: "allow",
  parameters: {
    FilePath: { type: text, mandatory: true, position: 1, aliases: ["PSPath", "Path"], summary: "The program." },
    ArgumentList: {
      type: many(text),
      position: 2,
      aliases: ["Args"],
      summary: "Its arguments; one text may hold several, divided by blanks outside of double quotes.",
    },
    WorkingDirectory: { type: text, summary: "The folder it runs in; the current one." },
    Wait: { type: switchParameter, summary: "Waits for its end." },
    PassThru: { type: switchParameter, summary: "Gives the process; after its end with ExitCode." },
    NoNewWindow: {
      type: switchParameter,
      aliases: ["nnw"],
      noEffect: "a program runs in this terminal anyway.",
      quiet: true,
      summary: "Whether it runs in this window.",
    },
    RedirectStandardInput: { type: text, aliases: ["RSI"], summary: "The file it reads." },
    RedirectStandardOutput: { type: text, aliases: ["RSO"], summary: "The file its output goes to." },
    RedirectStandardError: { type: text, aliases: ["RSE"], summary: "The file its errors go to." },
    Environment: { type: stringTable, summary: "Variables of the environment for it alone." },
    UseNewEnvironment: {
      type: switchParameter,
      summary: "Gives it what the shell was started with, without what the session changed.",
    },
  },
  examples: [
    { run: "if ($false) { Start-Process tar '-czf mail.tgz mail' -Wait }", note: "Waits until it is packed." },
    {
      run: "if ($false) { (Start-Process sh -ArgumentList '-c \"exit 3\"' -Wait -PassThru).ExitCode }",
      note: "3",
    },
  ],
  async *process(p, ctx) {
    const { disk, host, processes } = ctx.world;
    if (p.RedirectStandardOutput !== undefined && p.RedirectStandardOutput === p.RedirectStandardError)
      throw sameFile();
    const path = p.FilePath.includes("/") ? absolutePath(ctx, p.FilePath) : (await ctx.shell.programs(p.FilePath))[0];
    if (path === undefined || !(await processes.executable(path))) throw notStarted(p.FilePath);
    const folder = absolutePath(ctx, p.WorkingDirectory ?? ".");
    if (!(await disk.stat(folder))?.isFolder) throw pathNotFound(folder);
    const input = p.RedirectStandardInput && absolutePath(ctx, p.RedirectStandardInput);
    const given = input ? await disk.read(input).catch(() => undefined) : undefined;
    if (input && given === undefined) throw pathNotFound(input);
    const output = p.RedirectStandardOutput && absolutePath(ctx, p.RedirectStandardOutput);
    const errors = p.RedirectStandardError && absolutePath(ctx, p.RedirectStandardError);
    for (const file of [output, errors])
      if (file && !(await disk.stat(dirname(file)))?.isFolder) throw pathNotFound(dirname(file));
    const args = (p.ArgumentList ?? []).flatMap(wordsOf);
    if (!(await ctx.shouldProcess([path, ...args].join(" ")))) return;
    for (const file of [output, errors]) if (file) await disk.write(file, "", 0o644);
    const own = Object.entries(host.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    const env = {
      ...Object.fromEntries(p.UseNewEnvironment ? own : ctx.shell.environment()),
      ...Object.fromEntries(p.Environment ?? []),
    };
    // What waits for its table comes before what the program writes to the same terminal.
    ctx.shell.screen.flush();
    let child: Child;
    try {
      child = await processes.start(path, args, {
        cwd: folder,
        env,
        input: given === undefined ? (p.Wait ? "own" : "none") : "pipe",
        output: output ? "pipe" : "own",
        errors: errors ? "pipe" : "own",
      });
    } catch (error) {
      throw notStarted(p.FilePath, error);
    }
    if (given !== undefined) {
      void child.write(given);
      child.endInput();
    }
    const work = Promise.all([keep(ctx, child.read, output), keep(ctx, child.readErrors, errors), child.exited]);
    const started = new StartedProcess(
      path,
      child,
      work.then(([, , status]) => status),
    );
    if (p.Wait) await until(work, child, ctx.signal);
    else work.catch(() => undefined);
    if (p.PassThru) yield started;
  },
});

/** Writes a stream to its file; without one nothing is read. */
async function keep(ctx: Context, read: Child["read"], file: string | undefined): Promise<void> {
  if (!file) return;
  for (let piece = await read(); piece !== undefined; piece = await read()) await ctx.world.disk.append(file, piece);
}

/** Waits for the program; when the pipeline is stopped it is told to end. */
async function until(work: Promise<unknown>, child: Child, signal: AbortSignal): Promise<void> {
  const stop = () => child.kill("SIGINT");
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await work;
  } finally {
    signal.removeEventListener("abort", stop);
    child.release();
  }
  signal.throwIfAborted();
}

function notStarted(name: string, error?: unknown): Problem {
  const why =
    error === undefined
      ? "The system cannot find the file specified, or it may not be executed."
      : error instanceof Error
        ? error.message
        : String(error);
  return new Problem({
    id: "InvalidOperationException",
    category: "InvalidOperation",
    text: `This command cannot be run due to the error: An error occurred trying to start process '${name}'. ${why}`,
    target: name,
    exceptionType: "System.InvalidOperationException",
  });
}

function sameFile(): Problem {
  return new Problem({
    id: "InvalidOperationException",
    category: "InvalidOperation",
    text: "This command cannot be run because RedirectStandardOutput and RedirectStandardError are the same. Give different files.",
    exceptionType: "System.InvalidOperationException",
  });
}

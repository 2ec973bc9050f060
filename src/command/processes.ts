// The programs that run on this machine, for Get-Process and Stop-Process: what ps and kill of the system tell and do.
import { int, text } from "../values/kinds.ts";
import { double, int64, isNumber, toNumber } from "../values/numbers.ts";
import { defineShape, type Entity } from "../values/shape.ts";
import { Structured } from "../values/structured.ts";
import { ConversionError, type Type } from "../values/type.ts";
import type { Context } from "./context.ts";
import { anything } from "./kinds.ts";
import { Problem } from "./problem.ts";

export const ProcessInfo = defineShape({
  name: "System.Diagnostics.Process",
  summary: "A program that runs.",
  properties: {
    Id: { type: int, summary: "Its number." },
    ProcessName: { type: text, summary: "Its name." },
    Name: { type: text, summary: "Its name." },
    CPU: { type: anything, summary: "Seconds of processor time it has used." },
    WorkingSet64: { type: anything, summary: "Bytes of memory it holds." },
    WS: { type: anything, summary: "Bytes of memory it holds." },
    VirtualMemorySize64: { type: anything, summary: "Bytes of addresses it has." },
    ParentId: { type: int, summary: "The number of the program that started it." },
    UserName: { type: text, summary: "Whose it is." },
  },
  table: [
    { property: "WS", width: 14, align: "right" },
    { property: "CPU", width: 10, align: "right" },
    { property: "Id", width: 7, align: "right" },
    { property: "ProcessName" },
  ],
});

/** A process by its number. */
export const processObject: Type<number> = {
  name: "Process",
  convert(value) {
    const id = value instanceof Structured && value.typeNames[0] === ProcessInfo.name ? value.get("Id") : undefined;
    if (isNumber(id)) return toNumber(id);
    throw new ConversionError("A process must come from Get-Process or Start-Process -PassThru.");
  },
  show: String,
  encode: (value) => value,
  decode: Number,
};

const mostOutput = 16 * 1024 * 1024;

/** Runs a program of the system to its end and gives its output; throws a Problem where there is none of that name. */
export async function runProgram(
  { shell, world }: Pick<Context, "shell" | "world">,
  name: string,
  args: readonly string[],
): Promise<{ readonly status: number; readonly output: string; readonly errors: string }> {
  const [path] = await shell.programs(name);
  if (path === undefined) throw noProgram(name);
  const env = { ...Object.fromEntries(shell.environment()), LC_ALL: "C" };
  const child = await world.processes.start(path, args, {
    ...{ cwd: "/", env, input: "none", output: "pipe", errors: "pipe" },
  });
  const all = async (read: () => Promise<Buffer | undefined>): Promise<string> => {
    const pieces: Buffer[] = [];
    let size = 0;
    for (let piece = await read(); piece !== undefined && size < mostOutput; piece = await read()) {
      pieces.push(piece);
      size += piece.length;
    }
    return Buffer.concat(pieces).toString("utf8");
  };
  try {
    const [output, errors, status] = await Promise.all([all(child.read), all(child.readErrors), child.exited]);
    return { status, output, errors };
  } finally {
    child.release();
  }
}

export async function listProcesses(ctx: Pick<Context, "shell" | "world">): Promise<Entity[]> {
  const fields = ["pid=", "ppid=", "rss=", "vsz=", "time=", "user=", "comm="].flatMap((one) => ["-o", one]);
  const { output } = await runProgram(ctx, "ps", ["-ax", ...fields]);
  return output
    .split("\n")
    .flatMap((line) => {
      const [id, parent, rss, vsz, time, user, ...rest] = line.trim().split(/ +/);
      if (id === undefined || rest.length === 0) return [];
      const command = rest.join(" ");
      const name = command.slice(command.lastIndexOf("/") + 1);
      const memory = int64(Number(rss) * 1024);
      return ProcessInfo.make({
        ...{ Id: Number(id), ParentId: Number(parent), ProcessName: name, Name: name, UserName: user ?? "" },
        ...{ WorkingSet64: memory, WS: memory, VirtualMemorySize64: int64(Number(vsz) * 1024) },
        CPU: double(secondsOf(time ?? "")),
      });
    })
    .sort((a, b) => (String(a.get("Name")).toLowerCase() < String(b.get("Name")).toLowerCase() ? -1 : 1));
}

/** "1-02:03:04" or "12:34.56" in seconds. */
function secondsOf(time: string): number {
  const [days, clock] = time.includes("-") ? time.split("-", 2) : ["0", time];
  const parts = (clock ?? "").split(":").map(Number);
  return Number(days) * 86_400 + parts.reduce((sum, part) => sum * 60 + (Number.isFinite(part) ? part : 0), 0);
}

export function noProcess(which: string | number): Problem {
  const by = typeof which === "number" ? "identifier" : "name";
  return new Problem({
    id: `NoProcessFoundForGiven${typeof which === "number" ? "Id" : "Name"}`,
    category: "ObjectNotFound",
    text: `Cannot find a process with the ${by} ${typeof which === "number" ? which : `"${which}"`}. Verify the process ${by} and call the cmdlet again.`,
    target: which,
    exceptionType: "Microsoft.PowerShell.Commands.ProcessCommandException",
  });
}

function noProgram(name: string): Problem {
  return new Problem({
    id: "ProgramNotFound",
    category: "ObjectNotFound",
    text: `The program '${name}' of the system is needed and not in $env:PATH.`,
    target: name,
  });
}

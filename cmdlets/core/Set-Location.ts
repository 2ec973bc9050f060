// Set-Location: goes to another folder.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, notOnDrives } from "../../src/command/drives.ts";
import { findPaths, pathNotFound } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { leaveLocation, stepLocation, useStack } from "../../src/command/stack.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Set-Location",
  synopsis: "Makes another folder the current one.",
  runs: "shell",
  aliases: ["cd", "chdir", "sl"],
  defaultSet: "Path",
  sets: {
    Path: {
      Path: {
        type: text,
        position: 1,
        pipeline: "both",
        default: "~",
        summary: "The folder; the home folder without it; - for the one before, + for the one after.",
      },
    },
    LiteralPath: {
      LiteralPath: {
        type: text,
        mandatory: true,
        pipeline: "property",
        aliases: ["PSPath", "LP"],
        summary: "The folder, taken as written.",
      },
    },
    Stack: {
      StackName: {
        type: text,
        mandatory: true,
        pipeline: "property",
        allowEmpty: true,
        summary: "The memory of Push-Location that is the current one from now on; empty for the first.",
      },
    },
  },
  parameters: {
    PassThru: { type: switchParameter, summary: "Gives the new folder." },
  },
  examples: [{ run: "Set-Location ..; Get-Location", note: "One folder up." }],
  async *process(p, ctx) {
    if (p.set === "Stack") {
      useStack(ctx.shell, p.StackName);
      return;
    }
    const given = p.set === "LiteralPath" ? p.LiteralPath : p.Path;
    const step = p.set === "Path" && (given === "-" || given === "+") ? given : undefined;
    if (step) {
      const path = stepLocation(ctx.shell, step);
      if (path === undefined) throw noStep(step);
      ctx.shell.location = path;
      if (p.PassThru) yield PathInfo.make({ Path: path, ProviderPath: path });
      return;
    }
    const drive = driveOf(given);
    if (drive) throw notOnDrives(drive, "Only folders can be the current location.");
    const found = await findPaths(ctx, given, p.set === "LiteralPath");
    const [path] = found;
    if (path === undefined) throw pathNotFound(given);
    if (found.length > 1) throw several(given, found);
    const facts = await ctx.world.disk.stat(path);
    if (!facts?.isFolder) throw pathNotFound(path);
    leaveLocation(ctx.shell);
    ctx.shell.location = path;
    if (p.PassThru) yield PathInfo.make({ Path: path, ProviderPath: path });
  },
});

function noStep(step: "-" | "+"): Problem {
  return new Problem({
    id: "SetLocationHistoryEmpty",
    category: "InvalidOperation",
    text: `There is no location left to go ${step === "-" ? "back" : "forward"} to.`,
    target: step,
  });
}

function several(given: string, found: readonly string[]): Problem {
  return new Problem({
    id: "PathAmbiguous",
    category: "InvalidArgument",
    text: `'${given}' fits several paths: ${found.slice(0, 5).join(", ")}.`,
    target: given,
  });
}

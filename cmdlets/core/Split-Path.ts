// Split-Path: a part of a path.
import { basename, dirname, extname, isAbsolute } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { findPaths } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const flag = { type: switchParameter, mandatory: true } as const;

export default defineCmdlet({
  name: "Split-Path",
  synopsis: "Gives a part of a path.",
  runs: "shell",
  defaultSet: "ParentSet",
  sets: {
    ParentSet: { Parent: { type: switchParameter, summary: "The folder, as is usual." } },
    LeafSet: { Leaf: { ...flag, summary: "The last name." } },
    LeafBaseSet: { LeafBase: { ...flag, summary: "The last name without its extension." } },
    ExtensionSet: { Extension: { ...flag, summary: "The extension with its dot." } },
    QualifierSet: { Qualifier: { ...flag, summary: "The drive with its colon, such as Env:." } },
    NoQualifierSet: { NoQualifier: { ...flag, summary: "The path without its drive." } },
    IsAbsoluteSet: { IsAbsolute: { ...flag, summary: "Whether the path begins at the root." } },
  },
  parameters: {
    Path: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "both",
      aliases: ["LiteralPath", "PSPath", "LP"],
      summary: "The paths.",
    },
    Resolve: { type: switchParameter, summary: "Replaces wild cards first." },
  },
  examples: [{ run: "Split-Path /var/log/mail.log -Leaf", note: "mail.log" }],
  async *process(p, ctx) {
    for (const given of p.Path) {
      for (const found of p.Resolve ? await findPaths(ctx, given, false) : [given.replaceAll("\\", "/")]) {
        const path = found.length > 1 ? found.replace(/\/+$/, "") : found;
        const qualifier = /^\w+:/.exec(path)?.[0] ?? "";
        if (p.set === "QualifierSet") {
          if (qualifier === "") throw noQualifier(given);
          yield qualifier;
        } else if (p.set === "NoQualifierSet") yield path.slice(qualifier.length);
        else if (p.set === "IsAbsoluteSet") yield isAbsolute(path);
        else if (p.set === "LeafSet") yield basename(path);
        else if (p.set === "LeafBaseSet") yield basename(path, extname(path));
        else if (p.set === "ExtensionSet") yield extname(path);
        else yield path.includes("/") && path !== "/" ? dirname(path) : "";
      }
    }
  },
});

function noQualifier(path: string): Problem {
  return new Problem({
    id: "ParsePathFormatError",
    category: "InvalidArgument",
    text: `Cannot parse path because path '${path}' does not have a qualifier specified.`,
    target: path,
    exceptionType: "System.FormatException",
  });
}

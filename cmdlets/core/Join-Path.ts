// Join-Path: puts a path together.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { findPaths } from "../../src/command/files.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Join-Path",
  synopsis: "Puts a folder and a name together to a path.",
  runs: "shell",
  parameters: {
    Path: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "both",
      aliases: ["PSPath"],
      summary: "The folders.",
    },
    ChildPath: {
      type: text,
      mandatory: true,
      position: 2,
      pipeline: "property",
      allowNull: true,
      allowEmpty: true,
      summary: "What stands below.",
    },
    AdditionalChildPath: { type: many(text), remaining: true, summary: "What stands further below." },
    Resolve: { type: switchParameter, summary: "Gives the paths that exist, wild cards replaced." },
  },
  examples: [{ run: "Join-Path /var log mail", note: "/var/log/mail" }],
  async *process(p, ctx) {
    for (const path of p.Path) {
      const joined = [p.ChildPath ?? "", ...(p.AdditionalChildPath ?? [])].reduce(join, path);
      if (!p.Resolve) yield joined;
      else for (const found of await findPaths(ctx, joined, false)) if (await ctx.world.disk.stat(found)) yield found;
    }
  },
});

function join(above: string, below: string): string {
  const left = above.replaceAll("\\", "/");
  const right = below.replaceAll("\\", "/").replace(/^\/+/, "");
  return left.endsWith("/") ? left + right : `${left}/${right}`;
}

// Get-PSDrive: the drives whose items can be named by a path.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { drives, noDrive } from "../../src/command/drives.ts";
import { PSDriveInfo } from "../../src/command/shapes.ts";
import { many, text } from "../../src/values/kinds.ts";
import { int64 } from "../../src/values/numbers.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

const literalName = {
  type: many(text),
  mandatory: true,
  position: 1,
  pipeline: "property",
  summary: "The names, as written.",
} as const;

export default defineCmdlet({
  name: "Get-PSDrive",
  synopsis: "Gives the drives: the file system, the environment, variables, functions and aliases.",
  runs: "shell",
  aliases: ["gdr"],
  outputs: [PSDriveInfo],
  defaultSet: "Name",
  sets: {
    Name: { Name: { type: many(text), position: 1, pipeline: "both", summary: "The names; wild cards are allowed." } },
    LiteralName: { LiteralName: literalName },
  },
  parameters: { PSProvider: { type: many(text), summary: "Only drives of these kinds, such as FileSystem." } },
  examples: [{ run: "Get-PSDrive -PSProvider FileSystem", note: "The disk, with the space left on it." }],
  async *process(p, ctx) {
    const { free, total } = await ctx.world.disk.space("/").catch(() => ({ free: 0, total: 0 }));
    const disk = {
      ...{ Name: "/", Provider: "FileSystem", Root: "/", Description: "/" },
      ...{ CurrentLocation: ctx.shell.location.slice(1), Used: size(total - free), Free: size(free) },
    };
    const others = drives.map(({ name, provider }) => ({
      ...{ Name: name, Provider: provider, Root: "", CurrentLocation: "" },
      Description: `The drive of the ${provider.toLowerCase()} provider.`,
    }));
    const all = [disk, ...others].sort((a, b) => (a.Name < b.Name ? -1 : 1));
    const kinds = p.PSProvider?.map((one) => wildcard(one));
    for (const given of p.Name ?? p.LiteralName ?? ["*"]) {
      const name = given.replace(/:$/, "");
      const fits = p.LiteralName ? (one: string) => one.toLowerCase() === name.toLowerCase() : wildcard(name);
      const found = all.filter((one) => fits(one.Name) && (!kinds || kinds.some((kind) => kind(one.Provider))));
      if (found.length === 0 && (p.LiteralName || !hasWildcard(name))) ctx.error(noDrive(name));
      for (const one of found) yield PSDriveInfo.make(one);
    }
  },
});

const size = (bytes: number) => (Number.isFinite(bytes) ? int64(Math.round(bytes)) : null);

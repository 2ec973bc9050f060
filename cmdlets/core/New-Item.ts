// New-Item: makes files, folders, links and items of other drives.
import { dirname } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, itemsAt, itemTarget } from "../../src/command/drives.ts";
import { DirectoryInfo, FileInfo, fileObject } from "../../src/command/fileinfo.ts";
import { absolutePath, encodeText, join, pathNotFound } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";

export default defineCmdlet({
  name: "New-Item",
  synopsis: "Makes a file, folder or link, or a variable, function or alias by its path.",
  runs: "shell",
  aliases: ["ni"],
  confirms: "allow",
  outputs: [FileInfo, DirectoryInfo],
  defaultSet: "PathSet",
  sets: {
    PathSet: {
      Path: { type: many(text), mandatory: true, position: 1, pipeline: "property", summary: "What is made." },
    },
    NameSet: {
      Path: { type: many(text), position: 1, pipeline: "property", summary: "The folder it is made in." },
      Name: { type: text, mandatory: true, pipeline: "property", summary: "Its name." },
    },
  },
  parameters: {
    ItemType: {
      type: choice("ItemType", "File", "Directory", "SymbolicLink", "HardLink"),
      default: "File",
      aliases: ["Type"],
      summary: "File, Directory, SymbolicLink or HardLink.",
    },
    Value: {
      type: anything,
      aliases: ["Target"],
      summary: "The text of a file; what a link leads to; the value of a variable.",
    },
    Force: { type: switchParameter, summary: "Empties a file that exists, and makes the folders that are missing." },
  },
  examples: [{ run: "New-Item reports -ItemType Directory", note: "A folder." }],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    for (const given of p.Path ?? ["."]) {
      const at = driveOf(given);
      if (at) {
        const name = p.set === "NameSet" ? p.Name : at.name;
        const { drive } = at;
        if (!p.Force && itemsAt(ctx.shell, { drive, name }, true).length > 0) throw itemExists(name);
        if (!(await ctx.shouldProcess(itemTarget(drive, name), `New ${drive.noun}`))) continue;
        drive.set(ctx.shell, name, p.Value ?? null, p.Force === true);
        yield* itemsAt(ctx.shell, { drive, name }, true).map((one) => one.object);
        continue;
      }
      const path = absolutePath(ctx, p.set === "NameSet" ? join(given, p.Name) : given);
      const facts = await disk.stat(path);
      if (facts && (!p.Force || p.ItemType.endsWith("Link") || facts.isFolder !== (p.ItemType === "Directory"))) {
        ctx.error(exists(path, facts.isFolder));
        continue;
      }
      if (!(await ctx.shouldProcess(`Destination: ${path}`, `Create ${p.ItemType}`))) continue;
      if (p.ItemType === "Directory") await disk.makeFolder(path, 0o755);
      else if (p.ItemType === "SymbolicLink") {
        if (p.Value === undefined) throw noTarget(path);
        await disk.makeLink(path, toText(p.Value).replaceAll("\\", "/"));
      } else if (p.ItemType === "HardLink") {
        if (p.Value === undefined) throw noTarget(path);
        const file = absolutePath(ctx, toText(p.Value));
        const known = await disk.stat(file);
        if (!known) throw pathNotFound(file);
        if (known.isFolder) throw linkToFolder(file);
        await disk.makeHardLink(path, file);
      } else {
        if (p.Force) await disk.makeFolder(dirname(path), 0o755);
        else if (!(await disk.stat(dirname(path)))) {
          ctx.error(noFolder(path));
          continue;
        }
        await disk.write(path, encodeText(toText(p.Value ?? ""), "utf8"), 0o644);
      }
      const made = await disk.stat(path);
      if (made) yield fileObject(path, made);
    }
  },
});

function exists(path: string, folder: boolean): Problem {
  return new Problem({
    id: folder ? "DirectoryExist" : "NewItemIOError",
    category: "ResourceExists",
    text: folder ? `An item with the specified name ${path} already exists.` : `The file '${path}' already exists.`,
    target: path,
    exceptionType: "System.IO.IOException",
  });
}

function itemExists(name: string): Problem {
  return new Problem({
    id: "ItemExists",
    category: "ResourceExists",
    text: `An item named '${name}' is there already. -Force takes its place.`,
    target: name,
    exceptionType: "System.Management.Automation.SessionStateException",
  });
}

function noTarget(path: string): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidOperation",
    text: `Say with -Value what the link '${path}' leads to.`,
    target: path,
  });
}

function noFolder(path: string): Problem {
  return new Problem({
    id: "NewItemIOError",
    category: "WriteError",
    text: `Could not find a part of the path '${path}'. -Force makes the folders that are missing.`,
    target: path,
    exceptionType: "System.IO.DirectoryNotFoundException",
  });
}

function linkToFolder(path: string): Problem {
  return new Problem({
    id: "ItemNotFile",
    category: "InvalidOperation",
    text: `A hard link cannot lead to the folder '${path}'. -ItemType SymbolicLink can.`,
    target: path,
  });
}

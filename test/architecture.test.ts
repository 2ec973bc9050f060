// The house rules that a machine can check: imports go down only, and the world comes in by the door.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { init, parse } from "es-module-lexer";
import { beforeAll, describe, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Rooms by storey: a room may import from the storeys below its own, and from itself. */
const storeys = [
  ["world", "values"],
  ["mail", "command", "format"],
  ["language", "org", "spool"],
  ["mailbox"],
  ["transport"],
  ["backup"],
  ["host"],
  ["shell"],
];
// Rooms of one storey that may lean on each other; each with its reason.
const neighbours = new Map([
  // The interfaces of the world speak of no kinds, but kinds such as Stopwatch read its clock.
  ["values", ["world"]],
  // Records of errors are laid out by the formatter.
  ["format", ["command"]],
]);

interface File {
  readonly path: string;
  readonly room: string;
  readonly source: string;
  readonly imports: readonly { readonly name: string; readonly typeOnly: boolean }[];
}

const files: File[] = [];

function roomOf(path: string): string {
  const parts = path.split("/");
  if (parts[0] === "cmdlets") return "cmdlets";
  return parts[0] === "src" && parts.length > 2 ? (parts[1] ?? "") : "";
}

beforeAll(async () => {
  await init;
  for (const folder of ["src", "cmdlets"]) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
      const path = relative(root, join(entry.parentPath, entry.name));
      const source = readFileSync(join(root, path), "utf8");
      // Imports of types count too: a type from above ties a room as much as a function does.
      const imports = parse(source)[0].flatMap((found) =>
        "specifier" in found && typeof found.specifier === "string"
          ? [{ name: found.specifier, typeOnly: "typeOnly" in found && found.typeOnly }]
          : [],
      );
      files.push({ path, room: roomOf(path), source, imports });
    }
  }
});

function storeyOf(room: string): number {
  return storeys.findIndex((rooms) => rooms.includes(room));
}

describe("the house", () => {
  test("every file stands in a room", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(500);
    expect(files.filter((file) => file.room !== "cmdlets" && storeyOf(file.room) < 0).map((file) => file.path)).toEqual(
      [],
    );
  });

  test("imports go down only, and nobody imports cmdlets", () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const { name } of file.imports) {
        if (!name.startsWith(".")) continue;
        const target = relative(root, resolve(root, dirname(file.path), name));
        const room = roomOf(target);
        if (room === file.room) continue;
        const allowed =
          file.room === "cmdlets"
            ? room !== "host" && room !== "shell"
            : room !== "cmdlets" &&
              (storeyOf(room) < storeyOf(file.room) || (neighbours.get(file.room) ?? []).includes(room));
        if (!allowed) wrong.push(`${file.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("time, chance, files and sockets come in through src/world alone", () => {
    const wrong: string[] = [];
    const modules =
      /^(node:)?(fs|fs\/promises|net|tls|dns|dns\/promises|dgram|timers|timers\/promises|child_process|os)$/;
    const calls = /\b(Date\.now|Math\.random|performance\.now|setTimeout|setInterval|setImmediate)\s*\(|\bnew Date\(\)/;
    for (const file of files) {
      if (file.room === "world") continue;
      for (const { name, typeOnly } of file.imports) {
        if (!typeOnly && modules.test(name)) wrong.push(`${file.path} imports ${name}`);
      }
      file.source.split("\n").forEach((line, index) => {
        if (/^\s*(\/\/|\*|\/\*)/.test(line)) return;
        if (calls.test(line)) wrong.push(`${file.path}:${index + 1} ${line.trim()}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  test("no file only passes on what others export", () => {
    const barrels = files.filter((file) => {
      const lines = file.source.split("\n").filter((line) => line.trim() && !line.startsWith("//"));
      return lines.every((line) => /^export (\*|type \{|\{).* from /.test(line));
    });
    expect(barrels.map((file) => file.path)).toEqual([]);
  });

  test("a file of product code has at most 500 lines and says in its first line what it is", () => {
    const wrong = files.filter((file) => file.source.split("\n").length > 501 || !/^(\/\/|\/\*\*)/.test(file.source));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

// Checks the syntax of scripts without running them: one file for a person, or a stream of names for a tool.
import { resolve } from "node:path";
import { parse, showSyntaxError } from "../language/syntax/parser.ts";
import type { ParseResult } from "../language/syntax/tree.ts";
import type { Host, World } from "../world/world.ts";
import { systemReason } from "./errors.ts";
import { decodeScript, type Terminal } from "./terminal.ts";

/** The largest script in bytes. */
const largest = 64 << 20;

interface Checking {
  readonly world: World;
  readonly terminal: Terminal;
}

/** @returns the exit status: 0 when all that was named is right, else 1. */
export async function checkScripts(file: string, { world, terminal }: Checking): Promise<number> {
  return file === "-" ? checkNames(world, terminal) : checkOne(file, world, terminal);
}

async function checkOne(file: string, world: World, terminal: Terminal): Promise<number> {
  const result = await parseFile(file, world);
  if (typeof result === "string") {
    terminal.error(`${file}: ${result}\n`);
    return 1;
  }
  for (const error of result.errors) terminal.error(`${showSyntaxError(error, result.source, file)}\n`);
  return result.errors.length === 0 ? 0 : 1;
}

/** Answers each name as soon as it is read, so that a tool may ask and wait. */
async function checkNames(world: World, terminal: Terminal): Promise<number> {
  let status = 0;
  for await (const name of terminal.lines()) {
    if (name === "") continue;
    const result = await parseFile(name, world);
    const first = typeof result === "string" ? { line: 0, column: 0, message: result } : result.errors[0];
    if (first === undefined) {
      terminal.out(`OK\t${name}\n`);
    } else {
      status = 1;
      terminal.out(`ERR\t${name}\t${first.line}:${first.column} ${oneLine(first.message)}\n`);
    }
  }
  return status;
}

/** @returns what the parser says, or why the file cannot be read. */
async function parseFile(name: string, world: World): Promise<ParseResult | string> {
  try {
    const source = await readScript(resolve(world.host.cwd, name), world);
    return parse(source, name);
  } catch (error) {
    return `The file cannot be read. ${systemReason(error)}`;
  }
}

/** Reads a script file in whichever encoding it has; rejects with an Error with `code`, or one for people. */
export async function readScript(path: string, world: Pick<World, "disk">): Promise<string> {
  const facts = await world.disk.stat(path);
  if (facts?.isFolder) throw new Error("It is a folder.");
  if (facts && facts.size > largest) throw new Error("It is too large for a script.");
  return decodeScript(await world.disk.read(path));
}

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();

/** The script file as the host found it. */
export interface Script {
  readonly path: string;
  readonly source: string;
}

/** Reads the script that -File names; a text says what is wrong with it. */
export async function openScript(file: string, host: Host, world: World): Promise<Script | string> {
  const path = resolve(host.cwd, file);
  try {
    return { path, source: await readScript(path, world) };
  } catch (error) {
    return `The script '${file}' cannot be read. ${systemReason(error)}`;
  }
}

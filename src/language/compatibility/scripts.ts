// The commands that a script defines, by itself and in the files that it dot-sources, as far as their names are written out.
import { dirname, resolve } from "node:path/posix";
import { parse } from "../syntax/parser.ts";
import type { Command, Expression } from "../syntax/tree.ts";
import { functionName, type Survey, survey } from "./survey.ts";

/** What of the world and the session the check looks at. */
export interface Surroundings {
  /** The folder that relative paths are seen from. */
  readonly location: string;
  readonly home: string;
  /** The text of a file; undefined when there is none that can be read. */
  read(path: string): Promise<string | undefined>;
}

export interface Defined {
  /** In lower case. */
  readonly functions: Set<string>;
  /** Name to what it stands for, both in lower case. */
  readonly aliases: Map<string, string>;
  /** Commands that name a file which is not there. */
  readonly missing: { readonly command: Command; readonly path: string }[];
}

/** Exchange's own script, which the language knows without a file. */
const known = /(?:^|[\\/])RemoteExchange\.ps1$/i;
const mostFiles = 200;

/** @param file of the script, absolute */
export async function definitions(all: Survey, file: string, around: Surroundings): Promise<Defined> {
  const defined: Defined = { functions: new Set(), aliases: new Map(), missing: [] };
  const seen = new Set([file]);
  await gather(all, file, true);
  return defined;

  async function gather(one: Survey, from: string, first: boolean): Promise<void> {
    for (const { node } of one.of("FunctionDefinition")) defined.functions.add(functionName(node));
    for (const { node } of one.of("Command")) {
      for (const element of node.elements) {
        const made = /^(?:si|ni|set-item|new-item)$/i.test(word(node.name) ?? "") && word(element);
        const name = made ? /^function:[\\/]?(\w[\w-]*)$/i.exec(made)?.[1] : undefined;
        if (name !== undefined) defined.functions.add(name.toLowerCase());
      }
    }
    for (const { node } of one.of("Command")) {
      alias(node);
      const path = scriptPath(node, from);
      if (path === undefined || known.test(path)) continue;
      const text = await readFirst(candidates(path, from, around), around);
      if (text === undefined) {
        if (first) defined.missing.push({ command: node, path });
      } else if (brings(node) && !seen.has(text.path) && seen.size < mostFiles) {
        seen.add(text.path);
        await gather(survey(parse(text.text).tree), text.path, false);
      }
    }
  }

  function alias(node: Command): void {
    if (!/^(?:set-alias|new-alias|sal|nal)$/i.test(word(node.name) ?? "")) return;
    const words = node.elements.flatMap((one) => {
      if (one.kind !== "CommandParameter") return [word(one) ?? ""];
      return /^(?:n|v)/i.test(one.name) && one.argument ? [word(one.argument) ?? ""] : [];
    });
    if (words[0] && words[1]) defined.aliases.set(words[0].toLowerCase(), words[1].toLowerCase());
  }
}

/** Whether the functions of the file are known afterwards: after `.` and Import-Module. */
const brings = (node: Command) => node.operator === "." || isImport(node);
const isImport = (node: Command) => /^(?:import-module|ipmo)$/i.test(word(node.name) ?? "");

/** The path of the script that a command runs or imports; undefined when it is no script or not written out. */
function scriptPath(node: Command, from: string): string | undefined {
  if (isImport(node)) {
    const named = node.elements.find((one) => one.kind !== "CommandParameter");
    const path = named ? pathText(named as Expression, from) : undefined;
    return path !== undefined && /\.psm1$|\.ps1$/i.test(path) ? path : undefined;
  }
  const path = pathText(node.name, from);
  return path !== undefined && /\.ps1$/i.test(path) ? path : undefined;
}

/** The text of a path that is a word, begins with $PSScriptRoot, or is put together by Join-Path of both. */
function pathText(node: Expression, from: string): string | undefined {
  if (node.kind === "StringLiteral") return node.value;
  if (node.kind === "Variable") return isRoot(node) ? dirname(from) : undefined;
  if (node.kind === "Expandable") {
    const parts = node.parts.map((part) => (typeof part === "string" ? part : pathText(part, from)));
    return parts.includes(undefined) ? undefined : parts.join("");
  }
  if (node.kind !== "Paren" || node.body.kind !== "Pipeline" || node.body.elements.length !== 1) return undefined;
  const [inner] = node.body.elements;
  if (inner?.kind === "CommandExpression") return pathText(inner.expression, from);
  if (inner?.kind !== "Command" || word(inner.name)?.toLowerCase() !== "join-path") return undefined;
  const parts = inner.elements.flatMap((one) => (one.kind === "CommandParameter" ? (one.argument ?? []) : one));
  const texts = parts.map((one) => pathText(one, from));
  return texts.length < 2 || texts.includes(undefined) ? undefined : texts.join("/");
}

const isRoot = (node: Expression) =>
  node.kind === "Variable" && node.scope === null && node.name.toLowerCase() === "psscriptroot";

function candidates(path: string, from: string, around: Surroundings): readonly string[] {
  const plain = path.replaceAll("\\", "/");
  const whole = plain.startsWith("~/") ? around.home + plain.slice(1) : plain;
  return [resolve(around.location, whole), resolve(dirname(from), whole)];
}

async function readFirst(paths: readonly string[], around: Surroundings) {
  for (const path of paths) {
    const text = await around.read(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** A word or a string without variables. */
export function word(node: { readonly kind: string }): string | undefined {
  return node.kind === "StringLiteral" ? (node as { readonly kind: string; readonly value: string }).value : undefined;
}

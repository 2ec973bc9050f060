// The options of exsh, and how the words of a command line are brought to the one form that commander knows: people type
// them as PowerShell's (`-NoProfile`, `--no-profile`, `-nop`, `-File:x`).

export interface Spec {
  /** As PowerShell writes it; commander gets it in lower case. */
  readonly name: string;
  readonly value?: string;
  readonly summary: string;
  /** Further short forms, in lower case; unambiguous beginnings need none. */
  readonly short?: readonly string[];
  /** Takes the words behind it as well: all of them, or those that are no options. */
  readonly rest?: "all" | "words";
}

export const running: readonly Spec[] = [
  {
    name: "Command",
    value: "text",
    short: ["c"],
    rest: "words",
    summary: "Run the text, print what it gives, exit; '-' reads it from standard input.",
  },
  {
    name: "File",
    value: "script.ps1",
    short: ["f"],
    rest: "all",
    summary: "Run a script; all that follows is bound to its param(). '-' reads the script from standard input.",
  },
  {
    name: "ParseOnly",
    summary:
      "With -File: check the syntax only. With '-File -' file names come on standard input, one a line, each answered OK or ERR.",
  },
];

export const common: readonly Spec[] = [
  { name: "Data", value: "DIR", summary: "The folder of the organization (EXSH_DATA; else in your data folder)." },
  {
    name: "Ephemeral",
    summary:
      "A temporary organization with live transport on free loopback ports and the mailboxes alice, bob and carol; gone at exit.",
  },
  { name: "NoProfile", short: ["nop"], summary: "Do not run the profile script." },
  { name: "NoLogo", short: ["nol"], summary: "No banner." },
  { name: "NonInteractive", short: ["noni"], summary: "Never ask; what would ask fails." },
  {
    name: "OutputFormat",
    value: "Text|Json",
    short: ["o", "of"],
    summary: "Text for people, or one JSON object a line.",
  },
];

export const info: readonly Spec[] = [
  { name: "Version", short: ["v"], summary: "Print the version." },
  { name: "Help", short: ["h", "?"], summary: "Print this." },
];

export const starting: readonly Spec[] = [
  {
    name: "Domain",
    value: "NAME",
    summary: "The mail domain of a new organization (else the host's own domain, else exsh.test).",
  },
  {
    name: "Ready-File",
    value: "FILE",
    summary: "Written once mail is accepted: JSON with pid, data folder and listeners.",
  },
];

export const waiting: readonly Spec[] = [
  { name: "Timeout", value: "30s", summary: "How long to wait (500ms, 30s, 2m)." },
];

export const commands: Readonly<Record<string, { readonly summary: string; readonly options: readonly Spec[] }>> = {
  "start-transport": {
    summary: "Own the organization and run its services until SIGTERM or SIGINT.",
    options: starting,
  },
  "stop-transport": { summary: "Stop the services, losing nothing.", options: [] },
  status: { summary: "Say whether the services run, and where they listen.", options: [] },
  "wait-ready": { summary: "Wait until mail is accepted.", options: waiting },
};

export const everything: readonly Spec[] = [...running, ...common, ...info, ...starting, ...waiting];

/** The longest text a wrong use repeats of what was typed. */
export const shown = (word: string): string => (word.length > 80 ? `${word.slice(0, 77)}...` : word);

export class WrongUse extends Error {}

/** @returns the words in the form that commander knows (`--name=value`), and the arguments of a script apart. */
export function normalize(argv: readonly string[]): { words: string[]; args: string[] } {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === "-" || !word.startsWith("-")) {
      if (words.every((known) => known.startsWith("-")) && isScript(word)) {
        return { words: [...words, `--file=${word}`], args: argv.slice(at + 1) };
      }
      words.push(word);
      continue;
    }
    const { spec, value } = optionOf(word);
    if (spec.value === undefined) {
      words.push(flagOf(spec, value));
      continue;
    }
    const given = value ?? argv[++at];
    if (given === undefined) throw new WrongUse(`-${spec.name} needs a value: -${spec.name} <${spec.value}>.`);
    if (spec.rest === "all") return { words: [...words, `--file=${given}`], args: argv.slice(at + 1) };
    if (spec.rest === "words") {
      const { text, options } = splitText(argv.slice(at + 1));
      words.push(`--command=${[given, ...text].join(" ")}`);
      argv = options;
      at = -1;
    } else {
      words.push(`--${keyOf(spec.name)}=${given}`);
    }
  }
  return { words, args: [] };
}

/** `exsh report.ps1` runs the script, as `#!/usr/bin/env exsh` needs it. */
const isScript = (word: string): boolean => /\.ps1$/i.test(word) || word.includes("/");

/** Words behind `-c text` belong to the text, as in PowerShell, unless they are options of exsh by their whole name. */
function splitText(words: readonly string[]): { text: string[]; options: string[] } {
  const text: string[] = [];
  const options: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const spec = word.startsWith("-") ? common.find((known) => keyOf(known.name) === splitOption(word).key) : undefined;
    if (spec === undefined) {
      text.push(word);
      continue;
    }
    options.push(word);
    if (spec.value !== undefined && splitOption(word).value === undefined && at + 1 < words.length)
      options.push(words[++at]!);
  }
  return { text, options };
}

export const keyOf = (name: string): string => name.toLowerCase().replaceAll("-", "");

function splitOption(word: string): { key: string; value: string | undefined } {
  const bare = word.replace(/^--?/, "");
  const end = bare.search(/[:=]/);
  return end < 0
    ? { key: keyOf(bare), value: undefined }
    : { key: keyOf(bare.slice(0, end)), value: bare.slice(end + 1) };
}

function optionOf(word: string): { spec: Spec; value: string | undefined } {
  const { key, value } = splitOption(word);
  const exact = everything.find((spec) => keyOf(spec.name) === key || spec.short?.includes(key));
  if (exact) return { spec: exact, value };
  const begin = key === "" ? [] : everything.filter((spec) => keyOf(spec.name).startsWith(key));
  if (begin.length === 1) return { spec: begin[0]!, value };
  if (begin.length > 1) {
    const names = begin.map((spec) => `-${spec.name}`).join(", ");
    throw new WrongUse(`'${shown(word)}' can mean ${names}.`);
  }
  throw new WrongUse(`'${shown(word)}' is not an option of exsh.`);
}

/** A switch; `-NoProfile:$false` turns it off. */
function flagOf(spec: Spec, value: string | undefined): string {
  const key = keyOf(spec.name);
  if (value === undefined || /^\$?true$/i.test(value)) return `--${key}`;
  if (/^\$?false$/i.test(value)) return `--${key}=false`;
  throw new WrongUse(`-${spec.name} takes no value.`);
}

// The command line: what was typed becomes one request, or a wrong use that says what is wrong.
// options.ts brings the words to one form, commander sees to the rest.
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { buildVersion } from "./build.ts";
import {
  commands,
  common,
  everything,
  info,
  keyOf,
  normalize,
  running,
  type Spec,
  shown,
  WrongUse,
} from "./options.ts";

export type OutputFormat = "Text" | "Json";

/** What every request may say. */
export interface CommonOptions {
  /** The data folder as typed; undefined when neither --data nor EXSH_DATA names one. */
  readonly data: string | undefined;
  readonly ephemeral: boolean;
  readonly noProfile: boolean;
  readonly noLogo: boolean;
  readonly nonInteractive: boolean;
  readonly outputFormat: OutputFormat;
}

export type Request =
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string }
  | ({ readonly kind: "shell" } & CommonOptions)
  | ({ readonly kind: "command"; readonly text: string } & CommonOptions)
  | ({ readonly kind: "file"; readonly file: string; readonly args: readonly string[] } & CommonOptions)
  | ({ readonly kind: "check"; readonly file: string } & CommonOptions)
  | ({
      readonly kind: "start";
      readonly domain: string | undefined;
      readonly readyFile: string | undefined;
    } & CommonOptions)
  | ({ readonly kind: "stop" } & CommonOptions)
  | ({ readonly kind: "status" } & CommonOptions)
  | ({ readonly kind: "wait"; readonly timeoutMs: number } & CommonOptions);

/** Reads the words behind `exsh`. Never throws; `env` gives EXSH_DATA. */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  columns = 100,
): Request {
  try {
    const { words, args } = normalize(argv);
    return interpret(words, args, env, columns);
  } catch (error) {
    if (error instanceof WrongUse) return { kind: "wrong", text: `exsh: ${error.message}\nTry 'exsh --help'.\n` };
    throw error;
  }
}

/** Lets commander check words, values and commands, and prints its help with the names as people type them. */
function interpret(
  words: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  columns: number,
): Request {
  const off = new Set(words.filter((word) => /^--[a-z]+=false$/.test(word) && isFlag(word.slice(2, -6))));
  const on = words.filter((word) => !off.has(word));
  let printed = "";
  let result: Request | undefined;
  const program = new Command("exsh");
  const setUp = (command: Command): Command =>
    command
      .exitOverride()
      .helpOption(false)
      .allowExcessArguments(true)
      .configureOutput({
        writeOut: (text) => (printed += text),
        writeErr: () => undefined,
        getOutHelpWidth: () => columns,
      })
      .configureHelp({ optionTerm: termOf, subcommandTerm: (sub) => sub.name(), showGlobalOptions: false });
  setUp(program)
    .usage("[options] [command]")
    .description("A mail organization and the shell that manages it. Without options: the interactive shell.");
  program.helpCommand(false);
  addOptions(program, "Running:", running);
  addOptions(program, "Everywhere:", common);
  addOptions(program, "Information:", info);
  program.action((options, command: Command) => {
    result = rootRequest(command.args, options, args, env);
  });
  program.commandsGroup("Commands:");
  // Only where a word may name one of them, or help lists them all, are they worth their making.
  const named = on.some((word) => !word.startsWith("-") || word === "--help");
  for (const [name, { summary, options }] of named ? Object.entries(commands) : []) {
    const sub = setUp(program.command(name)).description(summary);
    addOptions(sub, "Options:", options);
    addOptions(sub, "Everywhere:", common);
    addOptions(sub, "Information:", [info[1]!]);
    sub.action((_options, command: Command) => {
      result = commandRequest(name, command, env);
    });
  }
  if (on.includes("--help")) {
    const sub = program.commands.find((command) => on.includes(command.name()));
    (sub ?? program).outputHelp();
    return { kind: "print", text: sub ? printed : `${printed}${examples}` };
  }
  try {
    program.parse(on, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw new WrongUse(plainText(error.message));
    throw error;
  }
  if (result === undefined) throw new WrongUse("nothing to do.");
  return result;
}

const examples = `
Options are taken with one dash or two, in any case, and as -Name:value or --name=value.
Words behind -Command that are no options of exsh belong to its text; all words behind -File belong to the script.

Exit status: 0; 1 when the script ended by an error; N after 'exit N'; 2 for a wrong use.

Examples:
  exsh start-transport                       run the mail server of your organization
  exsh                                       manage it, from another terminal
  exsh -c "Get-Mailbox | Format-List Name"   one command
  exsh --ephemeral -c Test-Mailflow          try everything once, and leave nothing behind
`;

const isFlag = (key: string): boolean =>
  everything.some((spec) => keyOf(spec.name) === key && spec.value === undefined);

/** commander's text without its prefix, and with options as people write them. */
const plainText = (text: string): string => {
  const plain = text.replace(/^error: /, "").replace(/'--([a-z]+)( <[^>]*>)?'/g, (_, key: string) => {
    const spec = everything.find((known) => keyOf(known.name) === key);
    return spec ? `-${spec.name}` : `-${key}`;
  });
  return plain.endsWith(".") ? plain : `${plain}.`;
};

function addOptions(command: Command, heading: string, specs: readonly Spec[]): void {
  command.optionsGroup(heading);
  for (const spec of specs) {
    const key = keyOf(spec.name);
    const option = new Option(spec.value ? `--${key} <${spec.value}>` : `--${key}`, spec.summary);
    if (spec.name === "OutputFormat") option.argParser(formatOf);
    if (spec.name === "Timeout") option.argParser(millisecondsOf);
    command.addOption(option);
  }
}

function termOf(option: Option): string {
  const spec = everything.find((known) => keyOf(known.name) === option.long?.slice(2));
  if (spec === undefined) return option.flags;
  const short = ["Command", "File", "Help"].includes(spec.name) ? `, -${spec.short![0]}` : "";
  const name = powerShellStyle.has(spec.name) ? `-${spec.name}` : `--${spec.name.toLowerCase()}`;
  return `${name}${short}${spec.value ? ` <${spec.value}>` : ""}`;
}

const powerShellStyle = new Set([
  ...["Command", "File", "ParseOnly", "NoProfile", "NoLogo", "NonInteractive", "OutputFormat"],
]);

function formatOf(word: string): OutputFormat {
  if (/^text$/i.test(word)) return "Text";
  if (/^json$/i.test(word)) return "Json";
  throw new InvalidArgumentError("It is Text or Json.");
}

/** Reads "500ms", "30s", "2m", "1h"; a bare number is seconds. */
export function millisecondsOf(word: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/i.exec(word.trim());
  if (!match) throw new InvalidArgumentError("A time is a number with ms, s, m or h, such as 30s.");
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(match[2] ?? "s").toLowerCase()]!;
  return Math.round(Number(match[1]) * unit);
}

interface Options {
  readonly command?: string;
  readonly file?: string;
  readonly parseonly?: boolean;
  readonly version?: boolean;
  readonly data?: string;
  readonly ephemeral?: boolean;
  readonly noprofile?: boolean;
  readonly nologo?: boolean;
  readonly noninteractive?: boolean;
  readonly outputformat?: OutputFormat;
  readonly domain?: string;
  readonly readyfile?: string;
  readonly timeout?: number;
}

function commonOf(options: Options, env: Readonly<Record<string, string | undefined>>): CommonOptions {
  const ephemeral = options.ephemeral === true;
  if (ephemeral && options.data !== undefined)
    throw new WrongUse("--ephemeral makes a folder of its own; leave out --data.");
  if (options.data === "") throw new WrongUse("--data names no folder.");
  return {
    data: ephemeral ? undefined : (options.data ?? (env["EXSH_DATA"] || undefined)),
    ephemeral,
    noProfile: options.noprofile === true,
    noLogo: options.nologo === true,
    nonInteractive: options.noninteractive === true,
    outputFormat: options.outputformat ?? "Text",
  };
}

function rootRequest(
  operands: readonly string[],
  options: Options,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Request {
  if (options.version) return { kind: "print", text: `exsh ${buildVersion}\n` };
  const [word] = operands;
  if (word !== undefined) {
    throw new WrongUse(
      `'${shown(word)}' is not a command of exsh. It knows ${Object.keys(commands).join(", ")}; ` +
        `cmdlets run by exsh -c "...", scripts by exsh -File script.ps1.`,
    );
  }
  const shared = commonOf(options, env);
  if (options.command !== undefined && options.file !== undefined)
    throw new WrongUse("-Command and -File exclude each other.");
  if (options.parseonly) {
    if (options.file === undefined) throw new WrongUse("-ParseOnly needs -File <script.ps1>, or '-File -'.");
    if (args.length > 0) throw new WrongUse(`-ParseOnly checks one script; what is '${shown(args[0]!)}'?`);
    return { kind: "check", file: options.file, ...shared };
  }
  if (options.file === "") throw new WrongUse("-File names no script.");
  if (options.command !== undefined) return { kind: "command", text: options.command, ...shared };
  if (options.file !== undefined) return { kind: "file", file: options.file, args, ...shared };
  return { kind: "shell", ...shared };
}

function commandRequest(name: string, command: Command, env: Readonly<Record<string, string | undefined>>): Request {
  if (command.args[0] !== undefined) throw new WrongUse(`${name} does not take '${shown(command.args[0])}'.`);
  const options = command.optsWithGlobals<Options>();
  const alien = (["command", "file", "parseonly"] as const).find((key) => options[key] !== undefined);
  if (alien) throw new WrongUse(`${name} does not go with -${everything.find((s) => keyOf(s.name) === alien)!.name}.`);
  const shared = commonOf(options, env);
  switch (name) {
    case "start-transport":
      return { kind: "start", domain: options.domain, readyFile: options.readyfile, ...shared };
    case "stop-transport":
      return { kind: "stop", ...shared };
    case "status":
      return { kind: "status", ...shared };
    default:
      return { kind: "wait", timeoutMs: options.timeout ?? 30_000, ...shared };
  }
}

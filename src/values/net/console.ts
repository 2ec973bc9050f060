// [Console]: what scripts write past the pipeline, read from the person, and ask of the terminal.
import { composite } from "../composite.ts";
import { enumeration, MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { Char } from "../numbers.ts";
import { toText } from "../text.ts";
import { Encoding, encodings } from "./encoding.ts";

/** The text of Write and WriteLine: one value, or a format with its values. */
function textOf([first, ...rest]: readonly unknown[]): string {
  if (rest.length > 0) return composite(toText(first), rest);
  return Array.isArray(first) && first.every((one) => one instanceof Char) ? first.join("") : toText(first);
}

/** [Console]::Out or ::Error. */
class Writer {
  readonly error: boolean;

  constructor(error: boolean) {
    this.error = error;
  }

  toString(): string {
    return "System.IO.TextWriter";
  }
}

class Reader {
  toString(): string {
    return "System.IO.TextReader";
  }
}

const writers = { Out: new Writer(false), Error: new Writer(true) };
const reader = new Reader();

async function readLine(around: Surroundings): Promise<string | null> {
  return around.session ? around.session.readLine() : null;
}

/** Everything up to the end of the input, at most this many lines. */
const mostLines = 1_000_000;

async function readToEnd(around: Surroundings): Promise<string> {
  const lines: string[] = [];
  while (lines.length < mostLines) {
    const line = await readLine(around);
    if (line === null || (around.session?.interactive && line === "")) break;
    lines.push(line);
  }
  return lines.map((line) => `${line}\n`).join("");
}

const writerType: NetType = {
  name: "System.IO.TextWriter",
  holds: (value) => value instanceof Writer,
  convert: (value) => value,
  members: members<Writer>({
    get: { NewLine: () => "\n", Encoding: () => encodings["UTF8"] },
    call: {
      Write: (self, args, around) => around.session?.write(textOf(args), self.error),
      WriteLine: (self, args, around) => around.session?.write(`${textOf(args)}\n`, self.error),
      Flush: () => undefined,
      Close: () => undefined,
    },
  }),
};

const readerType: NetType = {
  name: "System.IO.TextReader",
  holds: (value) => value instanceof Reader,
  convert: (value) => value,
  members: members<Reader>({
    call: {
      ReadLine: (_, __, around) => readLine(around),
      ReadToEnd: (_, __, around) => readToEnd(around),
      Close: () => undefined,
    },
  }),
};

/** Settings of a terminal that scripts make and ask again; the terminal itself stays as it is. */
const settings = new WeakMap<object, Map<string, unknown>>();

function setting(around: Surroundings, name: string, usual: unknown): unknown {
  return settings.get(around.session ?? around)?.get(name) ?? usual;
}

function keep(name: string) {
  return (_: unknown, value: unknown, around: Surroundings): void => {
    const owner = around.session ?? around;
    const kept = settings.get(owner) ?? new Map<string, unknown>();
    settings.set(owner, kept.set(name, value));
  };
}

export const colours = enumeration("System.ConsoleColor", [
  "Black",
  "DarkBlue",
  "DarkGreen",
  "DarkCyan",
  "DarkRed",
  "DarkMagenta",
  "DarkYellow",
  "Gray",
  "DarkGray",
  "Blue",
  "Green",
  "Cyan",
  "Red",
  "Magenta",
  "Yellow",
  "White",
]);

const colour = (name: string) => (_: unknown, value: unknown, around: Surroundings) =>
  keep(name)(_, colours.holds(value) ? value : colours.convert(value, around), around);

/** Encodings other than UTF-8 cannot be had from this terminal. */
function encodingSet(_: unknown, value: unknown): void {
  if (!(value instanceof Encoding) || value.codec !== "utf8")
    throw new MemberError("The terminal speaks UTF-8 only.", "System.NotSupportedException");
}

const noCursor = (): never => {
  throw new MemberError(
    "The cursor cannot be moved here. Write-Host and Write-Progress show.",
    "System.IO.IOException",
  );
};

const consoleType: NetType = {
  name: "System.Console",
  aliases: ["console"],
  holds: () => false,
  convert: (value) => value,
  statics: members<unknown>({
    get: {
      Out: () => writers.Out,
      Error: () => writers.Error,
      In: () => reader,
      OutputEncoding: () => encodings["UTF8"],
      InputEncoding: () => encodings["UTF8"],
      WindowWidth: (_, around) => around.session?.width ?? 80,
      BufferWidth: (_, around) => around.session?.width ?? 80,
      WindowHeight: () => 50,
      BufferHeight: () => 3000,
      LargestWindowWidth: (_, around) => around.session?.width ?? 80,
      CursorLeft: () => 0,
      CursorTop: () => 0,
      CursorVisible: (_, around) => setting(around, "CursorVisible", true),
      Title: (_, around) => setting(around, "Title", "exsh"),
      ForegroundColor: (_, around) => setting(around, "ForegroundColor", colours.convert("Gray", around)),
      BackgroundColor: (_, around) => setting(around, "BackgroundColor", colours.convert("Black", around)),
      TreatControlCAsInput: (_, around) => setting(around, "TreatControlCAsInput", false),
      KeyAvailable: () => false,
      IsOutputRedirected: (_, around) => around.session?.interactive !== true,
      IsInputRedirected: (_, around) => around.session?.interactive !== true,
      IsErrorRedirected: (_, around) => around.session?.interactive !== true,
    },
    set: {
      OutputEncoding: encodingSet,
      InputEncoding: encodingSet,
      Title: keep("Title"),
      CursorVisible: keep("CursorVisible"),
      ForegroundColor: colour("ForegroundColor"),
      BackgroundColor: colour("BackgroundColor"),
      TreatControlCAsInput: keep("TreatControlCAsInput"),
      CursorLeft: noCursor,
      CursorTop: noCursor,
    },
    call: {
      Write: (_, args, around) => around.session?.write(textOf(args)),
      WriteLine: (_, args, around) => around.session?.write(`${textOf(args)}\n`),
      ReadLine: (_, __, around) => readLine(around),
      ReadKey: async (_, __, around) => new Key(((await readLine(around)) ?? "\n") || "\n"),
      Clear: (_, __, around) => around.session?.clear(),
      Beep: (_, __, around) => around.session?.write("\x07"),
      ResetColor: (_, __, around) => {
        const kept = settings.get(around.session ?? around);
        kept?.delete("ForegroundColor");
        kept?.delete("BackgroundColor");
      },
      SetCursorPosition: noCursor,
    },
  }),
};

/** What ReadKey gives: the first character of a line, as keys come line by line here. */
class Key {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return "System.ConsoleKeyInfo";
  }
}

const keyType: NetType = {
  name: "System.ConsoleKeyInfo",
  bases: ["System.ValueType"],
  holds: (value) => value instanceof Key,
  convert: (value) => value,
  members: members<Key>({
    get: {
      KeyChar: (self) => new Char(self.text.charCodeAt(0)),
      Key: (self) => (self.text === "\n" ? "Enter" : (self.text[0] ?? "").toUpperCase()),
      Modifiers: () => 0,
    },
  }),
};

registerTypes(consoleType, colours, writerType, readerType, keyType);

// The screen: what Out-Default shows of objects, errors and messages, as text for people or as JSON for programs.
import { Chalk, type ChalkInstance } from "chalk";
import { type Colour, HostMessage } from "../command/message.ts";
import type { ErrorRecord } from "../command/record.ts";
import type { Screen } from "../command/session.ts";
import { InformationRecord, MessageRecord } from "../command/streamrecord.ts";
import type { View } from "../command/variables.ts";
import { toText } from "../values/text.ts";
import type { Clock, Timer } from "../world/world.ts";
import { errorFields, errorText } from "./errors.ts";
import { jsonOf } from "./json.ts";
import { createLayout } from "./layout.ts";
import { FormatRecord, type TableColumn } from "./records.ts";
import { createViewer } from "./views.ts";
import { plainText } from "./width.ts";

export interface ScreenOptions {
  /** Cells of a line, asked anew for each table or list: 120 where there is no terminal. */
  readonly width: number | (() => number);
  readonly colour: boolean;
  /** Lines that fit on the terminal, asked anew each time. */
  readonly height?: () => number;
  /** Takes text for standard output. */
  readonly write: (text: string) => void;
  /** Takes text for standard error: errors, warnings, verbose and debug messages. */
  readonly writeError: (text: string) => void;
  /** Shows rows that wait for company after a moment; without it they wait for `flush`. */
  readonly clock?: Clock;
  /** What the preference variables say of it, asked anew each time. */
  readonly view?: () => View;
}

/** Milliseconds that rows wait for others to share their widths. */
const patience = 300;

/** A screen for people. */
export function createScreen(given: ScreenOptions): Screen {
  let copy: ((text: string) => void) | undefined;
  const both = (write: (text: string) => void) => (text: string) => {
    write(text);
    copy?.(plainText(text));
  };
  const options: ScreenOptions = { ...given, write: both(given.write), writeError: both(given.writeError) };
  const paint = new Chalk({ level: options.colour ? 1 : 0 });
  const widthNow = () => (typeof options.width === "function" ? options.width() : options.width);
  let layout = newLayout();
  let timer: Timer | undefined;

  function newLayout() {
    return createLayout(Math.max(1, widthNow()), (line) => options.write(`${line}\n`));
  }

  const viewer = createViewer((payload) => put(payload), options.view);

  function put(payload: Parameters<typeof layout.put>[0]): void {
    if (payload.kind === "table" || payload.kind === "group") {
      layout.end();
      layout = newLayout();
    }
    layout.put(payload);
    if (payload.kind === "row" && !timer && options.clock) {
      timer = options.clock.after(patience, () => {
        timer = undefined;
        layout.settle();
      });
    }
  }

  function flush(): void {
    timer?.cancel();
    timer = undefined;
    viewer.end();
    layout.end();
  }

  /** Messages come where they were said: rows before them are shown first, and the table goes on after them. */
  function message(text: string, colour: (text: string) => string): void {
    layout.settle();
    options.writeError(`${colour(text)}\n`);
  }

  function information(given: unknown): void {
    const value = given instanceof InformationRecord ? given.data : given;
    layout.settle();
    options.write(value instanceof HostMessage ? hostText(value, paint) : `${toText(value)}\n`);
  }

  /** A message that was merged into the output looks as it does on its own stream. */
  function said({ kind, message }: MessageRecord): void {
    viewer.end();
    layout.settle();
    options.write(`${paint.yellow(`${kind.toUpperCase()}: ${message}`)}\n`);
  }

  return {
    get width() {
      return widthNow();
    },
    get height() {
      return options.height?.() ?? 25;
    },
    colour: options.colour,
    out(value) {
      if (value instanceof FormatRecord) {
        viewer.end();
        put(value.payload);
      } else if (value instanceof MessageRecord) said(value);
      else if (value instanceof InformationRecord) information(value);
      else viewer.out(value);
    },
    flush,
    copyTo(listener) {
      copy = listener;
    },
    ...(options.colour ? { clear: () => options.write("\x1b[H\x1b[2J\x1b[3J") } : {}),
    write(text) {
      layout.settle();
      options.write(text);
    },
    writeError(text) {
      layout.settle();
      options.writeError(text);
    },
    error: (record: ErrorRecord) => message(errorText(record, options.view?.().errors), paint.redBright),
    warning: (text) => message(`WARNING: ${text}`, paint.yellow),
    verbose: (text) => message(`VERBOSE: ${text}`, paint.yellow),
    debug: (text) => message(`DEBUG: ${text}`, paint.yellow),
    information,
  };
}

/** .NET's console colours by chalk's names; its "Dark" ones are the terminal's plain ones. */
const chalkNames: Readonly<
  Record<
    Colour,
    | "black"
    | "blue"
    | "green"
    | "cyan"
    | "red"
    | "magenta"
    | "yellow"
    | "white"
    | "gray"
    | "blueBright"
    | "greenBright"
    | "cyanBright"
    | "redBright"
    | "magentaBright"
    | "yellowBright"
    | "whiteBright"
  >
> = {
  Black: "black",
  DarkBlue: "blue",
  DarkGreen: "green",
  DarkCyan: "cyan",
  DarkRed: "red",
  DarkMagenta: "magenta",
  DarkYellow: "yellow",
  Gray: "white",
  DarkGray: "gray",
  Blue: "blueBright",
  Green: "greenBright",
  Cyan: "cyanBright",
  Red: "redBright",
  Magenta: "magentaBright",
  Yellow: "yellowBright",
  White: "whiteBright",
};

function hostText(message: HostMessage, paint: ChalkInstance): string {
  let text = message.message;
  if (message.foreground) text = paint[chalkNames[message.foreground]](text);
  if (message.background) {
    const name = chalkNames[message.background];
    const key = `bg${name[0]!.toUpperCase()}${name.slice(1)}` as "bgRed";
    text = paint[key](text);
  }
  return message.noNewLine ? text : `${text}\n`;
}

/** A screen for programs: one JSON text a line, results on standard output, all else on standard error. */
export function createJsonScreen(options: Pick<ScreenOptions, "write" | "writeError">): Screen {
  let columns: readonly TableColumn[] = [];
  const line = (value: unknown) => options.write(`${JSON.stringify(value)}\n`);
  const told = (stream: string, text: string) =>
    options.writeError(`${JSON.stringify({ Stream: stream, Message: text })}\n`);

  function record({ payload }: FormatRecord): void {
    if (payload.kind === "table") columns = payload.columns;
    else if (payload.kind === "row") {
      line(Object.fromEntries(columns.map((column, i) => [column.label, payload.cells[i] ?? ""])));
    } else if (payload.kind === "list") line(Object.fromEntries(payload.pairs));
    else if (payload.kind === "wide" || payload.kind === "text") line(payload.text);
  }

  return {
    width: 120,
    out(value) {
      if (value === null || value === undefined) return;
      if (value instanceof FormatRecord) record(value);
      else line(jsonOf(value));
    },
    flush() {},
    write: (text) => told("Information", text.replace(/\n$/, "")),
    error: (error: ErrorRecord) => options.writeError(`${JSON.stringify(errorFields(error))}\n`),
    warning: (text) => told("Warning", text),
    verbose: (text) => told("Verbose", text),
    debug: (text) => told("Debug", text),
    information: (value) => told("Information", toText(value)),
  };
}

/** The lines that values would be on a screen of a width (Out-String, Out-File). */
export function renderLines(values: Iterable<unknown>, width: number): readonly string[] {
  const lines: string[] = [];
  const renderer = createRenderer(width, (line) => lines.push(line));
  for (const value of values) renderer.out(value);
  renderer.end();
  return lines;
}

/** Renders one value after another, for what is too long to keep. */
export function createRenderer(
  width: number,
  line: (text: string) => void,
  view?: View,
): { out(value: unknown): void; end(): void } {
  // What goes elsewhere than to a terminal has no colours ($PSStyle.OutputRendering Host).
  const layout = createLayout(width, (text) => line(plainText(text)));
  const viewer = createViewer((payload) => layout.put(payload), view && (() => view));
  return {
    out(value) {
      if (value instanceof FormatRecord) {
        viewer.end();
        layout.put(value.payload);
      } else viewer.out(value);
    },
    end() {
      viewer.end();
      layout.end();
    },
  };
}

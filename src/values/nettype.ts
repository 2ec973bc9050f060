// What a type of .NET is here: its names, how values are read as it, and one table of the members that scripts use.
import { ConversionError } from "./type.ts";

/** What a disk knows of a file or folder; times are milliseconds since 1970. */
export interface SeenFile {
  readonly size: number;
  readonly isFolder: boolean;
  readonly modified: number;
  readonly created?: number;
  readonly accessed?: number;
  readonly link?: string;
  readonly readOnly?: boolean;
}

/** What static members may ask of the world (`[datetime]::Now`, `[guid]::NewGuid()`); a World is one. */
export interface Surroundings {
  readonly clock: {
    now(): number;
    monotonic(): number;
    after(ms: number, task: () => void): { cancel(): void };
  };
  readonly random: { bytes(count: number): Buffer; uuid(): string; integer(limit: number): number };
  readonly disk: {
    read(path: string): Promise<Buffer>;
    write(path: string, data: Buffer | string, mode?: number): Promise<void>;
    append(path: string, data: Buffer | string): Promise<void>;
    list(folder: string): Promise<readonly string[]>;
    stat(path: string): Promise<SeenFile | undefined>;
    adjust(path: string, facts: { modified?: number; accessed?: number; readOnly?: boolean }): Promise<void>;
    remove(path: string): Promise<void>;
    removeFolder(path: string): Promise<void>;
    rename(from: string, to: string): Promise<void>;
    makeFolder(path: string, mode?: number): Promise<void>;
  };
  readonly host: {
    readonly hostname: string;
    readonly platform: string;
    readonly user: string;
    readonly home: string;
    readonly pid: number;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
  };
  /** What a session lends to [Console] and [Environment]; absent where there is none. */
  readonly session?: SessionSurroundings;
}

export interface SessionSurroundings {
  /** Writes to the screen as it is, past the pipeline; `error` to the error side. */
  write(text: string, error?: boolean): void;
  /** Puts a question to the person; rejects when there is none. The answer to a choice is its index. */
  ask(
    question:
      | {
          readonly kind: "choice";
          readonly caption: string;
          readonly message: string;
          readonly choices: readonly { readonly label: string; readonly help: string }[];
          readonly default: number;
        }
      | { readonly kind: "text" | "secret"; readonly prompt: string },
  ): Promise<string>;
  /** A line that a person types; null where nobody is. */
  readLine(): Promise<string | null>;
  clear(): void;
  /** Cells of a line. */
  readonly width: number;
  readonly interactive: boolean;
  /** The variables of the process as the session sees and changes them, by their names. */
  readonly env: Map<string, { name: string; value: string }>;
  /** The current folder. */
  readonly location: string;
}

/** A value that cannot be read as a type; `id` is the FullyQualifiedErrorId that PowerShell gives such an error. */
export class CastError extends ConversionError {
  readonly id: string;

  constructor(message: string, id = "InvalidCastFromStringToType") {
    super(message);
    this.id = id;
  }
}

/** What a member says when it cannot do its work: the message of the inner .NET exception, and its type. */
export class MemberError extends Error {
  override readonly name = "MemberError";
  readonly exceptionType: string;

  constructor(message: string, exceptionType = "System.ArgumentException") {
    super(message);
    this.exceptionType = exceptionType;
  }
}

export type Get<T> = (self: T, around: Surroundings) => unknown;
export type Put<T> = (self: T, value: unknown, around: Surroundings) => void;
/** May give a promise (files). */
export type Call<T> = (self: T, args: readonly unknown[], around: Surroundings) => unknown;

export interface Members<T = any> {
  /** By name in lower case. */
  readonly properties: ReadonlyMap<string, { readonly name: string; readonly get: Get<T>; readonly set?: Put<T> }>;
  readonly methods: ReadonlyMap<string, { readonly name: string; readonly call: Call<T> }>;
}

/** Builds a table of members; names are spelled as Get-Member shows them. */
export function members<T>(spec: {
  readonly get?: Readonly<Record<string, Get<T>>>;
  readonly set?: Readonly<Record<string, Put<T>>>;
  readonly call?: Readonly<Record<string, Call<T>>>;
}): Members<T> {
  // Made when first asked for: a short command looks into few of the tables.
  let made: Members<T> | undefined;
  const table = (): Members<T> => {
    made ??= build(spec);
    return made;
  };
  return {
    get properties() {
      return table().properties;
    },
    get methods() {
      return table().methods;
    },
  };
}

function build<T>(spec: Parameters<typeof members<T>>[0]): Members<T> {
  const properties = new Map<string, { name: string; get: Get<T>; set?: Put<T> }>();
  for (const [name, get] of Object.entries(spec.get ?? {})) {
    const set = spec.set?.[name];
    properties.set(name.toLowerCase(), set ? { name, get, set } : { name, get });
  }
  const methods = new Map<string, { name: string; call: Call<T> }>();
  for (const [name, call] of Object.entries(spec.call ?? {})) methods.set(name.toLowerCase(), { name, call });
  return { properties, methods };
}

export interface NetType {
  /** "System.Int32". */
  readonly name: string;
  /** In lower case, beside the full name and the full name without "System.": "int". */
  readonly aliases?: readonly string[];
  /** What it derives from, nearest first, without System.Object. */
  readonly bases?: readonly string[];
  holds(value: unknown): boolean;
  /** Reads a value that it does not hold; throws {@link CastError}. $null comes here too. */
  convert(value: unknown, around: Surroundings): unknown;
  readonly members?: Members;
  readonly statics?: Members;
  /** `[T]::new(…)` and New-Object; throws MemberError. Absent: it cannot be made. */
  readonly construct?: (args: readonly unknown[], around: Surroundings) => unknown;
  /** Of an enumeration: its words. */
  readonly choices?: readonly string[];
  /** Of an array. */
  readonly element?: NetType;
}

/** A type as a value: what `[int]` gives. */
export class TypeValue {
  readonly type: NetType;

  constructor(type: NetType) {
    this.type = type;
  }

  toString(): string {
    return this.type.name;
  }
}

const known = new Map<string, NetType>();

/** Adds types to the table that `[name]` looks in; rooms above add their own kinds of value. */
export function registerTypes(...types: readonly NetType[]): void {
  for (const type of types) {
    const full = type.name.toLowerCase();
    for (const name of [full, full.replace(/^system\./, ""), ...(type.aliases ?? [])]) known.set(name, type);
  }
}

/** Ways to make types that are too many to list (exceptions): each gives the type of a name, or undefined. */
const families: ((name: string) => NetType | undefined)[] = [];

export function registerFamily(find: (name: string) => NetType | undefined): void {
  families.push(find);
}

/** The type of a plain name in any case, with or without "System."; generic and array types are types.ts's. */
export function namedType(name: string): NetType | undefined {
  const found = known.get(name.toLowerCase());
  if (found) return found;
  for (const family of families) {
    const made = family(name);
    if (made) return made;
  }
  return undefined;
}

export function allTypes(): Iterable<NetType> {
  return new Set(known.values());
}

/** One word of an enumeration (DayOfWeek, StringComparison …). */
export class EnumValue {
  readonly type: NetType;
  readonly word: string;
  readonly number: number;

  constructor(type: NetType, word: string, number: number) {
    this.type = type;
    this.word = word;
    this.number = number;
  }

  toString(): string {
    return this.word;
  }
}

/** An enumeration; its values are made once, so that they are equal when they are the same. */
export function enumeration(name: string, words: readonly string[] | Readonly<Record<string, number>>): NetType {
  const pairs: [string, number][] = Array.isArray(words)
    ? words.map((word: string, i): [string, number] => [word, i])
    : Object.entries(words as Readonly<Record<string, number>>);
  const values = new Map<string, EnumValue>();
  const names = pairs.map(([word]) => word);
  const type: NetType = {
    name,
    bases: ["System.Enum", "System.ValueType"],
    choices: names,
    holds: (value) => value instanceof EnumValue && value.type === type,
    convert(value) {
      if (typeof value === "number") {
        for (const one of values.values()) if (one.number === value) return one;
        const flags = [...values.values()].filter((one) => one.number > 0 && (one.number & value) === one.number);
        const sum = flags.reduce((all, one) => all | one.number, 0);
        return new EnumValue(
          type,
          sum === value && flags.length > 0 ? flags.map((one) => one.word).join(", ") : String(value),
          value,
        );
      }
      const text = String(value ?? "");
      const parts = text.split(",").map((part) => part.trim().toLowerCase());
      const found = parts.map(
        (part) => values.get(part) ?? [...values].find(([key]) => part !== "" && key.startsWith(part))?.[1],
      );
      if (found.some((one) => one === undefined)) {
        throw new CastError(
          `Cannot convert value "${text}" to type "${name}". Error: "Unable to match the identifier name ${text} to a valid enumerator name. Specify one of the following enumerator names and try again: ${names.join(", ")}"`,
          "InvalidCastFromStringToEnumeration",
        );
      }
      if (found.length === 1) return found[0];
      const sum = found.reduce((all, one) => all | (one as EnumValue).number, 0);
      return new EnumValue(type, found.map((one) => (one as EnumValue).word).join(", "), sum);
    },
    statics: members({ get: Object.fromEntries(names.map((word) => [word, () => values.get(word.toLowerCase())])) }),
    members: members<EnumValue>({
      get: { value__: (self) => self.number },
      call: {
        HasFlag: (self, args) => args[0] instanceof EnumValue && (self.number & args[0].number) === args[0].number,
      },
    }),
  };
  for (const [word, number] of pairs) values.set(word.toLowerCase(), new EnumValue(type, word, number));
  return type;
}

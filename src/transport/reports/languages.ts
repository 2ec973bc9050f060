// The languages of reports: English and Korean, further ones from files in the data folder, and which one a reader gets.
import { join } from "node:path";
import type { Header } from "../../mail/headers.ts";
import type { Snapshot } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { english } from "./words/english.ts";
import { korean } from "./words/korean.ts";
import { actions, labels, type Words } from "./words.ts";

export interface Languages {
  /** English first. */
  readonly all: readonly Words[];
  /** Reads the files again; gives a sentence for each that is left out. */
  load(): Promise<readonly string[]>;
}

const mostFiles = 200;
const mostBytes = 256 * 1024;
const mostText = 1000;
const mostCodes = 500;

/** @param folder `<data>/languages`: one file "<language>.json" for each language, shaped like {@link Words}. */
export function createLanguages({ disk }: Pick<World, "disk">, folder: string): Languages {
  let all: readonly Words[] = [english, korean];

  async function load(): Promise<readonly string[]> {
    const odd: string[] = [];
    const found = new Map([english, korean].map((words) => [words.language, words]));
    const names = (await disk.list(folder)).filter((name) => name.endsWith(".json"));
    for (const name of names.slice(0, mostFiles)) {
      const path = join(folder, name);
      try {
        if (((await disk.stat(path))?.size ?? 0) > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
        const words = readWords(
          JSON.parse((await disk.read(path)).toString()),
          found.get(name.slice(0, -5)) ?? english,
        );
        if (`${words.language}.json` !== name) throw new Error(`its language is "${words.language}"`);
        found.set(words.language, words);
      } catch (error) {
        odd.push(`The language file ${path} is not used: ${(error as Error).message}.`);
      }
    }
    if (names.length > mostFiles) odd.push(`Of the language files in ${folder} only the first ${mostFiles} are used.`);
    all = [...found.values()];
    return odd;
  }

  return {
    get all() {
      return all;
    },
    load,
  };
}

/**
 * Checks what a file holds; what it leaves out is taken from `base`.
 * @throws Error that says what is wrong, to stand behind a colon.
 */
export function readWords(json: unknown, base: Words): Words {
  const given = objectIn(json, "the file");
  const { language } = given;
  if (typeof language !== "string" || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(language)) {
    throw new Error('"language" must be a tag such as "ja" or "pt-BR"');
  }
  const known = ["language", "subjects", "openings", "labels", "codes"];
  const strange = Object.keys(given).find((key) => !known.includes(key));
  if (strange !== undefined) throw new Error(`"${strange.slice(0, 40)}" is not known; there are ${known.join(", ")}`);
  return {
    language,
    subjects: { ...base.subjects, ...texts(given["subjects"], "subjects", actions) },
    openings: { ...base.openings, ...texts(given["openings"], "openings", actions) },
    labels: { ...base.labels, ...texts(given["labels"], "labels", labels) },
    codes: { ...base.codes, ...advices(given["codes"]) },
  };
}

function advices(json: unknown): Words["codes"] {
  const entries = Object.entries(json === undefined ? {} : objectIn(json, '"codes"'));
  if (entries.length > mostCodes) throw new Error(`"codes" has more than ${mostCodes} entries`);
  return Object.fromEntries(
    entries.map(([code, advice]) => {
      if (!/^(?:[45]\.\d{1,3}\.\d{1,3}|x(?:\.[1-7])?)$/.test(code)) {
        throw new Error(`"${code.slice(0, 40)}" in "codes" is no status code such as 5.1.1, x.1 or x`);
      }
      const { what, todo } = texts(advice, code, ["what", "todo"] as const);
      if (what === undefined || todo === undefined) throw new Error(`"${code}" needs "what" and "todo"`);
      return [code, { what, todo }];
    }),
  );
}

function texts<K extends string>(json: unknown, place: string, keys: readonly K[]): Partial<Record<K, string>> {
  if (json === undefined) return {};
  const given = objectIn(json, `"${place}"`);
  for (const [key, value] of Object.entries(given)) {
    if (!(keys as readonly string[]).includes(key)) {
      throw new Error(`"${key.slice(0, 40)}" in "${place}" is not known; there are ${keys.join(", ")}`);
    }
    if (typeof value !== "string" || value.length > mostText || /[\x00-\x1f\x7f]/.test(value)) {
      throw new Error(`"${key}" in "${place}" must be a text in one line of at most ${mostText} characters`);
    }
  }
  return given as Partial<Record<K, string>>;
}

function objectIn(json: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new Error(`${place} must be an object`);
}

export interface Reader {
  readonly inside: boolean;
  /** Of the message that is reported on. */
  readonly header: Header;
  /** Languages of the reader's mailbox. */
  readonly mailbox: readonly string[];
  /** LANG of the server: "ko_KR.UTF-8". */
  readonly system: string | undefined;
}

/**
 * The tags by which a reader's language is found, the first that is known wins: what the message says of its language, the
 * mailbox's, the default for the side (behaviour 6), the server's.
 */
export function tagsFor({ transportConfig: config }: Snapshot, reader: Reader): string[] {
  const detected = reader.inside
    ? config.InternalDsnLanguageDetectionEnabled
    : config.ExternalDsnLanguageDetectionEnabled;
  const preset = reader.inside ? config.InternalDsnDefaultLanguage : config.ExternalDsnDefaultLanguage;
  return [
    ...(detected
      ? [
          ...tagsIn(reader.header.first("Accept-Language")),
          ...tagsIn(reader.header.first("Content-Language")),
          ...reader.mailbox,
        ]
      : []),
    ...(preset ? [preset] : []),
    ...(reader.system ? [reader.system.split(/[.@]/)[0]!.replace("_", "-")] : []),
  ].filter((tag) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$/.test(tag));
}

/** The tags of Accept-Language or Content-Language, the most wanted first (RFC 3282 3, RFC 9110 12.5.4); bounded. */
export function tagsIn(field: string | undefined): string[] {
  return (field ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((one) => one.trim());
      const quality = parameters.find((one) => one.toLowerCase().startsWith("q="));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

/** Whether a text in one language serves who wants the other: equal, or one of them without a region. */
export function serves(offered: string, wanted: string): boolean {
  const [a, b] = [offered.toLowerCase(), wanted.toLowerCase()];
  return a === b || b.startsWith(`${a}-`) || a.startsWith(`${b}-`);
}

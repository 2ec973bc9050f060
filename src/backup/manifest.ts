// What a backup says of itself: when it was made and of what, how much is in it, and the SHA-256 of each of its files.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { codeOf } from "../world/errors.ts";
import type { Disk } from "../world/world.ts";
import { damagedBackup, newerBackup, notABackup } from "./errors.ts";

export interface CopiedFile {
  /** Relative to the backup: "mail/log/0000000001.log". */
  readonly name: string;
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** How much a backup holds. */
export interface Counts {
  /** Objects of the organization by class. */
  readonly objects: Readonly<Record<string, number>>;
  /** Mailboxes that hold messages, and those messages. */
  readonly mailboxes: number;
  readonly messages: number;
  /** Messages in queues. */
  readonly queued: number;
}

export interface Manifest {
  /** Of the backup itself. */
  readonly format: number;
  /** The version of exsh that made it. */
  readonly version: string;
  /** The moment that it holds, in ISO 8601. */
  readonly time: string;
  /** The default domain; "" where it was made before the organization could be opened. */
  readonly organization: string;
  /** The versions of the data, as the stores say them. */
  readonly schema: { readonly organization: number; readonly mail: number };
  readonly counts: Counts;
  readonly files: readonly CopiedFile[];
}

export const manifestFile = "manifest.json";
/** The rows of the organization's store, one JSON array `[key, value]` a line. */
export const rowsFile = "organization.jsonl";
export const logFolder = "mail/log";
export const knownFormat = 1;
/** A manifest names each file in about 120 bytes. */
const mostBytes = 64 * 2 ** 20;

/** Folders and files of a data folder that are copied as they are, when there are any. */
export const plainFolders = ["certificates", "languages"] as const;
export const plainFiles = ["listeners.json"] as const;

/** A name that a backup may hold: nothing in a manifest reaches beyond the backup's own folder. */
const lawful =
  /^(?:organization\.jsonl|listeners\.json|mail\/log\/\d{10}\.log|(?:certificates|languages)\/[^/\0]{1,255})$/;
const isLawful = (name: unknown): boolean =>
  typeof name === "string" && lawful.test(name) && !name.endsWith("/..") && !name.endsWith("/.");

/** The text of a manifest, sealed by its own SHA-256. */
export function printManifest(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, seal: sealOf(manifest) }, undefined, 2)}\n`;
}

const sealOf = (manifest: Manifest): string => createHash("sha256").update(JSON.stringify(manifest)).digest("hex");

/** Reads the manifest of a backup. Throws a Problem when there is none, it is damaged, or of a newer format. */
export async function readManifest(path: string, disk: Disk): Promise<Manifest> {
  const file = join(path, manifestFile);
  let text: string;
  try {
    text = (await disk.readPlain(file, mostBytes)).toString();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") throw notABackup(path);
    throw damagedBackup(file, `cannot be read (${codeOf(error)})`);
  }
  let read: Manifest & { readonly seal?: string };
  try {
    read = JSON.parse(text) as Manifest;
  } catch {
    throw damagedBackup(file, "is not what was written");
  }
  if (typeof read?.format === "number" && read.format > knownFormat)
    throw newerBackup(path, `format ${read.format}`, `format ${knownFormat}`);
  const { seal, ...manifest } = read;
  if (typeof read?.format !== "number" || seal !== sealOf(manifest))
    throw damagedBackup(file, "is not what was written");
  const strange = manifest.files.find(({ name }) => !isLawful(name));
  if (strange) throw damagedBackup(file, `names ${JSON.stringify(strange.name)}, which belongs to no backup`);
  return manifest;
}

/** The first difference between what should be there and what is, in words; undefined when there is none. */
export function differenceOf(wanted: Counts, found: Counts): string | undefined {
  for (const name of new Set([...Object.keys(wanted.objects), ...Object.keys(found.objects)])) {
    const [a, b] = [wanted.objects[name] ?? 0, found.objects[name] ?? 0];
    if (a !== b) return `there should be ${a} objects of class ${name}, and there are ${b}.`;
  }
  for (const name of ["mailboxes", "messages", "queued"] as const)
    if (wanted[name] !== found[name])
      return `there should be ${wanted[name]} ${words[name]}, and there are ${found[name]}.`;
  return undefined;
}

const words = { mailboxes: "mailboxes with messages", messages: "messages in mailboxes", queued: "queued messages" };

export const objectsIn = ({ objects }: Counts): number => Object.values(objects).reduce((sum, count) => sum + count, 0);
export const bytesIn = (files: readonly { readonly size: number }[]): number =>
  files.reduce((sum, { size }) => sum + size, 0);

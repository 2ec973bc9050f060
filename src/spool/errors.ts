// What can go wrong with the spool, for people.
import { Problem } from "../command/problem.ts";
import { codeOf } from "../world/errors.ts";

/** The disk is full (or the quota of the user); nothing of the commit happened. */
export const spoolFull = (folder: string, cause: unknown): Problem =>
  new Problem({
    id: "SpoolFull",
    category: "ResourceUnavailable",
    text: `The disk that holds '${folder}' is full (${codeOf(cause)}): free some space. Nothing that was acknowledged is lost.`,
    target: folder,
    cause,
  });

/** Writing failed; nothing of the commit is promised. */
export const spoolFailed = (folder: string, cause: unknown): Problem =>
  new Problem({
    id: "SpoolFailed",
    category: "WriteError",
    text: `'${folder}' cannot be written: ${reason(cause)}. Check the disk; nothing that was acknowledged is lost.`,
    target: folder,
    cause,
  });

export const spoolBusy = (folder: string, bytes: number): Problem =>
  new Problem({
    id: "SpoolBusy",
    category: "ResourceBusy",
    text: `${bytes} bytes already wait to be written to '${folder}'. Try again shortly.`,
    target: folder,
  });

export const spoolClosed = (folder: string): Problem =>
  new Problem({
    id: "SpoolClosed",
    category: "InvalidOperation",
    text: `'${folder}' is being closed and takes nothing more.`,
    target: folder,
  });

export const bodyNotFound = (id: string): Problem =>
  new Problem({
    id: "BodyNotFound",
    category: "ObjectNotFound",
    text: `The spool holds no message body '${id}'.`,
    target: id,
  });

export const bodyDamaged = (id: string, file: string, offset: number): Problem =>
  new Problem({
    id: "BodyDamaged",
    category: "InvalidData",
    text: `The message body '${id}' is damaged on the disk: ${file}, byte ${offset}. Restore it from a backup.`,
    target: id,
  });

export const newerFormat = (file: string, what: string): Problem =>
  new Problem({
    id: "SpoolNewer",
    category: "InvalidData",
    text: `${file} was written by a newer exsh (${what}). Use that version, or restore a backup that was made before its upgrade. Nothing was changed.`,
    target: file,
  });

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");

/** The problem of a failed write. */
export const writeProblem = (folder: string, cause: unknown): Problem =>
  cause instanceof Problem
    ? cause
    : codeOf(cause) === "ENOSPC" || codeOf(cause) === "EDQUOT"
      ? spoolFull(folder, cause)
      : spoolFailed(folder, cause);

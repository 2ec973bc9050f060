// What goes wrong with backups, and with bringing one back, for people.
import { Problem } from "../command/problem.ts";
import { codeOf } from "../world/errors.ts";

export const pathNotWhole = (path: string): Problem =>
  new Problem({
    id: "PathNotFull",
    category: "InvalidArgument",
    text: `'${path}' does not begin at the root: name the whole path, for the process that owns the organization writes the backup.`,
    target: path,
  });

export const targetNotEmpty = (path: string): Problem =>
  new Problem({
    id: "BackupTargetNotEmpty",
    category: "ResourceExists",
    text: `'${path}' holds something already. Name a folder that is empty or does not exist yet.`,
    target: path,
  });

export const noSpace = (path: string, wanted: number, free: number): Problem =>
  new Problem({
    id: "NotEnoughSpace",
    category: "ResourceUnavailable",
    text: `The disk of '${path}' has ${megabytes(free)} MB free, and about ${megabytes(wanted)} MB are wanted. Free some, or name a folder on another disk.`,
    target: path,
  });

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** Writing the backup failed; nothing of it is left. */
export const cannotBackUp = (path: string, cause: unknown): Problem =>
  cause instanceof Problem
    ? cause
    : new Problem({
        id: "BackupFailed",
        category: "WriteError",
        text: `The backup '${path}' could not be written: ${reason(cause)}. Nothing of it is left, and the organization is as it was.`,
        target: path,
        cause,
      });

/** What was written reads back as something else. */
export const notAsWritten = (what: string): Problem =>
  new Problem({
    id: "BackupNotVerified",
    category: "InvalidResult",
    text: `The backup was read back and is not what was written: ${what} It was removed; look at the disk and try again.`,
    target: what,
  });

export const notABackup = (path: string): Problem =>
  new Problem({
    id: "BackupNotFound",
    category: "ObjectNotFound",
    text: `'${path}' is no backup: there is no manifest.json in it. Name a folder that Backup-Organization has written.`,
    target: path,
  });

export const damagedBackup = (file: string, what: string): Problem =>
  new Problem({
    id: "BackupDamaged",
    category: "InvalidData",
    text: `The backup is damaged: ${file} ${what}. Nothing was changed; take another backup.`,
    target: file,
  });

export const newerBackup = (path: string, found: string, known: string): Problem =>
  new Problem({
    id: "BackupNewer",
    category: "InvalidData",
    text: `The backup '${path}' was made by a newer exsh (${found}); this one knows ${known}. Restore it with that version. Nothing was changed.`,
    target: path,
  });

export const olderData = (data: string, version: number): Problem =>
  new Problem({
    id: "OlderData",
    category: "InvalidOperation",
    text: `The data in '${data}' is of the older version ${version}. Open it once, which upgrades it, or repair it with the exsh that wrote it. Nothing was changed.`,
    target: data,
  });

/** Bringing it back failed before anything was changed. */
export const cannotRestore = (path: string, cause: unknown): Problem =>
  cause instanceof Problem
    ? cause
    : new Problem({
        id: "RestoreFailed",
        category: "WriteError",
        text: `The backup '${path}' could not be brought back: ${reason(cause)}. What was there before is as it was.`,
        target: path,
        cause,
      });

/** What was decided could not be carried through in one go. */
export const notCarriedThrough = (data: string, cause: unknown): Problem =>
  new Problem({
    id: "RestoreUnfinished",
    category: "WriteError",
    text: `The backup counts, but moving it into ${data} was interrupted: ${reason(cause)}. It is carried through when the organization is opened next; nothing is lost.`,
    target: data,
    cause,
  });

function reason(cause: unknown): string {
  if (codeOf(cause) === "ENOSPC" || codeOf(cause) === "EDQUOT") return "the disk is full";
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
}

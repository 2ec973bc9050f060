// What can be wrong with what people ask of mailboxes.
import { Problem } from "../command/problem.ts";
import { codeOf } from "../world/errors.ts";
import { folders } from "./folders.ts";

export const messageNotFound = (identity: string): Problem =>
  new Problem({
    id: "MessageNotFound",
    category: "ObjectNotFound",
    text: `There is no message '${identity}' any more.`,
    target: identity,
  });

export const folderNotFound = (name: string): Problem =>
  new Problem({
    id: "MailboxFolderNotFound",
    category: "ObjectNotFound",
    text: `A mailbox has no folder '${name}'. Its folders are: ${folders.map((folder) => folder.name).join(", ")}.`,
    target: name,
  });

export const pathNotFull = (path: string): Problem =>
  new Problem({
    id: "PathNotFull",
    category: "InvalidArgument",
    text: `'${path}' does not begin at the root: name the whole path, for the messages are written by the process that owns the organization.`,
    target: path,
  });

export const cannotExport = (path: string, cause: unknown): Problem =>
  cause instanceof Problem
    ? cause
    : new Problem({
        id: "ExportFailed",
        category: codeOf(cause) === "EACCES" || codeOf(cause) === "EPERM" ? "PermissionDenied" : "WriteError",
        text: `'${path}' cannot be written: ${(cause as Error).message}`,
        target: path,
        cause,
      });

// What goes wrong between a shell and the owner of an organization, told for people.
import { Problem } from "../command/problem.ts";
import { codeOf } from "../world/errors.ts";

/** Something came over the socket that makes no sense; never the user's doing. */
export function badFrame(what: string): Problem {
  return new Problem({
    id: "BadRequest",
    category: "ProtocolError",
    text: `The owner of the organization did not accept the request: ${what.replace(/\.$/, "")}.`,
  });
}

export function ownerEnded(cmdlet: string): Problem {
  return new Problem({
    id: "OwnerEnded",
    category: "ConnectionError",
    text: `The process that owns the organization ended while ${cmdlet} was running. What it had reported is done; look whether the rest is, and run it again.`,
    target: cmdlet,
  });
}

export function otherBuild(ours: string, theirs: string, pid: number): Problem {
  return new Problem({
    id: "OtherBuild",
    category: "ConnectionError",
    text: `This is exsh ${ours}, and the organization is owned by exsh ${theirs} (process ${pid}). Use the same build for both, or restart the owner.`,
  });
}

export function ownerBusy(path: string): Problem {
  return new Problem({
    id: "OrganizationLocked",
    category: "ResourceBusy",
    text: `Another process holds the organization in ${path} and does not answer. Wait until it has ended, or end it.`,
    target: path,
  });
}

export function ownerKeeps(path: string, pid: number): Problem {
  return new Problem({
    id: "OrganizationBusy",
    category: "ResourceBusy",
    text: `The organization in ${path} is in use by process ${pid}, which did not finish in time. Close that shell, or let its command end, and try again.`,
    target: path,
  });
}

export function alreadyRunning(path: string, pid: number): Problem {
  return new Problem({
    id: "TransportRunning",
    category: "ResourceExists",
    text: `The transport of ${path} runs already, in process ${pid}. 'exsh status' shows where it listens; 'exsh stop-transport' stops it.`,
    target: path,
  });
}

export function servicesRun(path: string, pid: number): Problem {
  return new Problem({
    id: "TransportRunning",
    category: "ResourceBusy",
    text: `The services of ${path} run, in process ${pid}, and would lose what they hold. Stop them first, with Stop-Transport or 'exsh stop-transport', and try again.`,
    target: path,
  });
}

export function cannotUseFolder(path: string, error: unknown): Problem {
  return new Problem({
    id: "DataFolder",
    category: "OpenError",
    text: `The data folder ${path} cannot be used: ${systemReason(error)}`,
    target: path,
    cause: error,
  });
}

export function domainIsSet(asked: string, is: string): Problem {
  return new Problem({
    id: "DomainIsSet",
    category: "InvalidArgument",
    text: `--domain ${asked} is for the first start; this organization has ${is} already. Add another domain with New-AcceptedDomain.`,
    target: asked,
  });
}

export function notStarted(problems: readonly string[]): Problem {
  return new Problem({
    id: "TransportNotStarted",
    category: "ResourceUnavailable",
    text: ["The transport could not be started.", ...problems].join("\n"),
  });
}

export function notADomain(asked: string): Problem {
  return new Problem({
    id: "InvalidDomain",
    category: "InvalidArgument",
    text: `'${asked}' is not a mail domain. Write it as contoso.com.`,
    target: asked,
  });
}

/** A defect of exsh, told by the sentence that recordCrash gave. */
export function unexpected(text: string): Problem {
  return new Problem({ id: "Unexpected", category: "NotSpecified", text });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EDQUOT: "Your disk quota is used up.",
  EACCES: "Permission is denied.",
  EPERM: "The system does not permit it.",
  EROFS: "The file system is read-only.",
  ENOTDIR: "A part of its path is not a folder.",
  EEXIST: "There is a file of that name.",
  EIO: "The disk reports an error.",
  EMFILE: "Too many files are open.",
  ENFILE: "Too many files are open.",
  EADDRINUSE: "The port is in use.",
  EADDRNOTAVAIL: "This machine does not have that address.",
  ENOENT: "There is no such file or folder.",
  EISDIR: "It is a folder.",
};

/** What the system's own words mean where they come without a code, as LevelDB passes them on (strerror(3)). */
const words: readonly (readonly [string, string])[] = [
  ["No space left on device", "ENOSPC"],
  ["Disk quota exceeded", "EDQUOT"],
  ["Permission denied", "EACCES"],
  ["Read-only file system", "EROFS"],
  ["Input/output error", "EIO"],
  ["Too many open files", "EMFILE"],
];

/** @returns a sentence for what the system reported. */
export function systemReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const meant = words.find(([said]) => text.includes(said))?.[1] ?? "";
  return reasons[codeOf(error)] ?? reasons[meant] ?? text;
}

// The errors of the organization: each with the id, category and text by which administrators know it.
import { Problem } from "../command/problem.ts";

const tasks = "Microsoft.Exchange.Configuration.Tasks";

export function notFound(identity: string, server: string): Problem {
  return new Problem({
    id: "ManagementObjectNotFoundException",
    category: "ObjectNotFound",
    text: `The operation couldn't be performed because object '${identity}' couldn't be found on '${server}'.`,
    target: identity,
    exceptionType: `${tasks}.ManagementObjectNotFoundException`,
  });
}

export function ambiguous(identity: string, candidates: readonly string[]): Problem {
  const shown = candidates.slice(0, 10).map((name) => `'${name}'`);
  const more = candidates.length > shown.length ? ` and ${candidates.length - shown.length} more` : "";
  return new Problem({
    id: "ManagementObjectAmbiguousException",
    category: "InvalidData",
    text: `The operation couldn't be performed because '${identity}' matches multiple entries: ${shown.join(", ")}${more}. Use one that is unique, such as the GUID or an e-mail address.`,
    target: identity,
    exceptionType: `${tasks}.ManagementObjectAmbiguousException`,
  });
}

export function addressTaken(proxy: string, owner: string): Problem {
  return new Problem({
    id: "ProxyAddressExistsException",
    category: "ResourceExists",
    text: `The proxy address "${proxy}" is already being used by the proxy addresses or LegacyExchangeDN of "${owner}". Please choose another proxy address.`,
    target: proxy,
    exceptionType: "Microsoft.Exchange.Data.Directory.ProxyAddressExistsException",
  });
}

export function objectExists(label: string, property: string, value: string, owner: string): Problem {
  // A path follows from the name; nobody can choose it.
  const chosen = property === "Path" || property === "CanonicalName" ? "Name" : property;
  return new Problem({
    id: "ADObjectAlreadyExistsException",
    category: "ResourceExists",
    text: `There is already an object with the ${property} '${value}': '${owner}'. The ${label} was not saved; choose another ${chosen}.`,
    target: value,
    exceptionType: "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
  });
}

export function invalidObject(label: string, identity: string, faults: readonly string[]): Problem {
  return new Problem({
    id: "DataValidationException",
    category: "InvalidData",
    text: faults.length === 1 ? faults[0]! : `The ${label} '${identity}' is not valid: ${faults.join(" ")}`,
    target: identity,
    exceptionType: "Microsoft.Exchange.Data.DataValidationException",
  });
}

export function missingProperty(label: string, property: string): Problem {
  return new Problem({
    id: "DataValidationException",
    category: "InvalidData",
    text: `Property ${property} can't be empty on a ${label}.`,
    target: property,
    exceptionType: "Microsoft.Exchange.Data.DataValidationException",
  });
}

export function invalidValue(property: string, text: string): Problem {
  return new Problem({
    id: "ParameterBindingFailed",
    category: "InvalidArgument",
    text: `The value for '${property}' is not valid. ${text}`,
    target: property,
    exceptionType: "System.ArgumentException",
  });
}

export function refused(id: string, text: string, target: unknown): Problem {
  return new Problem({
    id,
    category: "InvalidOperation",
    text,
    target,
    exceptionType: "System.InvalidOperationException",
  });
}

export function invalidArgument(id: string, text: string, target: unknown): Problem {
  return new Problem({ id, category: "InvalidArgument", text, target, exceptionType: "System.ArgumentException" });
}

export function inUse(label: string, identity: string, users: readonly string[], count: number): Problem {
  const shown = users.map((name) => `'${name}'`).join(", ");
  const more = count > users.length ? " and others" : "";
  return refused(
    "ObjectInUse",
    `The ${label} '${identity}' can't be removed because it is still used by ${shown}${more}. Change or remove those first.`,
    identity,
  );
}

/** The store did not take a change; nothing of it is kept. */
export function notWritten(cause: unknown): Problem {
  const code = (cause as { code?: string } | null)?.code ?? "";
  const full = code === "ENOSPC" || /no space left/i.test(String((cause as Error | null)?.message));
  return new Problem({
    id: full ? "OrganizationStoreFull" : "OrganizationStoreWriteFailed",
    category: "WriteError",
    text: full
      ? "There is no space left for the organization's data. Nothing was changed; free some space and try again."
      : `The organization's data could not be written (${code || String((cause as Error | null)?.message ?? cause)}). Nothing was changed.`,
    target: code,
    exceptionType: "System.IO.IOException",
    cause,
  });
}

export function storeNewer(folder: string, found: string, known: number): Problem {
  return new Problem({
    id: "OrganizationStoreNewer",
    category: "InvalidData",
    text: `The organization's data in '${folder}' is of version ${found}, and this exsh knows version ${known} at most. Use the newer exsh, or restore a backup that was made before its upgrade. Nothing was changed.`,
    target: folder,
  });
}

export function storeDamaged(folder: string, damage: readonly string[]): Problem {
  const shown = damage.slice(0, 5).join(" ");
  const more = damage.length > 5 ? ` (${damage.length - 5} more places)` : "";
  return new Problem({
    id: "OrganizationStoreDamaged",
    category: "InvalidData",
    text: `The organization's data in '${folder}' is damaged: ${shown}${more} Nothing was changed. Look at the disk first; then Restore-Organization brings a backup back, and Repair-OrganizationStore saves what can be read.`,
    target: folder,
    exceptionType: "System.IO.InvalidDataException",
  });
}

export function notFounded(): Problem {
  return new Problem({
    id: "OrganizationNotFound",
    category: "ObjectNotFound",
    text: "There is no organization in this data folder yet.",
    exceptionType: "System.InvalidOperationException",
  });
}

export function storeClosed(): Problem {
  return new Problem({
    id: "OrganizationClosed",
    category: "ResourceUnavailable",
    text: "The organization has been closed.",
    exceptionType: "System.ObjectDisposedException",
  });
}

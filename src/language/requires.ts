// What `#requires` lines of a script demand (about_Requires): the version and the edition of the language.
import { Problem } from "../command/problem.ts";
import { Version } from "../values/version.ts";
import type { Requirements } from "./syntax/tree.ts";

/** The version of PowerShell whose language this is: $PSVersionTable.PSVersion. */
export const languageVersion = new Version(7, 4, 0);

/**
 * Throws a Problem when the script needs more than there is. Modules are looked for by modules.ts. An elevated shell has no meaning outside Windows.
 */
export function demand(requirements: Requirements | null, file: string): void {
  if (!requirements) return;
  const name = file.split("/").pop() || "script";
  const { version } = requirements;
  const wanted = version === null ? undefined : Version.parse(version.includes(".") ? version : `${version}.0`);
  if (wanted && wanted.compare(languageVersion) > 0) {
    throw refused(
      "ScriptRequiresUnmatchedPSVersion",
      name,
      `needs version ${version} of PowerShell, and this shell speaks version ${languageVersion}`,
    );
  }
  if (requirements.editions.length > 0 && !requirements.editions.some((edition) => edition.toLowerCase() === "core")) {
    throw refused(
      "ScriptRequiresUnmatchedPSEdition",
      name,
      `needs the edition ${requirements.editions.join(" or ")} of PowerShell, and this shell is Core`,
    );
  }
}

function refused(id: string, name: string, why: string): Problem {
  return new Problem({
    id,
    category: "ResourceUnavailable",
    text: `The script '${name}' cannot be run because its #requires statement ${why}.`,
    target: name,
    exceptionType: "System.Management.Automation.ScriptRequiresException",
  });
}

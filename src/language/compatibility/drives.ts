// Paths on drives that only Windows has: the registry, certificates, letters.
import type { Report } from "./finding.ts";
import type { Survey } from "./survey.ts";

const drives: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:HKLM|HKCU|HKCR|HKU|HKCC):|Registry::)/i, "There is no registry here."],
  [/^Cert:/i, "The certificates stand in the folder certificates of the data folder."],
  [/^(?:WSMan|AD|IIS|SQLSERVER|Wmi):[\\/]/i, "There is no such drive here."],
  [/^[A-Z]:[\\/]/i, "It is a path of Windows; a relative path, or one from $HOME, works on each system."],
  [/^\\\\[\w.-]+\\/, "A share must be mounted first; then it is a path like any other."],
];

export function checkDrives(all: Survey, report: Report): void {
  for (const { node } of [...all.of("StringLiteral"), ...all.of("Expandable")]) {
    const text = node.kind === "StringLiteral" ? node.value : typeof node.parts[0] === "string" ? node.parts[0] : "";
    // A text of many lines, or one that is Exchange's own script, is no path.
    if (text.includes("\n") || /RemoteExchange\.ps1$/i.test(text)) continue;
    const advice = drives.find(([fits]) => fits.test(text))?.[1];
    if (advice !== undefined) report("Drive", text.length > 60 ? `${text.slice(0, 60)}…` : text, node.span, advice);
  }
}

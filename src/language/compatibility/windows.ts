// What only Windows has: drives for the registry and certificates, letters, variables of its environment.
import type { Report } from "./finding.ts";
import type { Survey } from "./survey.ts";

const drives: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:HKLM|HKCU|HKCR|HKU|HKCC):|Registry::)/i, "There is no registry here."],
  [/^Cert:/i, "The certificates stand in the folder certificates of the data folder."],
  [/^(?:WSMan|AD|IIS|SQLSERVER|Wmi):[\\/]/i, "There is no such drive here."],
  [/^[A-Z]:[\\/]/i, "A path of Windows. A relative path works on each system."],
  [/^\\\\[\w.-]+\\/, "A share must be mounted first; then it is a path like any other."],
];

const none = "It is a folder of Windows.";
const variables: Readonly<Record<string, string>> = {
  computername: "[System.Environment]::MachineName gives the name.",
  username: "[System.Environment]::UserName gives the name.",
  userdomain: "There are no domains of Windows here.",
  userdnsdomain: "There are no domains of Windows here.",
  logonserver: "There are no domains of Windows here.",
  userprofile: "$HOME is the folder.",
  homedrive: "$HOME is the folder.",
  homepath: "$HOME is the folder.",
  temp: "[System.IO.Path]::GetTempPath() gives the folder.",
  tmp: "[System.IO.Path]::GetTempPath() gives the folder.",
  appdata: none,
  localappdata: none,
  programdata: none,
  programfiles: none,
  "programfiles(x86)": none,
  systemroot: none,
  systemdrive: none,
  windir: none,
  exchangeinstallpath: "The scripts of Exchange are not here.",
};

/** @param isSet whether the environment has a variable of that name after all */
export function checkWindows(all: Survey, isSet: (name: string) => boolean, report: Report): void {
  const paths: { readonly start: number; readonly end: number }[] = [];
  for (const { node } of [...all.of("StringLiteral"), ...all.of("Expandable")]) {
    const text =
      node.kind === "StringLiteral"
        ? node.value
        : node.parts.map((part) => (typeof part === "string" ? part : "…")).join("");
    // A text of many lines is no path, and Exchange's own script is known.
    if (text.includes("\n")) continue;
    if (/RemoteExchange\.ps1$/i.test(text)) {
      paths.push(node.span);
      continue;
    }
    const advice = drives.find(([fits]) => fits.test(text))?.[1];
    if (advice !== undefined) report("Drive", text.length > 60 ? `${text.slice(0, 60)}…` : text, node.span, advice);
  }
  for (const { node } of all.of("Variable")) {
    const name = node.name.toLowerCase();
    if (node.scope !== "env" || !Object.hasOwn(variables, name) || isSet(node.name)) continue;
    if (paths.some((path) => path.start <= node.span.start && node.span.end <= path.end)) continue;
    report("Variable", `$env:${node.name}`, node.span, variables[name]);
  }
}

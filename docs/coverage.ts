// The page that says how much of Exchange's cmdlets there is: each complete, partial or absent. `npm run docs` writes
// it from docs/exchange-cmdlets.txt and the declarations; a test holds it against both.
import type { Cmdlet } from "../src/command/cmdlet.ts";
import { prepare } from "../src/command/face.ts";

/** Services that do not exist here, and what the names of their parameters begin with. */
const services: readonly (readonly [service: string, begins: RegExp])[] = [
  ["archive mailboxes", /^(Auto(Expanding)?|Remote|Expanded|Disable|EnableAuto)?Archive/],
  ["public folders", /PublicFolder/],
  ["unified messaging", /^(UM|Voice|Telephone)|UMDtmf/],
  [
    "retention, holds and discovery",
    /Retention|^Litigation|InPlaceHold|^Discovery|ElcProcessing|SingleItemRecovery|Calendar(Logging|VersionStore)/,
  ],
  ["mobile devices", /^(ActiveSync|Mobile|Eas)|OMA/],
  ["mailbox auditing", /^(Audit|AuxAudit|BypassAudit)/],
  ["rights management", /^(RMS|IRM|JournalReportDecryption)/],
  [
    "Office 365 and hybrid organizations",
    /Cloud|MicrosoftOnline|RemoteRouting|Hybrid|Federat|^OnPremises|Skype|Yammer|M365|Office365/,
  ],
  ["Outlook on the web, apps and sharing", /^(Owa|Sharing|App|SiteMailbox|Group(Mailbox|s))/i],
  [
    "several servers, sites and copies",
    /^(Site|SourceRouting|.*DatabaseCop|ReplayLag|TruncationLag|.*ActivationPref|DataMove|.*Dag)/,
  ],
  [
    "Windows and the directory's forests",
    /^(Credential|LinkedCredential|Linked(DomainController|MasterAccount)|DomainController|IgnoreDefaultScope|ReadFromDomainController|UserPrincipalNamesSuffix|GlobalCatalog|ConfigurationContext|ResourceForest|SecurityPrincipal)/,
  ],
];

interface Listed {
  readonly area: string;
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Reads exchange-cmdlets.txt: "[area]" lines, and under each "Name: Parameter Parameter …". */
export function readListed(text: string): readonly Listed[] {
  const all: Listed[] = [];
  let area = "";
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) area = line.slice(1, -1);
    else {
      const [name = "", parameters = ""] = line.split(": ");
      all.push({ area, name: name.replace(/:$/, ""), parameters: parameters.split(" ").filter(Boolean) });
    }
  }
  return all;
}

interface Standing extends Listed {
  readonly state: "complete" | "partial" | "absent";
  readonly missing: readonly string[];
  /** Accepted, and without effect here. */
  readonly idle: readonly string[];
}

function standingOf(listed: Listed, cmdlet: Cmdlet | undefined): Standing {
  if (cmdlet === undefined) return { ...listed, state: "absent", missing: listed.parameters, idle: [] };
  const known = prepare(cmdlet).byName;
  const missing = listed.parameters.filter((name) => !known.has(name.toLowerCase()));
  const idle = listed.parameters.filter((name) => known.get(name.toLowerCase())?.spec.noEffect !== undefined);
  return { ...listed, state: missing.length === 0 ? "complete" : "partial", missing, idle };
}

/** docs/coverage.md. */
export function coveragePage(listed: readonly Listed[], cmdlets: readonly Cmdlet[]): string {
  const byName = new Map(cmdlets.map((one) => [one.name.toLowerCase(), one]));
  const all = listed.map((one) => standingOf(one, byName.get(one.name.toLowerCase())));
  const count = (state: Standing["state"], of: readonly Standing[]) => of.filter((one) => one.state === state).length;
  const lines = [
    "# Coverage",
    "",
    "<!-- Made by `npm run docs` from docs/exchange-cmdlets.txt and the declarations of the cmdlets. -->",
    "",
    `Of ${all.length} cmdlets of an Exchange server ${count("complete", all)} are complete, ${count("partial", all)} partial and`,
    `${count("absent", all)} absent. *Complete* means that every parameter is declared, and a declared parameter takes effect, but for`,
    "those in the last column, which scripts give and which mean nothing here: they are accepted, and say so. A parameter",
    "that is missing is an error that says so, never ignored. Switches of services that do not exist here are told apart.",
    "",
    "| area | complete | partial | absent |",
    "|---|---|---|---|",
  ];
  const areas = [...new Set(all.map(({ area }) => area))];
  for (const area of areas) {
    const here = all.filter((one) => one.area === area);
    lines.push(
      `| [${area}](#${area}) | ${count("complete", here)} | ${count("partial", here)} | ${count("absent", here)} |`,
    );
  }
  lines.push("");
  for (const area of areas) {
    const here = all.filter((one) => one.area === area);
    lines.push(`## ${area}`, "");
    const there = here.filter(({ state }) => state !== "absent");
    if (there.length > 0) {
      lines.push("| cmdlet | state | missing | without effect |", "|---|---|---|---|");
      for (const one of there)
        lines.push(
          `| [${one.name}](reference/${byName.get(one.name.toLowerCase())!.name}.md) | ${one.state} | ${told(one.missing)} | ${one.idle.join(", ")} |`,
        );
      lines.push("");
    }
    const absent = here.filter(({ state }) => state === "absent").map(({ name }) => name);
    if (absent.length > 0) lines.push(`Absent: ${absent.join(", ")}.`, "");
  }
  return lines.join("\n");
}

/** Missing parameters, those of services that are not here behind the service's name. */
function told(missing: readonly string[]): string {
  const own = missing.filter((name) => !services.some(([, begins]) => begins.test(name)));
  const parts = own.length > 0 ? [own.join(", ")] : [];
  const left = new Set(missing.filter((name) => !own.includes(name)));
  for (const [service, begins] of services) {
    const here = [...left].filter((name) => begins.test(name));
    for (const name of here) left.delete(name);
    if (here.length > 0) parts.push(`*${service}*: ${here.join(", ")}`);
  }
  return parts.join("; ");
}

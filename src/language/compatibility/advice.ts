// What to use instead of what scripts for Windows use most, where the nearest name would not help.
import { editDistance, nearest } from "../../command/near.ts";
import type { FindingKind } from "./finding.ts";

interface Advised {
  readonly kind: FindingKind;
  readonly advice: string;
}

const cloud = "exsh is an organization of its own and does not reach the cloud.";
const wmi = "WMI belongs to Windows. Programs of this system tell such things.";
const noDirectory = "There is no Active Directory here.";

const commands: readonly (readonly [RegExp, FindingKind, string])[] = [
  [/-(?:Wmi|Cim)\w+$|^(?:gwmi|gcim|iwmi|swmi|rwmi)$/i, "WMI", wmi],
  [/-ADGroupMember$/i, "Command", `${noDirectory} Get-, Add- and Remove-DistributionGroupMember keep members.`],
  [/-ADGroup$/i, "Command", `${noDirectory} Get-DistributionGroup and its kin keep groups.`],
  [/-AD(?:User|Account|Object)$/i, "Command", `${noDirectory} Get-User, Set-User and New-Mailbox keep people.`],
  [/-AD[A-Z]\w+$/, "Command", noDirectory],
  [/^Connect-IPPSSession$/i, "Command", `${cloud} Leave that line out.`],
  [/-(?:Msol|AzureAD|AzAD|Mg|EXO|Az)[A-Z]\w*$/, "Command", cloud],
  [/-(?:Job|ThreadJob)$/i, "Language", "Jobs are not supported yet. Do the work one after the other."],
  [
    /-ScheduledTask\w*$|-ScheduledJob\w*$|-JobTrigger$/i,
    "Command",
    "Let cron or a timer of systemd run 'exsh script.ps1'.",
  ],
  [
    /-(?:EventLog|WinEvent|EventSource)$/i,
    "Command",
    "There is no event log of Windows. Out-File or Add-Content keep a log.",
  ],
  [/^(?:Set|New|Remove|Suspend|Resume)-Service$/i, "Command", "Services of this system belong to systemd."],
  [/^(?:Wait|Debug)-Process$|^kill$/i, "Command", "Get-Process shows programs, Stop-Process ends them."],
  [
    /^(?:New|Copy|Move|Rename|Remove|Clear)-ItemProperty$/i,
    "Command",
    "Only the registry has properties that come and go, and there is none.",
  ],
  [/-ExecutionPolicy$/i, "Command", "Scripts may always run: leave that line out."],
  [/^Test-(?:Net)?Connection$|^tnc$/i, "Command", "Resolve-DnsName and Test-MailRoute look at names and routes."],
  [
    /^(?:Update|Get|Remove|Export)-(?:TypeData|FormatData)$/i,
    "Command",
    "Views and members of types are fixed here. Format-Table, Select-Object and Add-Member choose and add them.",
  ],
  [/^Add-Type$/i, "Command", "Classes of .NET cannot be loaded or defined here."],
  [/^Show-\w+$/i, "Command", "There are no windows here. Format-Table and Out-Host show objects."],
  [/^(?:Get|Set)-Acl$|^icacls(?:\.exe)?$/i, "Command", "Files bear the permissions of this system: chmod, chown."],
  [
    /^(?:New|Remove)-PSDrive$|^(?:mount|ndr|rdr)$/i,
    "Command",
    "Get-PSDrive shows the drives there are; others cannot be made.",
  ],
  [
    /-PSRepository$|^(?:Install|Update|Find|Save)-(?:Module|Script|Package)$/i,
    "Command",
    "Modules of .NET cannot be loaded here.",
  ],
];

/** Advice for a command that there is not; undefined when nothing special is known of it. */
export function adviceForCommand(name: string): Advised | undefined {
  for (const [fits, kind, advice] of commands) if (fits.test(name)) return { kind, advice };
  return undefined;
}

const types: readonly (readonly [RegExp, FindingKind, string])[] = [
  [
    /^adsi(?:searcher)?$|^system\.directoryservices\b/i,
    "Type",
    `${noDirectory} Get-User, Get-Recipient and -Filter look people up.`,
  ],
  [/^wmi(?:class|searcher)?$|^(?:system\.)?management\.management|^cim/i, "WMI", wmi],
  [
    /^(?:system\.)?windows\.|^(?:system\.)?drawing\./i,
    "Type",
    "There are no windows here. Read-Host asks, Write-Host shows.",
  ],
  [/^(?:system\.)?net\.mail\.(?:smtpclient|mailmessage|attachment)/i, "Type", "Send-MailMessage sends messages."],
  [
    /^microsoft\.exchange\./i,
    "Type",
    "The classes of Exchange are not here. Give the text or number that the parameter reads.",
  ],
  [/^microsoft\.win32\./i, "Type", "There is no registry here."],
  [/^(?:system\.)?data\./i, "Type", "Databases are not reached from here."],
  [/^(?:system\.)?(?:diagnostics\.eventlog|serviceprocess\.)/i, "Type", "It belongs to Windows."],
  [/^(?:system\.)?security\.principal\./i, "Type", "There are no accounts of Windows here: leave the check out."],
  [
    /^(?:system\.)?threading\.|^(?:system\.management\.automation\.)?(?:runspaces\.)?runspace/i,
    "Type",
    "There is one thread. Do the work one after the other.",
  ],
];

export function adviceForType(name: string): Advised | undefined {
  for (const [fits, kind, advice] of types) if (fits.test(name)) return { kind, advice };
  return undefined;
}

const policies = "There are no such policies: leave it out.";
const parameters: Readonly<Record<string, string>> = {
  resetpasswordonnextlogon: "Passwords are set by administrators and hold until then: leave it out.",
  bypasssecuritygroupmanagercheck: "Whoever runs exsh may change all groups: leave it out.",
  bypassownercheck: "Whoever runs exsh may change all groups: leave it out.",
  retentionpolicy: policies,
  roleassignmentpolicy: policies,
  addressbookpolicy: policies,
  sharingpolicy: policies,
  activesyncmailboxpolicy: policies,
  throttlingpolicy: policies,
  managedfoldermailboxpolicy: policies,
  archive: "There are no archive mailboxes.",
  archivedatabase: "There are no archive mailboxes.",
  litigationholdenabled: "Mailboxes are not held.",
  computername: "Commands run here: leave it out.",
  cimsession: "Commands run here: leave it out.",
};

/** Advice for a parameter that a cmdlet does not have; undefined when nothing special is known of it. */
export function adviceForParameter(name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(parameters, key) ? parameters[key] : undefined;
}

/** "Did you mean …?", of the nearest names when they differ by a slip or two; "" when there are none. */
export function didYouMean(name: string, known: Iterable<string>, show: (name: string) => string = String): string {
  const slips = (one: string) => editDistance(name.toLowerCase(), one.toLowerCase(), 3);
  const near = nearest(name, known);
  const least = Math.min(...near.map(slips));
  if (least > Math.max(1, Math.min(3, name.length / 4))) return "";
  const close = near.filter((one) => slips(one) === least);
  return `Did you mean ${close.map(show).join(", ")}?`;
}

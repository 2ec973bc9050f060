// What Get-Help about_… shows: short texts about exsh itself. The language has PowerShell's own topics.
import { wildcard } from "../values/wildcard.ts";

export interface Topic {
  readonly name: string;
  readonly synopsis: string;
  readonly text: string;
}

const topics: readonly Topic[] = [
  {
    name: "about_Compatibility",
    synopsis: "What of PowerShell and Exchange exsh has, and how to ask of a script.",
    text: `exsh runs the language of PowerShell 7 and the cmdlets of Exchange on an organization of its own.

Test-ScriptCompatibility old.ps1 reads a script without running it and lists, with line numbers, the commands, parameters, types and members that are missing here, and what to use instead.

What old scripts begin with is accepted: Add-PSSnapin, RemoteExchange.ps1, Connect-ExchangeServer, New-PSSession -ConfigurationName Microsoft.Exchange, Import-PSSession, Set-ADServerSettings. -Verbose tells what became of it. Connect-ExchangeOnline warns that there is no connection to the cloud.

Not here: classes of .NET defined in scripts, WMI and CIM, the registry, COM, Active Directory's module, jobs.

SEE ALSO
    Test-ScriptCompatibility, docs/coverage.md in the folder of exsh`,
  },
  {
    name: "about_Data_Folder",
    synopsis: "Where an organization is kept, and who may work on it at a time.",
    text: `An organization is a folder: --data DIR, else EXSH_DATA, else exsh in the user's data folder ($XDG_DATA_HOME or ~/.local/share).

    organization/   settings and recipients
    mail/           queues and mailboxes
    logs/           tracking and protocol logs
    certificates/   keys of the server

One process owns the folder at a time: 'exsh start-transport', or the first shell where none runs. Every other shell speaks to the owner and shows the same. Only the user who owns the folder can enter it.

SEE ALSO
    about_Transport, docs/operations.md in the folder of exsh`,
  },
  {
    name: "about_exsh",
    synopsis: "What exsh is, and where to begin.",
    text: `exsh is a shell with the language of PowerShell and the cmdlets of Exchange. Its organization has recipients, connectors, queues and mailboxes, and a transport that receives and delivers mail by SMTP.

    exsh start-transport       runs the mail server
    exsh                       manages it from another terminal
    exsh -File report.ps1      runs a script
    exsh --ephemeral           tries everything on an organization that is gone afterwards

Get-Command lists the cmdlets, Get-Help <name> -Examples shows how one is used, and Tab completes names, parameters and identities.

SEE ALSO
    about_Compatibility, about_Data_Folder, about_Filters, about_Transport`,
  },
  {
    name: "about_Filters",
    synopsis: "What -Filter takes: conditions on properties that are looked up where the objects are kept.",
    text: `-Filter takes a text (OPATH) or a block: conditions of the form Property -operator 'value'.

    Get-Mailbox -Filter "Office -like 'Floor*' -and CustomAttribute1 -ne $null"
    Get-Queue -Filter "Status -eq 'Retry'"

The operators are -eq, -ne, -like, -notlike, -gt, -ge, -lt and -le, joined by -and, -or and -not, with parentheses. A wild card of -like is *. Texts are compared without case. $null stands for a property that is empty.

A filter is faster than Where-Object: what does not fit is not read at all.

SEE ALSO
    Get-Recipient, New-DynamicDistributionGroup, Get-Queue`,
  },
  {
    name: "about_Transport",
    synopsis: "How mail comes in, is routed, and goes on.",
    text: `Receive connectors say where the transport listens and whom it lets in. What comes is routed by its recipients: accepted domains and recipients of the organization go to mailboxes, everything else to Send connectors, by the one whose address space fits best. Each destination has a queue.

A message is acknowledged only when it would survive a power cut. What cannot be delivered now is tried again; what cannot be delivered at all goes back with a report.

    Start-Transport, Stop-Transport   as the service MSExchangeTransport
    Get-Queue, Get-Message            what waits, and why
    Get-MessageTrackingLog            what became of a message
    Test-MailRoute                    how a message would go
    Test-Mailflow                     whether mail flows

SEE ALSO
    New-SendConnector, New-ReceiveConnector, Resolve-DnsName`,
  },
];

/** The topics whose names fit, wild cards or not, by name. */
export function topicsLike(pattern: string): readonly Topic[] {
  const fits = wildcard(pattern);
  return topics.filter((one) => fits(one.name));
}

export const topicText = (topic: Topic): string =>
  [
    "TOPIC",
    `    ${topic.name}`,
    "",
    "SHORT DESCRIPTION",
    `    ${topic.synopsis}`,
    "",
    "LONG DESCRIPTION",
    ...topic.text
      .split("\n\nSEE ALSO\n")
      .flatMap((part, i) => (i === 0 ? part.split("\n") : ["", "SEE ALSO", ...part.split("\n")]))
      .map((line) => (line === "" || line === "SEE ALSO" || line.startsWith("    ") ? line : `    ${line}`)),
    "",
  ].join("\n");

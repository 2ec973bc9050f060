// The parameters that choose a domain controller or a scope: taken where Exchange has them, told once, and nothing else.
import { expect, test } from "vitest";
import { prepare } from "../../src/command/face.ts";
import { loaders } from "../loaders.ts";

const has: readonly (readonly [cmdlets: string, parameters: string])[] = [
  [
    "Get-Mailbox Get-User Get-Recipient Get-MailContact Get-DistributionGroup",
    "Credential DomainController IgnoreDefaultScope ReadFromDomainController",
  ],
  ["Get-DistributionGroupMember", "Credential DomainController IgnoreDefaultScope ReadFromDomainController"],
  ["Set-MailUser Set-MailContact Set-Contact", "DomainController IgnoreDefaultScope"],
  ["Set-Mailbox Set-User", "DomainController IgnoreDefaultScope LinkedCredential LinkedDomainController"],
  [
    "Set-DistributionGroup Set-Group Remove-DistributionGroup",
    "BypassSecurityGroupManagerCheck DomainController IgnoreDefaultScope",
  ],
  ["Remove-Mailbox Remove-MailContact Disable-MailUser Disable-Mailbox", "DomainController IgnoreDefaultScope"],
  ["New-MailUser Enable-MailUser New-MailContact New-DistributionGroup Get-MailboxStatistics", "DomainController"],
  ["New-Mailbox Enable-Mailbox", "DomainController LinkedCredential LinkedDomainController"],
  [
    "Add-DistributionGroupMember Remove-DistributionGroupMember Update-DistributionGroupMember",
    "BypassSecurityGroupManagerCheck DomainController",
  ],
  ["New-SendConnector Set-SendConnector Get-SendConnector Remove-SendConnector", "DomainController"],
  ["New-AcceptedDomain Get-OrganizationConfig Set-OrganizationConfig Set-TransportConfig", "DomainController"],
  ["Get-MessageTrackingLog Update-EmailAddressPolicy Get-MailboxFolderStatistics", "DomainController"],
  ["Test-Mailflow", "ActiveDirectoryTimeout DomainController"],
  ["Get-Queue Get-Message Suspend-Queue Retry-Queue Remove-Message", ""],
];
const rows = has.flatMap(([cmdlets, parameters]) => cmdlets.split(" ").map((name) => [name, parameters] as const));

test.each(rows)("%s takes without effect: %s", async (name, parameters) => {
  const { default: cmdlet } = await loaders()[name]!();
  const without = prepare(cmdlet).own.filter((one) => one.spec.noEffect !== undefined);
  expect(
    without
      .map((one) => one.name)
      .sort()
      .join(" "),
  ).toBe(parameters);
});

// Whole scripts in the manner of Exchange administrators, through the cmdlet: what stops them here, and nothing else.
import { describe, expect, test } from "vitest";
import { testShell } from "../../cmdlets/shell.ts";

/** Import-Module may come or not; the module that is imported is told either way. */
const shown =
  "Test-ScriptCompatibility *.ps1 | Where-Object Name -ne Import-Module | ForEach-Object { '{0} {1} {2}' -f $_.Line, $_.Kind, $_.Name }";

const scripts: readonly (readonly [name: string, source: string, found: string])[] = [
  [
    "who has which quota, as a table in a file",
    `#requires -Version 2.0
<#
.SYNOPSIS
  Mailboxes that are near their quota.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
  [Parameter(Mandatory = $false)][ValidateRange(1, 100)][int]$Percent = 90,
  [string]$ReportPath = "C:\\Reports\\quota.csv",
  [switch]$SendMail
)
if (-not (Get-PSSnapin -Name Microsoft.Exchange.Management.PowerShell.E2010 -ErrorAction SilentlyContinue)) {
  Add-PSSnapin Microsoft.Exchange.Management.PowerShell.E2010
}
Set-ADServerSettings -ViewEntireForest $true
Import-Module ActiveDirectory
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$result = New-Object System.Collections.ArrayList
foreach ($box in (Get-Mailbox -ResultSize Unlimited -RecipientTypeDetails UserMailbox -WarningAction SilentlyContinue)) {
  $stat = Get-MailboxStatistics -Identity $box.DistinguishedName
  if ($null -eq $stat) { continue }
  $person = Get-ADUser $box.SamAccountName -Properties Department
  [void]$result.Add((New-Object PSObject -Property @{
    Name = $box.DisplayName
    SizeMB = [math]::Round(($stat.TotalItemSize.Value.ToBytes() / 1MB), 2)
    Department = $person.Department
  }))
}
$result | Sort-Object SizeMB -Descending | Export-Csv -Path $ReportPath -NoTypeInformation -Encoding UTF8
if ($SendMail) {
  $mail = @{ To = 'admins@contoso.com'; From = 'report@contoso.com'; Body = ($result | ConvertTo-Html | Out-String) }
  Send-MailMessage @mail
}
Write-Host ("Done in {0:N1} s" -f $watch.Elapsed.TotalSeconds) -ForegroundColor Green
`,
    "9 Drive C:\\Reports\\quota.csv\n16 Module ActiveDirectory\n22 Command Get-ADUser\n",
  ],
  [
    "new people from a list",
    `param([Parameter(Mandatory=$true)][string]$Csv, [PSCredential]$Credential, [string]$DC = 'dc1.contoso.com')
$ErrorActionPreference = 'Stop'
$session = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri http://ex1.contoso.com/PowerShell/ -Authentication Kerberos -Credential $Credential
Import-PSSession $session -DisableNameChecking -AllowClobber | Out-Null
function Write-Log([string]$Message, [string]$Level = 'INFO') {
  Add-Content -Path (Join-Path $PSScriptRoot 'log.txt') -Value ('{0:s} {1} {2}' -f (Get-Date), $Level, $Message)
}
try {
  Import-Csv $Csv -Delimiter ';' | ForEach-Object {
    $new = @{
      Name = "$($_.First) $($_.Last)"
      UserPrincipalName = "$($_.Alias)@contoso.com"
      Password = (ConvertTo-SecureString $_.Password -AsPlainText -Force)
      OrganizationalUnit = 'contoso.com/Staff'
      DomainController = $DC
    }
    $box = New-Mailbox @new
    Set-Mailbox $box -ProhibitSendQuota 2GB -IssueWarningQuota 1.8GB -UseDatabaseQuotaDefaults $false
    Set-CASMailbox $box.Alias -OWAEnabled $true
    foreach ($group in $_.Groups.Split(',')) { Add-DistributionGroupMember $group.Trim() -Member $box.Alias }
    Write-Log "Made $($box.Name)"
  }
} catch [System.Management.Automation.RemoteException] {
  Write-Log $_.Exception.Message 'ERROR'
} finally {
  Remove-PSSession $session
}
`,
    "19 Command Set-CASMailbox\n",
  ],
  [
    "the queues of all servers, with what only Windows tells",
    `class Row { [string]$Server; [int]$Count }
foreach ($server in Get-ExchangeServer | Where-Object { $_.IsHubTransportServer -eq $true }) {
  $os = Get-WmiObject Win32_OperatingSystem -ComputerName $server.Name
  Get-Queue -Server $server.Name | Where-Object { $_.MessageCount -gt 100 } | Format-Table -AutoSize
  $key = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup'
  $excel = New-Object -ComObject Excel.Application
  [System.Windows.Forms.MessageBox]::Show("$($server.Name) is done")
  Get-MessageTrackingLog -Start (Get-Date).AddHours(-1) -EventId FAIL | Group-Object { $_.Recipients } | select Count, Name
}
`,
    [
      "1 Language class Row",
      "3 WMI Get-WmiObject",
      "5 Drive HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup",
      "6 COM Excel.Application",
      "7 Type [System.Windows.Forms.MessageBox]",
      "",
    ].join("\n"),
  ],
  [
    "connectors, all of which are here",
    `. 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\RemoteExchange.ps1'
Connect-ExchangeServer -auto -ClientApplication:ManagementShell
$name = 'Relay for printers'
if (-not (Get-ReceiveConnector | ? { $_.Name -eq $name })) {
  New-ReceiveConnector -Name $name -Usage Custom -Bindings 0.0.0.0:2525 -RemoteIPRanges 10.0.0.5, 10.0.1.0/24 -PermissionGroups AnonymousUsers
}
Get-ReceiveConnector | Select-Object Name, @{ n = 'Ranges'; e = { $_.RemoteIPRanges -join '; ' } } | Format-Table -Wrap
Get-SendConnector | ft Name, AddressSpaces, SmartHosts -AutoSize
`,
    "",
  ],
];

describe("scripts of administrators", () => {
  test.each(scripts)("%s", async (_, source, found) => {
    const shell = await testShell({ width: 160 });
    await shell.world.disk.write("/home/old.ps1", source);
    expect(await shell.show(shown)).toBe(found);
    expect(shell.session.shell.errors).toEqual([]);
  });
});

describe("the cmdlet", () => {
  const rows: readonly (readonly [topic: string, script: string, found: string])[] = [
    ["files from the pipeline", "Get-ChildItem *.ps1 | Test-ScriptCompatibility | % Name", "Get-ADUser\nadsi\n"],
    ["a path", "(Test-ScriptCompatibility ./a.ps1).Line", "2\n"],
    ["paths by wild card", "@(Test-ScriptCompatibility ?.ps1).Count", "2\n"],
    ["the path is told", "(Test-ScriptCompatibility a.ps1).Path", "/home/a.ps1\n"],
    ["the line is told", "(Test-ScriptCompatibility a.ps1).Text", "Get-ADUser alice\n"],
    ["nothing is run", "Test-ScriptCompatibility c.ps1; Test-Path ran.txt", "False\n"],
    [
      "nothing found, with -Verbose",
      "Test-ScriptCompatibility c.ps1 -Verbose",
      "VERBOSE: '/home/c.ps1' uses nothing that exsh lacks.\n",
    ],
    [
      "aliases and functions of the session are known",
      "function Get-ADUser { }; @(Test-ScriptCompatibility a.ps1).Count",
      "0\n",
    ],
    ["the success of the shell", "$null = Test-ScriptCompatibility a.ps1; $?", "True\n"],
  ];
  test.each(rows)("%s", async (_, script, found) => {
    const shell = await testShell();
    await shell.world.disk.write("/home/a.ps1", "# old\n  Get-ADUser alice\n");
    await shell.world.disk.write("/home/b.ps1", "[adsi]'LDAP://x'");
    await shell.world.disk.write("/home/c.ps1", "Set-Content ran.txt 1");
    expect((await shell.show(script)).replace("[adsi]", "adsi")).toBe(found);
  });

  test("a file that is not there, a folder and what is no text are errors", async () => {
    const shell = await testShell();
    await shell.world.disk.write("/home/x.bin", "a\0b");
    await shell.show("Test-ScriptCompatibility gone.ps1, /home, x.bin");
    expect(shell.session.shell.errors.map((one) => one.id.split(",")[0]).reverse()).toEqual([
      "PathNotFound",
      "GetContentReaderUnauthorizedAccessError",
      "ScriptUnreadable",
    ]);
  });
});

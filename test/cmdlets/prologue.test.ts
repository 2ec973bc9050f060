// What old Exchange scripts begin and end with: accepted without a word, explained with -Verbose, refused where it would mislead.
import { describe, expect, test } from "vitest";
import { testShell } from "./shell.ts";

const open =
  "$s = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri http://ex1.contoso.com/PowerShell/";

/** [topic, script, what the screen shows]. */
const rows: readonly (readonly [string, string, string])[] = [
  ["snap-in of 2010", "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.E2010", ""],
  ["snap-in of 2007", "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.Admin", ""],
  ["snap-in by wild card", "Add-PSSnapin *Exchange*", ""],
  ["snap-in, errors hidden", "asnp Microsoft.Exchange.Management.PowerShell.SnapIn -ea SilentlyContinue", ""],
  [
    "snap-in with -Verbose",
    "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn -Verbose",
    "VERBOSE: The cmdlets of 'Microsoft.Exchange.Management.PowerShell.SnapIn' are in this shell already.\n",
  ],
  [
    "a snap-in is passed through",
    "(Add-PSSnapin *.E2010 -PassThru).Name",
    "Microsoft.Exchange.Management.PowerShell.E2010\n",
  ],
  ["snap-ins are loaded", "(Get-PSSnapin).Count", "3\n"],
  ["the question before loading", "[bool](Get-PSSnapin Microsoft.Exchange.Management.PowerShell.E2010)", "True\n"],
  ["none waits to be loaded", "@(Get-PSSnapin -Registered).Count", "0\n"],
  ["another snap-in, hidden", "@(Get-PSSnapin VMware.VimAutomation.Core -ea SilentlyContinue).Count", "0\n"],
  ["snap-ins stay", "Remove-PSSnapin Microsoft.Exchange*; @(Get-PSSnapin *Exchange*).Count", "3\n"],
  ["RemoteExchange.ps1 by variable", ". $env:ExchangeInstallPath\\bin\\RemoteExchange.ps1", ""],
  [
    "RemoteExchange.ps1 by path",
    ". 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\RemoteExchange.ps1'; 'on'",
    "on\n",
  ],
  [
    "RemoteExchange.ps1 explained",
    "$VerbosePreference = 'Continue'; . 'D:\\Exchange\\bin\\RemoteExchange.ps1'",
    "VERBOSE: RemoteExchange.ps1 is not needed: the cmdlets of Exchange are in this shell already.\n",
  ],
  ["a session", `${open} -Authentication Kerberos; $s.ConfigurationName; $s.State`, "Microsoft.Exchange\nOpened\n"],
  ["a session bears the server's name", `${open}; $s.ComputerName`, "ex1.contoso.com\n"],
  [
    "the address of a session is any",
    "(New-PSSession -Conf Microsoft.Exchange -ConnectionUri ex1).ComputerName",
    "ex1\n",
  ],
  ["a session by server", "(New-PSSession ex7 -ConfigurationName microsoft.exchange -Name Old).Name", "Old\n"],
  ["sessions are numbered", `${open}; (New-PSSession ex2 -ConfigurationName Microsoft.Exchange).Id`, "2\n"],
  ["import", `${open}; Import-PSSession $s -DisableNameChecking -AllowClobber | Out-Null`, ""],
  [
    "import of some",
    `${open}; (Import-PSSession $s -CommandName Get-Mailbox, Get-Queue).ExportedCommands.Count`,
    "2\n",
  ],
  ["import in one line", `Import-PSSession (New-PSSession ex1 -ConfigurationName Microsoft.Exchange) > $null`, ""],
  [
    "import with prefix",
    `${open}; $null = Import-PSSession $s -Prefix Old; (Get-Alias Get-OldMailbox).Definition`,
    "Get-Mailbox\n",
  ],
  [
    "the prefix goes with the session",
    `${open}; $null = Import-PSSession $s -Prefix Old; Remove-PSSession $s; [bool](Get-Alias Get-OldMailbox -ea SilentlyContinue)`,
    "False\n",
  ],
  [
    "what is lacking is told with -Verbose",
    `${open}; $null = Import-PSSession $s -CommandName New-MailboxExportRequest -Verbose`,
    "VERBOSE: There is no New-MailboxExportRequest in exsh.\nVERBOSE: The cmdlets of Exchange are in this shell already.\n",
  ],
  ["sessions are listed", `${open}; Get-PSSession | ForEach-Object Name`, "Runspace1\n"],
  [
    "sessions by name",
    `${open} -Name Mail; @(Get-PSSession -Name M*).Count; @(Get-PSSession -Name X*).Count`,
    "1\n0\n",
  ],
  ["closing one", `${open}; Remove-PSSession $s; $s.State; @(Get-PSSession).Count`, "Closed\n0\n"],
  ["closing all", `${open}; Get-PSSession | Remove-PSSession; @(Get-PSSession).Count`, "0\n"],
  ["closing by number", `${open}; Remove-PSSession -Id 1; @(Get-PSSession).Count`, "0\n"],
  ["closing with -WhatIf", `${open}; Remove-PSSession $s -WhatIf 6> $null; $s.State`, "Opened\n"],
  [
    "a block in a session",
    `${open}; Invoke-Command -Session $s -ScriptBlock { param($n) $n + 1 } -ArgumentList 4`,
    "5\n",
  ],
  [
    "a block at an address",
    "Invoke-Command -ConnectionUri http://ex1/PowerShell/ -ConfigurationName Microsoft.Exchange -Authentication Basic { 'here' }",
    "here\n",
  ],
  ["options of sessions", "(New-PSSessionOption -SkipCACheck -SkipCNCheck).SkipCNCheck", "True\n"],
  [
    "what signs in is told with -Verbose",
    'New-PSSession ex1 -ConfigurationName Microsoft.Exchange -Authentication Kerberos -Verbose 4>&1 | Select-Object -First 1 | ForEach-Object { "$_" }',
    "The parameter -Authentication has no effect here: the session stands for this shell, where nobody signs in.\n",
  ],
  ["leaving a session", "Exit-PSSession", ""],
  ["the forest", "Set-ADServerSettings -ViewEntireForest $true; (Get-ADServerSettings).ViewEntireForest", "True\n"],
  [
    "the forest, switched off",
    "Set-ADServerSettings -ViewEntireForest:$false; (Get-ADServerSettings).ViewEntireForest",
    "False\n",
  ],
  [
    "the forest explained",
    "Set-AdServerSettings -ViewEntireForest 1 -Verbose",
    'VERBOSE: Performing the operation "Set-ADServerSettings" on target "this session".\nVERBOSE: There is one directory, and it is always seen whole.\n',
  ],
  [
    "a narrower scope is told",
    "Set-ADServerSettings -RecipientViewRoot contoso.com/Sales",
    "WARNING: The parameter -RecipientViewRoot has no effect here: the directory is always seen whole. Narrow with -Filter instead.\n",
  ],
];

test.each(rows)("%s: %s", async (_, script, shown) => {
  const shell = await testShell();
  expect(await shell.show(script)).toBe(shown);
  expect(shell.session.shell.errors.filter((one) => !/snap-in|alias/i.test(one.message))).toEqual([]);
});

describe("refused, because it would do something else than was meant", () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ["another snap-in", "Add-PSSnapin VMware.VimAutomation.Core", "AddPSSnapInRead,Add-PSSnapin"],
    ["a session without configuration", "New-PSSession ex1", "PSSessionOpenFailed,New-PSSession"],
    [
      "the cloud",
      "New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri https://outlook.office365.com/powershell-liveid/",
      "PSSessionOpenFailed,New-PSSession",
    ],
    ["a closed session", `${open}; Remove-PSSession $s; Import-PSSession $s`, "PSSessionNotOpened,Import-PSSession"],
    ["a session that is none", "Import-PSSession ex1", "ParameterArgumentTransformationError,Import-PSSession"],
    ["a session that there is not", "Remove-PSSession -Id 7", "SessionNotFound,Remove-PSSession"],
    ["a block elsewhere", "Invoke-Command -ConnectionUri http://ex1/ { 1 }", "PSSessionOpenFailed,Invoke-Command"],
  ];
  test.each(refused)("%s: %s", async (_, script, id) => {
    const shell = await testShell();
    await shell.show(script);
    expect(shell.session.shell.errors.map((one) => one.get("FullyQualifiedErrorId"))).toEqual([id]);
  });
});

// Functions that every session has, as PowerShell has them; each is made when it is first called.

const makeFolders = `<#
.SYNOPSIS
Makes folders, and those above them that are missing.
.PARAMETER Path
The folders.
.PARAMETER Name
The name of a folder in -Path.
.PARAMETER Force
Folders that are there already are no error.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [Alias('p')] [string[]] $Path,
  [Parameter(ValueFromPipelineByPropertyName)] [AllowNull()] [AllowEmptyString()] [string] $Name,
  [switch] $Force
)
process { New-Item -ItemType Directory @PSBoundParameters }`;

const wait = "Read-Host 'Press Enter to continue...' | Out-Null";

/** By name in lower case, the source of the body. */
export const readyFunctions: ReadonlyMap<string, string> = new Map([
  ["mkdir", makeFolders],
  ["md", makeFolders],
  ["pause", wait],
]);

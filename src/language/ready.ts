// Functions that every session has, as PowerShell has them; each is made when it is first called or asked for.
import { BlockValue } from "./blocks.ts";
import { type Frame, Unit } from "./frame.ts";
import { defineFunction, type FunctionInfo } from "./functions.ts";
import { parse } from "./syntax/parser.ts";

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
const sources: ReadonlyMap<string, string> = new Map([
  ["mkdir", makeFolders],
  ["md", makeFolders],
  ["pause", wait],
]);

export const readyNames: readonly string[] = [...sources.keys()];

/** The function of that name, made now; undefined where there is none. */
export function readyFunction(name: string, f: Frame): FunctionInfo | undefined {
  const key = name.toLowerCase();
  const text = sources.get(key);
  if (text === undefined) return undefined;
  const { global } = f.core;
  defineFunction(global, key, new BlockValue(parse(text).tree, new Unit(text, ""), f));
  return global.findFunction(key);
}

// Points that are shown by cmdlets: member enumeration, views, JSON and CSV.
import { describe } from "vitest";
import { table } from "./house.ts";

describe("about_Member-Access_Enumeration [24]: members of the items of a list", () =>
  table([
    ["('a', 'bb').ToUpper() -join ','", "A,BB", "a method of each item"],
    ["('a', 'bb').Length", "2", "the list's own member wins"],
    ["([pscustomobject]@{n=1}, [pscustomobject]@{n=2}).n -join ','", "1,2"],
  ]));

describe("Format-Table [48]: up to four properties are a table, more a list", () =>
  table([
    ["([pscustomobject]@{a=1;b=2} | Out-String).Trim() -replace '\\s+', ' '", "a b - - 1 2"],
    ["([pscustomobject]@{a=1;b=2;c=3;d=4;e=5} | Out-String).Trim() -match '^a : 1'", "True"],
    ["@(1..2 | Format-Table | Where-Object Length).Count", "0", "what Format gives is no data"],
  ]));

describe("ConvertTo-Json [49]: lists and depth", () =>
  table([
    ["@(1) | ConvertTo-Json -Compress", "1"],
    ["ConvertTo-Json -InputObject @(1) -Compress", "[1]"],
    [
      "@{a=@{b=@{c=@{d=1}}}} | ConvertTo-Json -Compress -WarningAction SilentlyContinue",
      '{"a":{"b":{"c":"System.Collections.Hashtable"}}}',
    ],
  ]));

describe("Export-Csv [50]: columns and text", () =>
  table([
    [
      "([pscustomobject]@{a=1}, [pscustomobject]@{a=2;b=3} | ConvertTo-Csv) -join ';'",
      '"a";"1";"2"',
      "the first object decides",
    ],
    ["('a,b', '1,2' | ConvertFrom-Csv).a.GetType().Name", "String", "values are text"],
  ]));

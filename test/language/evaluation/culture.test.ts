// What people read follows en-US, what scripts hand on the invariant culture (about_Type_Conversion, .NET format strings).
import { describe } from "vitest";
import { table } from "./house.ts";

const d = "$d = [datetime]'2026-11-21 19:46:38'; ";

describe("System.DateTime.ToString: dates by the session's culture", () =>
  table([
    [`${d}$d.ToString()`, "11/21/2026 7:46:38 PM", "ToString"],
    [`${d}$d.DateTime`, "Saturday, November 21, 2026 7:46:38 PM", "the property that the screen shows"],
    [`${d}'{0}' -f $d`, "11/21/2026 7:46:38 PM", "-f without a format"],
    [`${d}'{0:d}|{0:t}' -f $d`, "11/21/2026|7:46 PM"],
    [`${d}'{0:D}' -f $d`, "Saturday, November 21, 2026"],
    [`${d}'{0:f}' -f $d`, "Saturday, November 21, 2026 7:46 PM"],
    [`${d}'{0:F}' -f $d`, "Saturday, November 21, 2026 7:46:38 PM"],
    [`${d}'{0:g}' -f $d`, "11/21/2026 7:46 PM"],
    [`${d}'{0:G}' -f $d`, "11/21/2026 7:46:38 PM"],
    [`${d}'{0:M}|{0:m}' -f $d`, "November 21|November 21"],
    [`${d}'{0:Y}|{0:y}' -f $d`, "November 2026|November 2026"],
    [`${d}'{0:T}' -f $d`, "7:46:38 PM"],
    [`${d}'{0:R}' -f $d`, "Sat, 21 Nov 2026 19:46:38 GMT", "R is the same everywhere"],
    [`${d}'{0:s}|{0:u}' -f $d`, "2026-11-21T19:46:38|2026-11-21 19:46:38Z"],
    ["'{0}' -f [datetime]'2026-03-02 00:05'", "3/2/2026 12:05:00 AM", "midnight is twelve"],
    ["'{0:t}' -f [datetime]'2026-03-02 12:00'", "12:00 PM", "noon is PM"],
    [`${d}Get-Date $d -Format g`, "11/21/2026 7:46 PM"],
    [`${d}Get-Date $d -Format D`, "Saturday, November 21, 2026"],
    [`${d}Get-Date $d -Format 'ddd d MMM'`, "Sat 21 Nov"],
    [`${d}$d.ToShortDateString(); $d.ToShortTimeString()`, "11/21/2026 | 7:46 PM"],
    [`${d}$d.ToLongDateString(); $d.ToLongTimeString()`, "Saturday, November 21, 2026 | 7:46:38 PM"],
    [`${d}[string]::Format('{0}', $d)`, "11/21/2026 7:46:38 PM"],
    [`${d}[convert]::ToString($d)`, "11/21/2026 7:46:38 PM"],
    [`${d}@($d | Group-Object)[0].Name`, "11/21/2026 7:46:38 PM", "the name of a group"],
    [`${d}([pscustomobject]@{ At = $d } | ConvertTo-Csv)[1]`, '"11/21/2026 7:46:38 PM"', "CSV"],
    [`${d}(([pscustomobject]@{ At = $d } | Format-List | Out-String).Trim())`, "At : 11/21/2026 7:46:38 PM"],
    [`${d}($d | Out-String).Trim()`, "Saturday, November 21, 2026 7:46:38 PM"],
  ]));

describe("about_Type_Conversion: dates by the invariant culture", () =>
  table([
    [`${d}"$d"`, "11/21/2026 19:46:38", "in strings"],
    [`${d}"at $($d)"`, "at 11/21/2026 19:46:38", "in sub-expressions"],
    [`${d}[string]$d`, "11/21/2026 19:46:38", "casts"],
    [`${d}'at ' + $d`, "at 11/21/2026 19:46:38", "added to text"],
    [`${d}$d, $d -join ';'`, "11/21/2026 19:46:38;11/21/2026 19:46:38", "joined"],
    [`${d}$d -as [string]`, "11/21/2026 19:46:38"],
    [`${d}$d -match '^11/21/2026 19'`, "True", "matched"],
    [`${d}$d.ToString([cultureinfo]::InvariantCulture)`, "11/21/2026 19:46:38", "asked for"],
    [`${d}$d.ToString('D', [cultureinfo]'')`, "Saturday, 21 November 2026", "asked for"],
    [`${d}[string]::Format([cultureinfo]::InvariantCulture, '{0:g}', $d)`, "11/21/2026 19:46", "asked for"],
    ["([datetime]'02/03/2026').Month", "2", "a cast reads month, day, year"],
  ]));

describe(".NET format strings (System.Double.ToString): numbers", () =>
  table([
    ["'{0:C}' -f 1234.5", "$1,234.50"],
    ["'{0:C0}' -f 1234.5", "$1,235"],
    ["'{0:C}' -f -1234.5", "-$1,234.50"],
    ["'{0:P}' -f 0.5", "50.00%"],
    ["'{0:P0}' -f 0.256", "26%"],
    ["'{0:P1}' -f -0.1234", "-12.3%"],
    ["(0.5).ToString('P')", "50.00%"],
    ["(5).ToString('C', [cultureinfo]::InvariantCulture)", "¤5.00"],
    ["(-5).ToString('C', [cultureinfo]::InvariantCulture)", "(¤5.00)"],
    ["(0.5).ToString('P', [cultureinfo]::InvariantCulture)", "50.00 %"],
    ["[string]::Format([cultureinfo]::InvariantCulture, '{0:C}', 5)", "¤5.00"],
  ]));

describe("Get-Culture: the culture itself", () =>
  table([
    ["(Get-Culture).Name; $PSCulture", "en-US | en-US"],
    ["(Get-Culture).DateTimeFormat.ShortDatePattern", "M/d/yyyy"],
    ["(Get-Culture).DateTimeFormat.GetMonthName(3)", "March"],
    ["(Get-Culture).DateTimeFormat.GetAbbreviatedDayName(6)", "Sat"],
    ["(Get-Culture).DateTimeFormat.GetDayName([dayofweek]::Monday)", "Monday"],
    ["(Get-Culture).DateTimeFormat.GetMonthName(14)", "!ArgumentOutOfRangeException"],
    ["(Get-Culture).NumberFormat.CurrencySymbol", "$"],
    ["(Get-Culture).TextInfo.ToTitleCase('ann lee')", "Ann Lee"],
    ["[cultureinfo]::InvariantCulture.DateTimeFormat.ShortDatePattern", "MM/dd/yyyy"],
    ["[cultureinfo]::CurrentCulture.DateTimeFormat.LongTimePattern", "h:mm:ss tt"],
  ]));

// Types of .NET beside files: dates with their offset, spans, numbers, GUIDs, grids; each row a member.
import { describe } from "vitest";
import { table } from "./house.ts";

const file = "$null = New-Item . -ItemType Directory -Force; Set-Content f x; $f = Get-Item f; ";
const moment = "$d = [DateTimeOffset]'2020-01-02T03:04:05+02:00'; ";

describe("System.DateTimeOffset: moments and the clock they were read from", () =>
  table([
    [
      `${moment}"$d"; $d.ToString(); $d.ToString('o')`,
      "01/02/2020 03:04:05 +02:00 | 1/2/2020 3:04:05 AM +02:00 | 2020-01-02T03:04:05.0000000+02:00",
    ],
    [`${moment}$d.ToString('yyyy-MM-dd zzz'); $d.ToString('u')`, "2020-01-02 +02:00 | 2020-01-02 01:04:05Z"],
    [`${moment}$d.Year; $d.Hour; $d.Offset.Hours; $d.DayOfWeek`, "2020 | 3 | 2 | Thursday"],
    [`${moment}$d.UtcDateTime.Hour; $d.UtcDateTime.Kind; $d.DateTime.Kind; $d.Date.Day`, "1 | Utc | Unspecified | 2"],
    [`${moment}$d.ToUniversalTime().Hour; $d.ToOffset([timespan]'05:30').Hour`, "1 | 6"],
    [`${moment}$d.ToUnixTimeSeconds(); $d.ToUnixTimeMilliseconds()`, "1577927045 | 1577927045000"],
    [
      "[DateTimeOffset]::FromUnixTimeSeconds(0).Year; [DateTimeOffset]::FromUnixTimeMilliseconds(1500).Millisecond",
      "1970 | 500",
    ],
    [
      `${moment}$d.AddDays(1).Day; $d.AddMonths(-1).Month; $d.Add([timespan]'1:00').Hour; $d.AddDays(1).Offset.Hours`,
      "3 | 12 | 4 | 2",
    ],
    [
      `${moment}$d.Subtract([DateTimeOffset]'2020-01-02T00:04:05Z').TotalHours`,
      "1",
      "moments, not clocks, are subtracted",
    ],
    [
      `${moment}$d -eq [DateTimeOffset]'2020-01-02T01:04:05Z'; $d -lt [DateTimeOffset]'2020-01-02T02:00:00Z'`,
      "True | True",
    ],
    [`${moment}$d.EqualsExact([DateTimeOffset]'2020-01-02T01:04:05Z'); [DateTimeOffset]::Compare($d, $d)`, "False | 0"],
    ["[DateTimeOffset]::new(2020, 1, 2, 3, 4, 5, [timespan]'-01:00').UtcDateTime.Hour", "4"],
    [
      "[DateTimeOffset]::new([datetime]'2020-01-02', [timespan]'02:00').ToString('o')",
      "2020-01-02T00:00:00.0000000+02:00",
    ],
    ["[DateTimeOffset]::UtcNow.Year; [DateTimeOffset]::Parse('2020-01-02 03:04 -05:00').Offset", "2026 | -05:00:00"],
    [
      "$o = $null; [DateTimeOffset]::TryParse('nonsense', [ref]$o); [DateTimeOffset]'nonsense'",
      "False | !InvalidCastParseTargetInvocationWithFormatProvider",
    ],
    ["[DateTimeOffset]::new(2020, 1, 2, 3, 4, 5, [timespan]'15:00')", "!ArgumentOutOfRangeException"],
  ]));

describe("System.TimeSpan: making, reading, comparing", () =>
  table([
    [
      "[timespan]::FromDays(1.5); [timespan]::FromHours(25); [timespan]::FromMinutes(90)",
      "1.12:00:00 | 1.01:00:00 | 01:30:00",
    ],
    [
      "[timespan]::FromSeconds(61); [timespan]::FromMilliseconds(1500); [timespan]::FromMicroseconds(5); [timespan]::FromTicks(7)",
      "00:01:01 | 00:00:01.5000000 | 00:00:00.0000050 | 00:00:00.0000007",
    ],
    [
      "[timespan]::Compare('0:01', '0:02'); [timespan]::Compare('0:01', '0:01'); [timespan]::Equals('1:00', '1:00')",
      "-1 | 0 | True",
    ],
    [
      "[timespan]::ParseExact('1.02:03', 'd\\.hh\\:mm', $null); [timespan]::ParseExact('90', '%s', $null)",
      "1.02:03:00 | !FormatException",
    ],
    [
      "[timespan]::ParseExact('05,5', \"ss','f\", $null); [timespan]::ParseExact('01:02:03', 'c', $null)",
      "00:00:05.5000000 | 01:02:03",
    ],
    ["[timespan]::ParseExact('12-30', ('hh\\:mm', 'hh\\-mm'), $null)", "12:30:00", "the first format that fits"],
    ["$t = $null; [timespan]::TryParseExact('x', 'hh', $null, [ref]$t); $t", "False | 00:00:00"],
    [
      "$t = [timespan]'1.02:03:04.567'; $t.Days; $t.Hours; $t.Minutes; $t.Seconds; $t.Milliseconds",
      "1 | 2 | 3 | 4 | 567",
    ],
    [
      "$t = [timespan]'01:30'; $t.TotalHours; $t.TotalMinutes; $t.Ticks; $t.Negate(); $t.Add('0:30')",
      "1.5 | 90 | 54000000000 | -01:30:00 | 02:00:00",
    ],
    [
      "$t = [timespan]'01:30'; $t.Multiply(2); $t.Divide(3); $t.Divide([timespan]'0:30'); $t.Subtract('2:00').Duration()",
      "03:00:00 | 00:30:00 | 3 | 00:30:00",
    ],
    [
      "([timespan]'1.02:03:04').ToString('g'); ([timespan]'01:02').ToString('hh\\:mm'); ([timespan]'1:00').CompareTo([timespan]'2:00')",
      "1:2:03:04 | 01:02 | -1",
    ],
    [
      "[timespan]::Zero; [timespan]::MaxValue.Days; [timespan]::new(1, 2, 3); [timespan]::new(1, 2, 3, 4)",
      "00:00:00 | 10675199 | 01:02:03 | 1.02:03:04",
    ],
    ["[timespan]::TicksPerSecond; [timespan]::Parse('nonsense')", "10000000 | !FormatException"],
  ]));

describe("System.Math: Round in every mode", () =>
  table([
    ["[math]::Round(2.5); [math]::Round(3.5); [math]::Round(-2.5)", "2 | 4 | -2", "half to even"],
    ["[math]::Round(2.5, [MidpointRounding]::AwayFromZero); [math]::Round(-2.5, 'AwayFromZero')", "3 | -3"],
    ["[math]::Round(2.9, 'ToZero'); [math]::Round(-2.9, 'ToZero')", "2 | -2"],
    ["[math]::Round(2.9, 'ToNegativeInfinity'); [math]::Round(-2.1, 'ToNegativeInfinity')", "2 | -3"],
    ["[math]::Round(2.1, 'ToPositiveInfinity'); [math]::Round(-2.9, 'ToPositiveInfinity')", "3 | -2"],
    [
      "[math]::Round(2.345, 2); [math]::Round(2.345, 2, 'AwayFromZero'); [math]::Round(2.349, 2, 'ToZero')",
      "2.34 | 2.35 | 2.34",
    ],
    [
      "[math]::Round(2.25d, 1); [math]::Round(2.25d, 1, 'ToPositiveInfinity'); [math]::Round(2.5d).GetType().Name",
      "2.2 | 2.3 | Decimal",
    ],
    ["[math]::Round(2.5, -1)", "!ArgumentOutOfRangeException"],
    ["[math]::Round(2.5, 16); [math]::Round(2.5d, 29)", "!ArgumentOutOfRangeException | !ArgumentOutOfRangeException"],
  ]));

describe("System.Guid: making and showing", () =>
  table([
    ["[guid]::new([byte[]](0..15))", "03020100-0504-0706-0809-0a0b0c0d0e0f", "the first three parts are numbers"],
    ["([guid]'03020100-0504-0706-0809-0a0b0c0d0e0f').ToByteArray() -join ','", "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"],
    ["[guid]::new([byte[]](1, 2))", "!ArgumentException"],
    [
      "$g = [guid]'00000000-0000-0000-0000-000000000001'; $g.ToString('N'); $g.ToString('B'); $g.ToString('P')",
      "00000000000000000000000000000001 | {00000000-0000-0000-0000-000000000001} | (00000000-0000-0000-0000-000000000001)",
    ],
    [
      "[guid]::Empty; [guid]'{00000000-0000-0000-0000-000000000000}' -eq [guid]::Empty",
      "00000000-0000-0000-0000-000000000000 | True",
    ],
    ["$g = [guid]::Empty; [guid]::TryParse('x', [ref]$g); [guid]::Parse('x')", "False | !FormatException"],
    ["[guid]::NewGuid().ToString().Length; [guid]'x'", "36 | !InvalidCastParseTargetInvocation"],
  ]));

describe("System.Array: more than one dimension", () =>
  table([
    ["$a = New-Object 'int[,]' 2, 3; $a[1, 2] = '7'; $a[1, 2]; $a[0, 0]", "7 | 0"],
    ["$a = [string[,]]::new(2, 2); $a[0, 1] = 5; $a[0, 1].GetType().Name; $null -eq $a[0, 0]", "String | True"],
    ["$a = New-Object 'int[,]' 2, 3; $a.Length; $a.Rank; $a.GetLength(1); $a.GetUpperBound(0)", "6 | 2 | 3 | 1"],
    ["$a = New-Object 'int[,]' 2, 2; $a[1, 0] = 1; $a -join ','; $a.GetType().FullName", "0,0,1,0 | System.Int32[,]"],
    [
      "$a = New-Object 'int[,]' 2, 2; $a.SetValue(4, 1, 1); $a.GetValue(1, 1); $a.GetValue(9, 9)",
      "4 | !IndexOutOfRangeException",
    ],
    ["$a = New-Object 'int[,]' 2, 2; $a[2, 0]", "!IndexOutOfRange"],
    ["$a = New-Object 'int[,,]' 2, 2, 2; $a[1, 1, 1] = 3; $a[1, 1, 1]; $a.Rank", "3 | 3"],
    ["$a = New-Object 'int[,]' 2, 2; $a[0, 0] = 'x'", "!InvalidCastFromStringToInteger"],
    ["[int[,]]::new(100000, 100000)", "!OutOfMemoryException", "bounded"],
  ]));

describe("about_Using: namespaces in catch", () =>
  table([
    ["using namespace System.IO\ntry { throw [FileNotFoundException]::new('x') } catch [IOException] { 'io' }", "io"],
    [
      "using namespace System.IO\ntry { [File]::ReadAllText('/no/no') } catch [DirectoryNotFoundException] { 'none' }",
      "none",
    ],
  ]));

describe("Add-Member: members of objects that cmdlets give", () =>
  table([
    [`${file}$f | Add-Member Note 5; $f.Note; $f.Name`, "5 | f", "the object itself has them"],
    [`${file}$f | Add-Member ScriptProperty Twice { $this.Length * 2 }; $f.Twice`, "4"],
    [`${file}$f | Add-Member ScriptMethod Say { "$($this.Name) $args" }; $f.Say('hi')`, "f hi"],
    [`${file}Add-Member -InputObject $f AliasProperty Size Length; $f.Size; $f | Select-Object Size | % Size`, "2 | 2"],
    [`${file}$f | Add-Member Name other`, "!MemberAlreadyExists,Add-Member"],
    [`${file}$f | Add-Member Name other -Force; $f.Name`, "other"],
    [`${file}$f | Add-Member Note 5; $f.Note = 6; $f.Note; ($f | Get-Member Note).MemberType`, "6 | NoteProperty"],
    [
      `${file}$f | Add-Member -TypeName My.Kind; $f.PSTypeNames[0]; (Get-Item f).PSTypeNames[0]`,
      "My.Kind | System.IO.FileInfo",
    ],
    [
      "[object]::ReferenceEquals((Get-Host), $Host); (Get-Host).UI.RawUI.WindowTitle = 'x'; $Host.UI.RawUI.WindowTitle",
      "True | x",
      "Get-Host and $Host are one",
    ],
  ]));

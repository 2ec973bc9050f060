// Types of .NET that read and write files: a table for each type, every row a member with what the documentation says of it.
import { describe } from "vitest";
import { table } from "./house.ts";

/** The rows in a folder that is there. */
const inFolder = (rows: Parameters<typeof table>[0]) =>
  table(
    rows.map(([source, ...rest]) => [`$null = New-Item . -ItemType Directory -Force; ${source}`, ...rest] as const),
  );

const text = "Set-Content t.txt 'one', 'two'; ";
const folder = "$null = New-Item d/e -ItemType Directory -Force; Set-Content d/a.txt x; Set-Content d/e/b.log y; ";

describe("System.IO.File: whole files", () =>
  inFolder([
    [`${text}[IO.File]::Exists('t.txt'); [IO.File]::Exists('no.txt'); [IO.File]::Exists('')`, "True | False | False"],
    [`${text}[IO.File]::ReadAllText('t.txt')`, "one\ntwo\n"],
    [`${text}[IO.File]::ReadAllLines('t.txt').GetType().Name; [IO.File]::ReadAllLines('t.txt')[1]`, "String[] | two"],
    [`${text}foreach ($l in [IO.File]::ReadLines('t.txt')) { "<$l>" }`, "<one> | <two>"],
    ["[IO.File]::WriteAllBytes('b', [byte[]](1, 255)); [IO.File]::ReadAllBytes('b') -join ','", "1,255"],
    ["[IO.File]::WriteAllText('w', 'a'); [IO.File]::AppendAllText('w', 'b'); Get-Content w", "ab"],
    [
      "[IO.File]::WriteAllLines('w', ('a', 'b')); [IO.File]::AppendAllLines('w', [string[]]'c'); (Get-Content w).Count",
      "3",
    ],
    ["[IO.File]::WriteAllText('w', 'a', [Text.Encoding]::UTF8); (Get-Item w).Length", "4", "UTF8 marks the file"],
    ["[IO.File]::WriteAllText('w', 'a', [Text.UTF8Encoding]::new($false)); (Get-Item w).Length", "1", "and this not"],
    ["[IO.File]::WriteAllText('w', 'é', [Text.Encoding]::Unicode); [IO.File]::ReadAllText('w')", "é", "the mark tells"],
    [
      "[IO.File]::AppendAllText('n', 'a', [Text.Encoding]::UTF8); [IO.File]::AppendAllText('n', 'a', [Text.Encoding]::UTF8); (Get-Item n).Length",
      "5",
      "one mark",
    ],
    [
      `${text}[IO.File]::Copy('t.txt', 'u.txt'); Test-Path u.txt; [IO.File]::Copy('t.txt', 'u.txt')`,
      "True | !IOException",
    ],
    [
      `${text}Set-Content u.txt x; [IO.File]::Copy('t.txt', 'u.txt', $true); (Get-Content u.txt)[0]`,
      "one",
      "overwrite",
    ],
    [`${text}[IO.File]::Move('t.txt', 'm.txt'); Test-Path t.txt; Test-Path m.txt`, "False | True"],
    ["[IO.File]::Move('no.txt', 'm.txt')", "!FileNotFoundException"],
    [`${text}Set-Content u.txt x; [IO.File]::Move('t.txt', 'u.txt')`, "!IOException", "nothing is lost"],
    [
      `${text}Set-Content u.txt x; [IO.File]::Replace('t.txt', 'u.txt', 'b.txt'); Get-Content b.txt; Test-Path t.txt`,
      "x | False",
    ],
    [`${text}[IO.File]::Delete('t.txt'); Test-Path t.txt; [IO.File]::Delete('t.txt')`, "False", "again is no error"],
    ["[IO.File]::ReadAllText('no.txt')", "!FileNotFoundException"],
    ["[IO.File]::ReadAllText('no/no.txt')", "!DirectoryNotFoundException"],
    ["[IO.File]::WriteAllText('no/no.txt', 'x')", "!DirectoryNotFoundException"],
    [`${text}[IO.File]::SetLastWriteTime('t.txt', '2020-01-02'); [IO.File]::GetLastWriteTime('t.txt').Year`, "2020"],
    [`${text}[IO.File]::GetLastWriteTimeUtc('t.txt').Kind; [IO.File]::GetCreationTime('no').Year`, "Utc | 1601"],
    ["[IO.File]::GetLastWriteTime('no.txt').Year", "1601", "what is not there"],
    [
      `${text}[IO.File]::GetAttributes('t.txt'); [IO.File]::GetAttributes('.').GetType().Name`,
      "Normal | FileAttributes",
    ],
    [`${text}[IO.File]::SetAttributes('t.txt', 'ReadOnly'); (Get-Item t.txt).IsReadOnly`, "True"],
    [`${text}$r = [IO.File]::OpenText('t.txt'); $r.ReadLine(); $r.Close()`, "one"],
    [
      "$w = [IO.File]::CreateText('c'); $w.Write('a'); $w.Close(); $w = [IO.File]::AppendText('c'); $w.Write('b'); $w.Close(); Get-Content c",
      "ab",
    ],
  ]));

describe("System.IO.Directory: folders", () =>
  inFolder([
    [`${folder}[IO.Directory]::Exists('d'); [IO.Directory]::Exists('d/a.txt')`, "True | False"],
    [
      "$d = [IO.Directory]::CreateDirectory('p/q'); $d.Name; $d.GetType().FullName; $d.Exists",
      "q | System.IO.DirectoryInfo | True",
    ],
    [`${folder}[IO.Directory]::GetFiles('d')`, "d/a.txt", "the paths begin as the one given"],
    [`${folder}[IO.Directory]::GetFiles('d', '*.log', 'AllDirectories')`, "d/e/b.log"],
    [`${folder}[IO.Directory]::EnumerateFiles("$PWD/d", '*', [IO.SearchOption]::AllDirectories).Count`, "2"],
    [`${folder}[IO.Directory]::GetDirectories('d')`, "d/e"],
    [`${folder}[IO.Directory]::GetFileSystemEntries('d') -join ' '`, "d/a.txt d/e"],
    ["[IO.Directory]::GetFiles('no')", "!DirectoryNotFoundException"],
    [`${folder}[IO.Directory]::Delete('d')`, "!IOException", "not empty"],
    [`${folder}[IO.Directory]::Delete('d', $true); Test-Path d`, "False"],
    [`${folder}[IO.Directory]::Move('d', 'm'); Test-Path m/e/b.log`, "True"],
    ["[IO.Directory]::GetParent('/a/b').FullName; [IO.Directory]::GetParent('/') -eq $null", "/a | True"],
    ["[IO.Directory]::GetCurrentDirectory(); [IO.Directory]::GetDirectoryRoot('/a')", "/home/admin | /"],
  ]));

describe("System.IO.FileInfo: a file by its path", () =>
  inFolder([
    ["$f = [IO.FileInfo]'/a/b.txt'; $f.Name; $f.Extension; $f.BaseName; $f.DirectoryName", "b.txt | .txt | b | /a"],
    ["[IO.FileInfo]::new('x').Exists; (New-Object IO.FileInfo 'x').FullName", "False | /home/admin/x"],
    [
      "$f = [IO.FileInfo]'x'; $f.Exists; Set-Content x hi; $f.Exists; $f.Refresh(); $f.Exists; $f.Length",
      "False | False | True | 3",
      "read once",
    ],
    [
      "$f = [IO.FileInfo]'/a/b/c'; $f.Directory.Name; $f.Directory.Parent.FullName; \"$($f.Directory)\"",
      "b | /a | /a/b",
    ],
    ["function g([IO.FileInfo]$p) { $p.Name; $p.Exists }; g 'a b.txt'", "a b.txt | False", "a parameter"],
    [`${text}$c = ([IO.FileInfo]'t.txt').CopyTo('u.txt'); $c.Name; $c.Length`, "u.txt | 8"],
    [`${text}$f = Get-Item t.txt; $f.MoveTo('m.txt'); Test-Path m.txt; Test-Path t.txt`, "True | False"],
    [`${text}$f = Get-Item t.txt; $f.Delete(); $f.Refresh(); $f.Exists`, "False"],
    [`${text}$r = (Get-Item t.txt).OpenText(); $r.ReadToEnd().Length; $r.Dispose()`, "8"],
    [`${text}(Get-Item t.txt) -is [IO.FileSystemInfo]; (Get-Item t.txt) -is [IO.DirectoryInfo]`, "True | False"],
    [
      "[IO.FileInfo]'x' | Select-Object Name, Exists | ForEach-Object { \"$_\" }",
      "@{Name=x; Exists=False}",
      "cmdlets see it whole",
    ],
  ]));

describe("System.IO.DirectoryInfo: a folder by its path", () =>
  inFolder([
    ["$d = [IO.DirectoryInfo]'/a/b'; $d.Name; $d.Parent.FullName; $d.Exists", "b | /a | False"],
    [
      "$d = [IO.DirectoryInfo]::new('n'); $d.Create(); Test-Path n; $d.CreateSubdirectory('o').Name; $d.Delete()",
      "True | o | !IOException",
    ],
    [`${folder}$d = Get-Item d; $d.Delete($true); Test-Path d`, "False"],
    [`${folder}(Get-Item d).GetFiles().Name; (Get-Item d).GetFiles('*.log', 'AllDirectories').Name`, "a.txt | b.log"],
    [`${folder}(Get-Item d).GetDirectories().Name; (Get-Item d).GetFileSystemInfos().Count`, "e | 2"],
    [`${folder}(Get-Item d).EnumerateFiles('a*') | ForEach-Object Length`, "2"],
    [`${folder}(Get-Item d).MoveTo('m'); Test-Path m/a.txt`, "True"],
  ]));

describe("System.IO.StreamReader: text line by line", () =>
  inFolder([
    [
      `${text}$r = [IO.StreamReader]::new('t.txt'); while ($null -ne ($l = $r.ReadLine())) { "<$l>" }; $r.Close()`,
      "<one> | <two>",
    ],
    [
      `${text}$r = New-Object IO.StreamReader 't.txt'; $r.ReadLine(); $r.EndOfStream; $r.ReadLine(); $r.EndOfStream`,
      "one | False | two | True",
    ],
    [
      `${text}$r = [IO.StreamReader]::new('t.txt'); $r.Peek(); $r.Read(); $r.ReadToEnd(); $r.Read()`,
      "111 | 111 | ne\ntwo\n | -1",
    ],
    [`${text}$r = [IO.StreamReader]::new('t.txt'); $r.Close(); $r.ReadLine()`, "!ObjectDisposedException"],
    ["[IO.StreamReader]::new('no.txt')", "!FileNotFoundException"],
    [
      "[IO.File]::WriteAllBytes('l', [byte[]](233)); [IO.StreamReader]::new('l', [Text.Encoding]::Latin1).ReadToEnd()",
      "é",
    ],
    ['$r = [IO.StringReader]::new("a`r`nb"); $r.ReadLine(); $r.ReadLine(); $null -eq $r.ReadLine()', "a | b | True"],
  ]));

describe("System.IO.StreamWriter: text piece by piece", () =>
  inFolder([
    [
      "$w = [IO.StreamWriter]::new('s'); $w.WriteLine('a'); $w.Write('{0:N1}', 2); $w.WriteLine(); $w.Close(); (Get-Content s) -join '|'",
      "a|2.0",
    ],
    [
      "Set-Content s a; $w = [IO.StreamWriter]::new('s', $true); $w.WriteLine('b'); $w.Dispose(); (Get-Content s) -join '|'",
      "a|b",
      "append",
    ],
    ["Set-Content s a; $w = [IO.StreamWriter]::new('s'); $w.Close(); (Get-Item s).Length", "0", "else it begins anew"],
    [
      "$w = [IO.StreamWriter]::new('s', $false, [Text.Encoding]::Unicode); $w.Write('a'); $w.Close(); (Get-Item s).Length",
      "4",
    ],
    ["$w = [IO.StreamWriter]::new('s'); $w.AutoFlush = $true; $w.Write('a'); Get-Content s; $w.Close()", "a"],
    [
      "$w = [IO.StreamWriter]::new('s'); $w.NewLine = ';'; $w.WriteLine('a'); $w.Flush(); Get-Content s; $w.Close()",
      "a;",
    ],
    ["$w = [IO.StreamWriter]::new('s'); $w.Close(); $w.Write('a')", "!ObjectDisposedException"],
    ["$w = [IO.StreamWriter]::new('no/s')", "!DirectoryNotFoundException"],
    ["$w = [IO.StringWriter]::new(); $w.Write('a'); $w.WriteLine('b'); $w.ToString().Length", "3"],
  ]));

describe("System.IO.Path: paths as text", () =>
  inFolder([
    [
      "[IO.Path]::Combine('a', 'b', 'c'); [IO.Path]::Combine('a', '/b'); [IO.Path]::Join('a', '/b')",
      "a/b/c | /b | a/b",
    ],
    ["[IO.Path]::GetFileName('/a/b.txt'); [IO.Path]::GetFileNameWithoutExtension('/a/b.c.txt')", "b.txt | b.c"],
    [
      "[IO.Path]::GetExtension('a.b.txt'); [IO.Path]::HasExtension('a.'); [IO.Path]::GetDirectoryName('/a/b')",
      ".txt | False | /a",
    ],
    ["[IO.Path]::ChangeExtension('a.txt', 'log'); [IO.Path]::ChangeExtension('a.txt', $null)", "a.log | a"],
    ["[IO.Path]::GetRelativePath('/a/b', '/a/c/d'); [IO.Path]::GetRelativePath('/a', '/a')", "../c/d | ."],
    [
      "[IO.Path]::GetFullPath('/a/../b'); [IO.Path]::IsPathRooted('/a'); [IO.Path]::IsPathFullyQualified('a')",
      "/b | True | False",
    ],
    ["[IO.Path]::EndsInDirectorySeparator('a/'); [IO.Path]::TrimEndingDirectorySeparator('a/')", "True | a"],
    ["[IO.Path]::DirectorySeparatorChar.GetType().Name; [IO.Path]::PathSeparator", "Char | :"],
    [
      "[IO.Path]::GetInvalidFileNameChars().Count; [IO.Path]::GetPathRoot('/a'); [IO.Path]::Exists('/no')",
      "2 | / | False",
    ],
    ["[IO.Path]::GetRandomFileName() -match '^[a-z0-9]{8}\\.[a-z0-9]{3}$'; [IO.Path]::GetTempPath()", "True | /tmp/"],
  ]));

describe("System.Text.Encoding: text and bytes", () =>
  inFolder([
    [
      "[Text.Encoding]::UTF8.GetBytes('é') -join ','; [Text.Encoding]::UTF8.GetString([byte[]](195, 169))",
      "195,169 | é",
    ],
    [
      "[Text.Encoding]::Unicode.GetBytes('a') -join ','; [Text.Encoding]::BigEndianUnicode.GetBytes('a') -join ','",
      "97,0 | 0,97",
    ],
    [
      "[Text.Encoding]::UTF32.GetBytes('😀') -join ','; [Text.Encoding]::UTF32.GetString([byte[]](97, 0, 0, 0))",
      "0,246,1,0 | a",
    ],
    ["[Text.Encoding]::ASCII.GetBytes('é') -join ','; [Text.Encoding]::Latin1.GetBytes('é€') -join ','", "63 | 233,63"],
    [
      "[Text.Encoding]::GetEncoding('iso-8859-1').CodePage; [Text.Encoding]::GetEncoding(65001).WebName",
      "28591 | utf-8",
    ],
    [
      "[Text.Encoding]::GetEncoding(1252).GetBytes('€') -join ','; [Text.Encoding]::GetEncoding('windows-1252').EncodingName",
      "128 | Western European (Windows)",
    ],
    [
      "[Text.Encoding]::GetEncoding('koi8-r').GetString([byte[]](193, 194)); [Text.Encoding]::GetEncoding('iso-8859-15').GetBytes('€') -join ','",
      "аб | 164",
    ],
    ["[Text.Encoding]::GetEncoding('nonsense')", "!ArgumentException"],
    ["[Text.Encoding]::GetEncoding(99999)", "!NotSupportedException"],
    [
      "[Text.Encoding]::UTF8.GetByteCount('é'); [Text.Encoding]::UTF8.GetCharCount([byte[]](195, 169)); [Text.Encoding]::ASCII.IsSingleByte",
      "2 | 1 | True",
    ],
    [
      "[Text.Encoding]::UTF8.GetPreamble() -join ','; [Text.UTF8Encoding]::new().GetPreamble().Count",
      "239,187,191 | 0",
    ],
    [
      "[Text.UTF8Encoding]::new($true).GetPreamble().Count; [Text.UnicodeEncoding]::new($true, $false).WebName",
      "3 | utf-16BE",
    ],
    ["[Text.Encoding]::Convert([Text.Encoding]::Unicode, [Text.Encoding]::UTF8, [byte[]](97, 0)) -join ','", "97"],
    [
      "[Text.Encoding]::UTF8 -is [Text.UTF8Encoding]; [Text.Encoding]::UTF8.GetString([byte[]](97, 98, 99), 1, 1)",
      "True | b",
    ],
  ]));

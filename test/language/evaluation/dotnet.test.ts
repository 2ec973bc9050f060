// Types of .NET as scripts use them: exceptions, arrays with element types, [Console], [xml], [regex]; a row for each rule.
import { describe, expect, test } from "vitest";
import { house, table } from "./house.ts";

const inner = "$e = [Exception]::new('outer', [Exception]::new('inner')); ";

describe("System.Exception: constructors and members", () =>
  table([
    ["[Exception]::new().Message", "Exception of type 'System.Exception' was thrown."],
    ["[TimeoutException]::new().Message", "The operation has timed out.", "a type's own words"],
    ["(New-Object System.Exception 'x').Message", "x", "New-Object makes them too"],
    [`${inner}$e.InnerException.Message; $e.GetBaseException().Message`, "inner | inner"],
    [
      `${inner}$e.ToString()`,
      "System.Exception: outer\n ---> System.Exception: inner\n   --- End of inner exception stack trace ---",
    ],
    ["$e = [Exception]::new('x'); $e.Data['k'] = 1; $e.Data.Count", "1", "Data is a table of its own"],
    ["$e = [Exception]::new('x'); $e.HelpLink = 'h'; $e.HelpLink", "h"],
    ["$e = [Exception]::new('x'); $e.Message = 'y'", "!ExceptionWhenSetting"],
    ["[InvalidOperationException]::new('a').GetType().BaseType.FullName", "System.SystemException"],
  ]));

describe("System.ArgumentException: the parameter that it is about", () =>
  table([
    ["$e = [ArgumentException]::new('bad', 'p'); $e.Message; $e.ParamName", "bad (Parameter 'p') | p"],
    ["[ArgumentNullException]::new('p').Message", "Value cannot be null. (Parameter 'p')"],
    ["[ArgumentNullException]::new('p', 'gone').Message", "gone (Parameter 'p')"],
    [
      "[ArgumentOutOfRangeException]::new('p').Message",
      "Specified argument was out of the range of valid values. (Parameter 'p')",
    ],
    ["[ArgumentOutOfRangeException]::new('p', 5, 'too much').Message", "too much (Parameter 'p')\nActual value was 5."],
    ["[IO.FileNotFoundException]::new('gone', 'x.txt').FileName", "x.txt"],
  ]));

describe("about_Try_Catch_Finally: the kin of an exception", () =>
  table([
    ["try { throw [ArgumentNullException]::new('p') } catch [ArgumentException] { 'kin' }", "kin"],
    ["try { throw [IO.FileNotFoundException]::new('x') } catch [IO.IOException] { 'io' }", "io"],
    ["try { throw [Exception]::new('x') } catch [SystemException] { 1 } catch { 'any' }", "any", "only what derives"],
    ["try { throw [ArgumentException]::new('x') } catch [SystemException] { 'system' }", "system"],
    ["try { nosuchcommand } catch { $_.Exception.CommandName }", "nosuchcommand"],
    ["try { throw 'x' } catch { $_.Exception.ErrorRecord.FullyQualifiedErrorId }", "x", "quick"],
  ]));

describe("System.Management.Automation.ErrorRecord: what it tells", () =>
  table([
    ["try { throw 'x' } catch { \"$($_.CategoryInfo)\" }", "OperationStopped: (x:String) [], RuntimeException"],
    ["try { throw [Exception]::new('x') } catch { $_.CategoryInfo.ToString() }", "OperationStopped: (:) [], Exception"],
    [
      "try { throw 'x' } catch { $_.CategoryInfo.TargetType; $_.CategoryInfo.GetMessage().Length -gt 9 }",
      "String | True",
    ],
    [
      "function g { throw 'x' }; function f { g }; try { f } catch { $_.ScriptStackTrace }",
      "at g, <No file>: line 1\nat f, <No file>: line 1\nat <ScriptBlock>, <No file>: line 1",
      "the calls that led there",
    ],
    [
      "try { $null.Foo() } catch { $_.InvocationInfo.PositionMessage }",
      "At line:1 char:7\n+ try { $null.Foo() } catch { $_.InvocationInfo.PositionMessage }\n+       ~~~~~~~~~~~",
      "the place underlined",
      "quick",
    ],
    [
      "Get-Item /nope -ErrorAction SilentlyContinue; $Error[0].InvocationInfo.MyCommand.Name",
      "Get-Item",
      "the command that reported it",
    ],
    ["try { throw 'x' } catch { $_.ErrorDetails = 'for people'; \"$_\"; $_.Exception.Message }", "for people | x"],
  ]));

describe("System.Array: the type of the elements", () =>
  table([
    ["[int[]]$a = 1, '2'; $a.GetType().FullName", "System.Int32[]"],
    ["[int[]]$a = 1; $a += '3'; $a.GetType().Name; $a[1].GetType().Name", "Int32[] | Int32", "assignment converts"],
    ["$a = [int[]](1, 2); $a[0] = '7'; $a[0].GetType().Name", "Int32", "an element converts"],
    ["$a = [int[]](1, 2); $a[0] = 'x'; $a[0]", "!InvalidCastFromStringToInteger | 1"],
    ["(1, 2).GetType().FullName; (1, 2) -is [int[]]", "System.Object[] | False", "a list of ints holds objects"],
    ["[int[]](1, 2) -is [object[]]; [string[]]('a', 'b') -is [object[]]", "False | True", "references are objects"],
    ["(1, 2).GetType().BaseType.FullName", "System.Array"],
    ["'a b'.Split(' ').GetType().Name; ('a b' -split ' ').GetType().Name", "String[] | String[]"],
    ["'ab'.ToCharArray().GetType().Name; 'abcd'.ToCharArray(1, 2) -join ''", "Char[] | bc"],
    ["[Convert]::FromBase64String('AQI=').GetType().Name", "Byte[]"],
    ["[int[]]::new(2) -join ','; [string[]]::new(2)[0] -eq $null", "0,0 | True", "the empty value of the type"],
    ["[int[]]::new(-1)", "!OverflowException"],
    ["[int[]]::new(2147483647)", "!OutOfMemoryException", "bounded"],
  ]));

describe("System.Array: static methods", () =>
  table([
    ["$a = 3, 1, 2; [array]::Sort($a); $a -join ','", "1,2,3"],
    ["$a = 1, 2, 3; [array]::Reverse($a); $a -join ','", "3,2,1"],
    ["$k = 'b', 'a'; $v = 2, 1; [array]::Sort($k, $v); $v -join ','", "1,2", "the second array follows"],
    ["[array]::IndexOf((5, 6, 5), 5); [array]::LastIndexOf((5, 6, 5), 5)", "0 | 2"],
    ["[array]::BinarySearch((1, 3, 5), 3); [array]::BinarySearch((1, 3, 5), 4)", "1 | -3"],
    ["[array]::Find((1, 5, 9), { $args[0] -gt 4 })", "5"],
    ["[array]::FindAll((1, 5, 9), { $args[0] -gt 4 }) -join ','", "5,9"],
    ["[array]::Exists((1, 2), { $args[0] -eq 2 }); [array]::TrueForAll((1, 2), { $args[0] -gt 1 })", "True | False"],
  ]));

describe("System.Collections.Generic.List: blocks as delegates, waiting or not", () =>
  table([
    ["$l = [Collections.Generic.List[int]](3, 1, 2); $l.Sort(); $l -join ','", "1,2,3"],
    ["$l = [Collections.Generic.List[int]](3, 1, 2); $l.Sort({ $args[1] - $args[0] }); $l -join ','", "3,2,1"],
    ["$l = [Collections.Generic.List[int]](1, 5); $l.Find({ $args[0] -gt 2 }); $l.FindIndex({ $_ -gt 2 })", "5 | 1"],
    ["$l = [Collections.Generic.List[int]](1, 5, 7); $l.RemoveAll({ $_ -gt 2 }); $l.Count", "2 | 1"],
    [
      "$l = [Collections.Generic.List[int]](1, 5); $l.Exists({ Test-Path / }); $l.TrueForAll({ $_ -gt 2 })",
      "True | False",
    ],
    ["$l = [Collections.Generic.List[int]](1, 5); $l.FindAll({ Test-Path / }).Count", "2", "a block that waits"],
    ["$l = [Collections.Generic.List[int]](1, 5); $l.ConvertAll({ \"v$_\" }) -join ','", "v1,v5"],
    ["$s = [Collections.Generic.HashSet[int]](1, 2, 3); $s.RemoveWhere({ $_ -gt 1 }); $s.Count", "2 | 1"],
    ["$q = [Collections.Generic.Queue[int]]::new(); $r = 0; $q.TryDequeue([ref]$r)", "False"],
    ["(1, 2).ForEach('ToString').Count; ('b', 'a').ForEach('Length') -join ','", "2 | 1,1", "a method, a property"],
  ]));

describe("System.Text.RegularExpressions.Regex: blocks and letters", () =>
  table([
    ["[regex]::Replace('abc', 'b', { $args[0].Value.ToUpper() })", "aBc"],
    ["[regex]::Replace('ab', '.', { Get-Date -Format yyyy })", "20262026", "a block that waits"],
    ["'abc' -replace 'b', { $_.Value + (Get-Date -Format yy) }", "ab26c"],
    ["'a1b2' -split { $_ -match '\\d' } -join '|'", "a|b|"],
    ["'Jürgen' -match '^\\w+$'; 'é1' -match '\\W'", "True | False", "\\w is a letter of any script"],
    ["'über alles' -replace '\\b(\\w)', '<$1'", "<über <alles", "and so \\b"],
    ["'٣' -match '^\\d$'", "True", "digits of any script"],
  ]));

describe("System.Console: what goes past the pipeline", () => {
  table([
    ["[Console]::WriteLine('x'); 1", "1", "not output"],
    ["[Console]::WindowWidth; [Console]::OutputEncoding.WebName", "120 | utf-8"],
    ["[Console]::Title = 't'; [Console]::Title", "t"],
    ["[Console]::ForegroundColor = 'Red'; [Console]::ForegroundColor; [Console]::ResetColor()", "Red"],
    ["[Console]::ForegroundColor = 'Reddish'", "!FormatException"],
    ["[Console]::OutputEncoding = [Text.Encoding]::Unicode", "!NotSupportedException"],
    ["[Console]::SetCursorPosition(0, 0)", "!IOException"],
    ["[Console]::In.ReadLine() -eq $null", "True", "nobody is there"],
  ]);

  test("writes what is given, with formats", async () => {
    const { session, said } = house();
    await session.run("[Console]::Write('a'); [Console]::WriteLine('{0}-{1}', 1, 2); [Console]::Error.WriteLine('e')");
    expect(said).toEqual(["a", "1-2\n", "e\n"]);
  });

  test("reads what a person types", async () => {
    const { session, values } = house({ answers: ["one", "two"] });
    await session.run("[Console]::ReadLine(); [Console]::In.ReadLine()");
    expect(values).toEqual(["one", "two"]);
  });
});

describe("System.Environment: variables as the session sees them", () =>
  table([
    ["[Environment]::SetEnvironmentVariable('ZZ', '5'); $env:ZZ", "5"],
    ["$env:QQ = '7'; [Environment]::GetEnvironmentVariable('QQ')", "7"],
    ["$env:QQ = 'v'; [Environment]::ExpandEnvironmentVariables('<%QQ%>')", "<v>"],
    ["[Environment]::SetEnvironmentVariable('', 'x')", "!ArgumentException"],
  ]));

const doc = '$x = [xml]\'<a><b id="1">t</b><b id="2"/><c>3</c></a>\'; ';

describe("System.Xml.XmlNode.SelectNodes: XPath", () =>
  table([
    [`${doc}$x.SelectNodes('//b').Count; $x.SelectNodes('/a/b/@id').Value -join ','`, "2 | 1,2"],
    [`${doc}$x.SelectSingleNode('//b[@id="2"]').id; $null -eq $x.SelectSingleNode('//z')`, "2 | True"],
    [`${doc}$x.a.SelectSingleNode('b[2]').id; $x.SelectSingleNode('//b[last()]').id`, "2 | 2"],
    [`${doc}$x.SelectNodes('//b[text()="t"]').Count; $x.SelectNodes('//*[. > 2]').Count`, "1 | 1"],
    [`${doc}$x.SelectNodes('//b[contains(@id,"1") or @id = 2]').Count`, "2"],
    [`${doc}$x.SelectNodes('//b[not(text())]')[0].id; $x.SelectNodes('//b | //c').Count`, "2 | 3"],
    [`${doc}$x.SelectSingleNode('//c').SelectSingleNode('preceding-sibling::b').id`, "1"],
    [`${doc}$x.SelectSingleNode('//c/..').Name; $x.SelectNodes('//@id[. = count(//b)]').Count`, "a | 1"],
    [`${doc}$x.SelectNodes('//b[')`, "!XPathException"],
    [`${doc}$x.SelectNodes('//b[frob()]')`, "!XPathException"],
    ["([xml]'<a xmlns=\"u\"><b/></a>').SelectNodes('//b').Count", "0", "a name without prefix is in no namespace"],
    [
      "$x = [xml]'<a xmlns=\"u\"><b/></a>'; $m = [System.Xml.XmlNamespaceManager]::new($x.NameTable); $m.AddNamespace('n', 'u'); $x.SelectNodes('//n:b', $m).Count",
      "1",
    ],
    ["([xml]'<a/>').SelectNodes('//n:b')", "!XPathException"],
  ]));

describe("System.Xml.XmlDocument: making and changing", () =>
  table([
    [
      "$x = [xml]'<a/>'; $e = $x.CreateElement('c'); $e.SetAttribute('n', 'v'); $e.InnerText = 't'; [void]$x.a.AppendChild($e); $x.OuterXml",
      "!MethodNotFound | <a />",
      "an empty element is text, as the adapter gives it",
      "quick",
    ],
    [
      "$x = [xml]'<a/>'; $e = $x.CreateElement('c'); $e.SetAttribute('n', 'v'); $e.InnerText = 't'; [void]$x.DocumentElement.AppendChild($e); $x.OuterXml",
      '<a><c n="v">t</c></a>',
      "",
      "quick",
    ],
    [`${doc}[void]$x.a.RemoveChild($x.a.b[0]); $x.a.b.id; $x.a.RemoveAttribute('q')`, "2"],
    [`${doc}[void]$x.a.ReplaceChild($x.CreateElement('z'), $x.SelectSingleNode('//c')); $x.a.LastChild.Name`, "z"],
    [`${doc}[void]$x.a.InsertBefore($x.CreateElement('z'), $x.a.b[1]); $x.a.ChildNodes[1].Name`, "z"],
    [`${doc}$x.a.b[0].Attributes['id'].Value; $x.a.b[0].Attributes.Count`, "1 | 1"],
    [`${doc}$x.a.InnerXml = '<q>2</q>'; $x.OuterXml`, "<a><q>2</q></a>"],
    [`${doc}$x.a.InnerXml = '<q'; $x.a.c`, "!XmlException | 3"],
    [`${doc}$c = $x.a.CloneNode($true); $c.b[0].id = '9'; $x.a.b[0].id`, "1", "a copy is its own"],
    [`${doc}$x.a.AppendChild($x.a)`, "!ArgumentException", "no node stands in itself"],
    [`${doc}$x.a.FirstChild.NextSibling.id; $x.a.LastChild.PreviousSibling.id; $x.a.c.Length`, "2 | 2 | 1"],
    ["[xml]::new().CreateElement('1 x')", "!XmlException"],
    [
      "New-Item /home/admin -ItemType Directory -Force > $null; $x = [xml]'<a><b>1</b><c><d/></c></a>'; $x.Save('x.xml'); Get-Content x.xml",
      "<a> |   <b>1</b> |   <c> |     <d /> |   </c> | </a>",
      "two blanks a level",
      "quick",
    ],
  ]));

describe("System.Management.Automation.PSObject: .psobject", () =>
  table([
    ["$o = [pscustomobject]@{a=1}; $o.psobject.Properties.Add([psnoteproperty]::new('z', 5)); $o.z", "5"],
    [
      "$o = [pscustomobject]@{a=1}; $o.psobject.Properties.Add([psnoteproperty]::new('a', 5))",
      "!ExtendedTypeSystemException",
    ],
    ["$o = [pscustomobject]@{a=1}; $o.psobject.Properties['a'].Value = 7; $o.a", "7", "writes through"],
    ["$o = [pscustomobject]@{ab=1;c=2}; $o.psobject.Properties.Match('a*').Name", "ab"],
    ["$o = [pscustomobject]@{a=1}; $o.psobject.TypeNames.Insert(0, 'My.Type'); $o.pstypenames[0]", "My.Type"],
    ["([pscustomobject]@{a=1}).psobject.Properties['a'].TypeNameOfValue", "System.Int32"],
    [
      "([pscustomobject]@{a=1}).psobject.Properties['a'].MemberType; 'x'.psobject.Properties.Name",
      "NoteProperty | Length",
    ],
    ["$null -eq ([pscustomobject]@{a=1}).psobject.Properties['zz']", "True"],
    [
      "$o = [pscustomobject]@{a=1} | Add-Member ScriptProperty p { Test-Path / } -PassThru; $o.p; ($o | Select-Object p).p",
      "True | True",
      "a script property that waits",
    ],
    [
      "$o = [pscustomobject]@{a=1} | Add-Member ScriptProperty d { $this.a * 2 } { $this.a = $args[0] / 2 } -PassThru; $o.d; $o.d = 10; $o.a",
      "2 | 5",
    ],
  ]));

/** What is being typed: the source with the cursor as ¦, and what completion is told. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completionAt } from "../../src/language/syntax/complete.ts";
import { expression } from "./sexp.ts";

/** kind, prefix and what would be replaced, then what is known about the command. */
function told(marked: string): string {
  const cursor = marked.indexOf("¦");
  const source = marked.replace("¦", "");
  const found = completionAt(source, cursor);
  if (found === null) return "nothing";
  return [
    found.kind,
    JSON.stringify(found.prefix),
    `<${source.slice(found.replace.start, found.replace.end)}>`,
    found.quote === "" ? "" : `quote ${found.quote}`,
    found.command === undefined ? "" : `of ${found.command}`,
    found.parameter === undefined ? "" : `for -${found.parameter}`,
    found.position === undefined ? "" : `at ${found.position}`,
    (found.boundParameters ?? []).length === 0 ? "" : `beside ${found.boundParameters!.join(",")}`,
    found.target === undefined ? "" : `on ${expression(found.target)}${found.static ? " static" : ""}`,
    found.splatted ? "splatted" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const tables: Record<string, [marked: string, told: string][]> = {
  "about_Tab_Expansion: commands": [
    ["¦", 'command "" <>'],
    ["Get-M¦", 'command "Get-M" <Get-M>'],
    ["Get-M¦ailbox -Identity a", 'command "Get-M" <Get-Mailbox>'],
    ["a; ¦", 'command "" <>'],
    ["a\nb¦", 'command "b" <b>'],
    ["a | Where¦", 'command "Where" <Where>'],
    ["a | ¦", 'command "" <>'],
    ["$x = Get-¦", 'command "Get-" <Get->'],
    ["$x = ¦", 'command "" <>'],
    ["(Get-¦", 'command "Get-" <Get->'],
    ["(Get-¦) | b", 'command "Get-" <Get->'],
    ["if (¦", 'command "" <>'],
    ["if ($x) { Get-¦", 'command "Get-" <Get->'],
    ["foreach ($x in Get-¦", 'command "Get-" <Get->'],
    ["a && b¦", 'command "b" <b>'],
    ['"$(Get-¦', 'command "Get-" <Get->'],
    ["& Get-¦", 'command "Get-" <Get->'],
    ["@{ a = Get-¦", 'command "Get-" <Get->'],
    ["{ Get-¦ }", 'command "Get-" <Get->'],
    ["% { ¦ }", 'command "" <>'],
    ["return Get-¦", 'command "Get-" <Get->'],
  ],
  "about_Tab_Expansion: parameters": [
    ["Get-Mailbox -¦", 'parameter "" <-> of Get-Mailbox'],
    ["Get-Mailbox -Id¦", 'parameter "Id" <-Id> of Get-Mailbox'],
    ["Get-Mailbox -Id¦entity x", 'parameter "Id" <-Identity> of Get-Mailbox'],
    ["Get-Mailbox -A x -Id¦ -B:1", 'parameter "Id" <-Id> of Get-Mailbox beside A,B'],
    ["a | Get-Mailbox x -I¦ | c", 'parameter "I" <-I> of Get-Mailbox'],
    ["Get-Mailbox –Id¦", 'parameter "Id" <–Id> of Get-Mailbox'],
    ["& $x -Id¦", 'parameter "Id" <-Id>'],
    ["foo { Get-Mailbox -¦ }", 'parameter "" <-> of Get-Mailbox'],
    ["$x = Get-Mailbox -R¦", 'parameter "R" <-R> of Get-Mailbox'],
    ["Get-Mailbox -A (Get-User -¦", 'parameter "" <-> of Get-User'],
    ["Get-Mailbox -Id¦:x", 'parameter "Id" <-Id> of Get-Mailbox'],
  ],
  "about_Tab_Expansion: arguments": [
    ["Get-Mailbox ¦", 'argument "" <> of Get-Mailbox at 0'],
    ["Get-Mailbox al¦", 'argument "al" <al> of Get-Mailbox at 0'],
    ["Get-Mailbox a b¦", 'argument "b" <b> of Get-Mailbox at 1'],
    ["Get-Mailbox -Identity ¦", 'argument "" <> of Get-Mailbox for -Identity at 0 beside Identity'],
    ["Get-Mailbox -Identity al¦", 'argument "al" <al> of Get-Mailbox for -Identity at 0 beside Identity'],
    ["Get-Mailbox -Identity a b¦", 'argument "b" <b> of Get-Mailbox at 0 beside Identity'],
    ["Get-Mailbox -Identity:al¦", 'argument "al" <al> of Get-Mailbox for -Identity at 0 beside Identity'],
    ["Get-Mailbox -Identity:¦", 'argument "" <> of Get-Mailbox for -Identity at 0 beside Identity'],
    ["Set-X -Members a,b¦", 'argument "b" <b> of Set-X for -Members at 0 beside Members'],
    ["Set-X -Members a, ¦", 'argument "" <> of Set-X for -Members at 0 beside Members'],
    ["Get-Mailbox 'al¦", "argument \"al\" <'al> quote ' of Get-Mailbox at 0"],
    ["Get-Mailbox 'al¦ice' -X", "argument \"al\" <'alice'> quote ' of Get-Mailbox at 0 beside X"],
    ['Get-Mailbox "a b¦', 'argument "a b" <"a b> quote " of Get-Mailbox at 0'],
    ["Set-X -A $true -B Un¦", 'argument "Un" <Un> of Set-X for -B at 0 beside A,B'],
    ["Get-Item .\\a¦", 'argument ".\\\\a" <.\\a> of Get-Item at 0'],
    ["Get-Item $dir\\a¦", 'argument "$dir\\\\a" <$dir\\a> of Get-Item at 0'],
    ["Get-X 10¦", 'argument "10" <10> of Get-X at 0'],
    ["ft Na¦me,Size", 'argument "Na" <Name> of ft at 0'],
  ],
  "about_Tab_Expansion: variables": [
    ["$¦", 'variable "" <$>'],
    ["$ab¦", 'variable "ab" <$ab>'],
    ["$a¦b.c", 'variable "a" <$ab>'],
    ["foo $a¦", 'variable "a" <$a>'],
    ["foo -x $¦", 'variable "" <$>'],
    ["$env:PA¦", 'variable "env:PA" <$env:PA>'],
    ["$script:¦", 'variable "script:" <$script:>'],
    ["${a b¦", 'variable "a b" <${a b>'],
    ["${a¦ b}", 'variable "a" <${a b}>'],
    ['"x $a¦', 'variable "a" <$a>'],
    ['"x $a¦ y"', 'variable "a" <$a>'],
    ['"$($a¦', 'variable "a" <$a>'],
    ["foo @a¦", 'variable "a" <@a> splatted'],
    ["1 + $a¦", 'variable "a" <$a>'],
    ["$a -eq $¦", 'variable "" <$>'],
    ["$x = @{ a = $b¦", 'variable "b" <$b>'],
  ],
  "about_Tab_Expansion: members": [
    ["$a.¦", 'member "" <> on $a'],
    ["$a.Le¦", 'member "Le" <Le> on $a'],
    ["$a.Le¦ngth + 1", 'member "Le" <Length> on $a'],
    ["$a.b.c¦", 'member "c" <c> on (. $a b)'],
    ["foo $a.¦", 'member "" <> on $a'],
    ["(Get-Date).Add¦", 'member "Add" <Add> on (() (cmd Get-Date))'],
    ["[int]::M¦", 'member "M" <M> on [int] static'],
    ["[math]::¦", 'member "" <> on [math] static'],
    ["$a[0].¦", 'member "" <> on ([] $a 0)'],
    ["a | % { $_.N¦ }", 'member "N" <N> on $_'],
    ["if ($a.b¦", 'member "b" <b> on $a'],
    ['"$($a.b¦', 'member "b" <b> on $a'],
    ["$a.'b¦'", "member \"b\" <'b'> quote ' on $a"],
  ],
  "about_Tab_Expansion: types": [
    ["[¦", 'type "" <>'],
    ["[in¦", 'type "in" <in>'],
    ["[System.Te¦xt]", 'type "System.Te" <System.Text>'],
    ["$x = [da¦", 'type "da" <da>'],
    ["[List[st¦", 'type "st" <st>'],
    ["param([str¦", 'type "str" <str>'],
    ["$x -is [st¦", 'type "st" <st>'],
    ["try {} catch [Sys¦", 'type "Sys" <Sys>'],
  ],
  "about_Tab_Expansion: paths": [
    ["foo > out¦", 'path "out" <out>'],
    ["foo 2> ¦", 'path "" <>'],
    [".\\scr¦", 'path ".\\\\scr" <.\\scr>'],
    ["./a/b¦", 'path "./a/b" <./a/b>'],
    [". ./a¦", 'path "./a" <./a>'],
    ["& './a b¦", "path \"./a b\" <'./a b> quote '"],
    ["$x = 'c:/¦", "path \"c:/\" <'c:/> quote '"],
  ],
  "about_Tab_Expansion: nothing": [
    ["# com¦", "nothing"],
    ["foo # com¦", "nothing"],
    ["<# a ¦", "nothing"],
    ["1 + fo¦", "nothing"],
    ["$a -e¦", "nothing"],
    ["$a b¦", "nothing"],
    ["function Ge¦", "nothing"],
    ["param($a¦", "nothing"],
    ["@{ na¦", "nothing"],
    ["$a[fo¦", "nothing"],
    ["$a.b(fo¦", "nothing"],
    ["if ($a) fo¦", "nothing"],
    ["-not fo¦", "nothing"],
  ],
};

describe.each(Object.entries(tables))("%s", (_, rows) => {
  test.each(rows)("%s", (marked, expected) => expect(told(marked)).toBe(expected));
});

test("any cursor in any text: the prefix is what stands before it, and what is replaced holds the cursor", () => {
  const piece = fc.constantFrom(
    "Get-X",
    " ",
    "-Id",
    "$a",
    ".b",
    "'",
    '"',
    "[int",
    "]",
    "(",
    ")",
    "{",
    "}",
    "|",
    ",",
    "$(",
    "@",
    "\n",
    "#",
    ":",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.nat({ max: 60 }), (list, at) => {
      const source = list.join("");
      const cursor = Math.min(at, source.length);
      const found = completionAt(source, at);
      if (found === null) return;
      expect(source.slice(0, cursor).endsWith(found.prefix)).toBe(true);
      expect(found.replace.start).toBeLessThanOrEqual(cursor - found.prefix.length);
      expect(found.replace.end).toBeGreaterThanOrEqual(cursor);
      expect(found.replace.end).toBeLessThanOrEqual(source.length);
    }),
    { numRuns: 2000 },
  );
});

// ConvertFrom-StringData: lines of names and values as hash tables.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "ConvertFrom-StringData",
  synopsis: "Makes hash tables of lines with a name and a value each.",
  runs: "shell",
  parameters: {
    StringData: {
      type: text,
      mandatory: true,
      position: 1,
      pipeline: "value",
      allowEmpty: true,
      summary: "The lines, each name=value; lines that begin with # are left out.",
    },
    Delimiter: {
      type: text,
      position: 2,
      default: "=",
      check: (value: string) => (value.length === 1 ? undefined : "The delimiter must be one character."),
      summary: "What stands between name and value.",
    },
  },
  examples: [{ run: "'Server=mail1' | ConvertFrom-StringData", note: "A hash table with one key." }],
  *process({ StringData, Delimiter }) {
    const table = new Dictionary();
    for (const raw of StringData.split("\n")) {
      const line = raw.trim();
      if (line === "" || line.startsWith("#")) continue;
      const at = line.indexOf(Delimiter);
      if (at <= 0) throw invalid(`Data line '${line}' is not in 'name=value' format.`, line);
      const name = line.slice(0, at).trim();
      if (table.has(name)) throw invalid(`Data item '${name}' in line '${line}' is already defined.`, line);
      table.set(name, unescaped(line.slice(at + 1).trim(), line));
    }
    yield table;
  },
});

const letters: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Backslashes as regular expressions read them (Regex.Unescape). */
function unescaped(value: string, line: string): string {
  return value.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([0-7]{2,3})|(.?))/gi,
    (whole, hex?: string, unit?: string, octal?: string, char = "") => {
      if (hex ?? unit) return String.fromCharCode(Number.parseInt((hex ?? unit)!, 16));
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (char === "0") return "\0";
      const known = letters[char];
      if (known !== undefined) return known;
      if (char === "" || /\w/.test(char)) throw invalid(`Data line '${line}' has an unknown escape: '${whole}'.`, line);
      return char;
    },
  );
}

function invalid(message: string, line: string): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidOperation",
    text: message,
    target: line,
    exceptionType: "System.Management.Automation.PSInvalidOperationException",
  });
}

// Register-ArgumentCompleter: says what Tab offers for a parameter, or for the words of a program.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { completerKey } from "../../src/command/completers.ts";
import { scriptBlock } from "../../src/command/kinds.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const block = {
  type: scriptBlock,
  mandatory: true,
  summary:
    "What gives the words: texts or CompletionResult objects; it runs when Tab is pressed, for two seconds at most.",
} as const;

export default defineCmdlet({
  name: "Register-ArgumentCompleter",
  synopsis: "Says what Tab offers for a parameter, or for the words of a program.",
  description:
    "The block is given the command's name, the parameter's name, the word being typed, the command and the values of its other parameters. With -Native it is given the word, the command and the place of the cursor. A block that gives nothing leaves the choice to the files of the folder; one that gives $null offers nothing. Its errors are not shown.",
  runs: "shell",
  defaultSet: "PowerShellSet",
  sets: {
    NativeSet: {
      CommandName: { type: many(text), mandatory: true, summary: "The programs." },
      Native: { type: switchParameter, mandatory: true, summary: "The commands are programs." },
    },
    PowerShellSet: {
      CommandName: { type: many(text), summary: "The commands; without it, all that have the parameter." },
      ParameterName: { type: text, mandatory: true, summary: "The parameter, by its whole name." },
    },
  },
  parameters: { ScriptBlock: block },
  examples: [
    {
      run: "Register-ArgumentCompleter -CommandName Get-Date -ParameterName Format -ScriptBlock { 'yyyy-MM-dd', 'HH:mm' }",
      note: "Get-Date -Format offers two formats.",
    },
    {
      run: "Register-ArgumentCompleter -Native -CommandName git -ScriptBlock { param($word) 'add', 'commit', 'push' -like \"$word*\" }",
      note: "Offers three words behind git.",
    },
  ],
  process(p, { shell }) {
    if (p.set === "NativeSet") {
      for (const command of p.CommandName) shell.completers.set(completerKey(command), p.ScriptBlock);
      return;
    }
    for (const command of p.CommandName ?? [""])
      shell.completers.set(completerKey(command, p.ParameterName), p.ScriptBlock);
  },
});

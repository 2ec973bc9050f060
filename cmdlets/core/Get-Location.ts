// Get-Location: the current folder, and those that Push-Location remembers.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { type Drive, drives, noDrive } from "../../src/command/drives.ts";
import { Problem } from "../../src/command/problem.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { stackOf } from "../../src/command/stack.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const onDrive = ({ name, provider }: Drive) => [name, provider, `${name}:/`] as const;
const at = (path: string) => PathInfo.make({ Path: path, ProviderPath: path });

export default defineCmdlet({
  name: "Get-Location",
  synopsis: "Gives the current folder.",
  runs: "shell",
  aliases: ["gl", "pwd"],
  outputs: [PathInfo],
  defaultSet: "Location",
  sets: {
    Location: {
      PSProvider: { type: many(text), pipeline: "property", summary: "Where one is on drives of these kinds." },
      PSDrive: { type: many(text), pipeline: "property", summary: "Where one is on these drives." },
    },
    Stack: {
      Stack: { type: switchParameter, summary: "Gives the folders that Push-Location remembers, the last one first." },
      StackName: { type: many(text), pipeline: "property", summary: "Which memories." },
    },
  },
  examples: [
    { run: "(Get-Location).Path", note: "The path as text." },
    { run: "Push-Location ..; Get-Location -Stack", note: "What Pop-Location goes back to." },
  ],
  *process(p, { shell, error }) {
    if (p.set === "Location") {
      const all = [["/", "FileSystem", shell.location] as const, ...drives.map(onDrive)];
      const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
      const providers = p.PSProvider ?? (p.PSDrive ? undefined : ["FileSystem"]);
      for (const name of providers ?? []) {
        const found = all.find(([, provider]) => same(provider, name));
        if (found) yield at(found[2]);
        else error(noProvider(name));
      }
      for (const name of p.PSDrive ?? []) {
        const found = all.find(([drive]) => same(drive, name.replace(/:$/, "")));
        if (found) yield at(found[2]);
        else error(noDrive(name));
      }
    } else for (const name of p.StackName ?? [undefined]) yield* stackOf(shell, name).toReversed().map(at);
  },
});

function noProvider(name: string): Problem {
  return new Problem({
    id: "ProviderNotFound",
    category: "ObjectNotFound",
    text: `Cannot find a provider with the name '${name}'. There are FileSystem, Alias, Environment, Function and Variable.`,
    target: name,
    exceptionType: "System.Management.Automation.ProviderNotFoundException",
  });
}

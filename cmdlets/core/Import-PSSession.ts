// Import-PSSession: the commands of a session in this shell; they are here already, so only a prefix adds names.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { isOfExchange } from "../../src/command/exchange.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { goesWith, mustBeOpen, session } from "../../src/command/remoting.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

const nothingReplaced = "the cmdlets are here already, and nothing is replaced.";

export default defineCmdlet({
  name: "Import-PSSession",
  synopsis: "Brings the cmdlets of Exchange into this shell, where they are already.",
  description:
    "With -Prefix each gets a second name: with the prefix Local, Get-LocalMailbox is Get-Mailbox. What Exchange has and exsh has not is told with -Verbose.",
  runs: "shell",
  aliases: ["ipsn"],
  parameters: {
    Session: { type: session, mandatory: true, position: 1, summary: "What New-PSSession gave." },
    CommandName: {
      type: many(text),
      position: 2,
      aliases: ["Name"],
      default: ["*"],
      summary: "The cmdlets that are wanted; wild cards are allowed.",
    },
    FormatTypeName: {
      type: many(text),
      position: 3,
      noEffect: "the views of the objects are here already.",
      quiet: true,
      summary: "The classes whose views are wanted.",
    },
    Prefix: { type: text, summary: "What stands before the noun of each second name." },
    DisableNameChecking: {
      type: switchParameter,
      noEffect: "names are not checked.",
      quiet: true,
      summary: "Whether warnings about unusual verbs are left out.",
    },
    AllowClobber: {
      type: switchParameter,
      noEffect: nothingReplaced,
      quiet: true,
      summary: "Whether commands of the same names are replaced.",
    },
  },
  examples: [
    {
      run: "$session = New-PSSession ex1 -ConfigurationName Microsoft.Exchange; Import-PSSession $session -Prefix Local; Get-Command Get-LocalMailbox",
      note: "Second names for the cmdlets.",
    },
  ],
  process(p, { shell, verbose }) {
    mustBeOpen(p.Session);
    const all = shell.registry.names.filter((name) => isOfExchange(name));
    const wanted = new Set<string>();
    for (const pattern of p.CommandName) {
      const fits = wildcard(pattern);
      for (const name of all) if (fits(name)) wanted.add(name);
      if (hasWildcard(pattern) || shell.registry.find(pattern) !== undefined) continue;
      verbose(`There is no ${pattern} in exsh.`);
    }
    const prefix = p.Prefix ?? "";
    const names = [...wanted].map((name) => name.replace("-", `-${prefix}`));
    if (prefix === "") verbose("The cmdlets of Exchange are in this shell already.");
    else {
      for (const [index, definition] of [...wanted].entries()) {
        shell.aliases.set({ name: names[index]!, definition, description: "", option: "None" }, { scope: "Global" });
      }
      goesWith(p.Session, names);
      verbose(`${names.length} cmdlets have a second name with the prefix '${prefix}'.`);
    }
    return [
      new FixedObject(["System.Management.Automation.PSModuleInfo"], {
        ModuleType: "Script",
        Version: "1.0",
        Name: `tmp_${p.Session.Name}`,
        ExportedCommands: names,
      }),
    ];
  },
});

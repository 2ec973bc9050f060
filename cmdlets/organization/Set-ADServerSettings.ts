// Set-ADServerSettings: the scope of a session, as scripts widen it; the directory is always seen whole here.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directorySettings } from "../../src/org/directory.ts";
import { boolean, many, text } from "../../src/values/kinds.ts";

const oneDirectory = "there is one directory, and no other server holds it.";

export default defineCmdlet({
  name: "Set-ADServerSettings",
  synopsis: "Widens the scope of the session, as old scripts do; the directory is always seen whole.",
  runs: "shell",
  confirms: "allow",
  parameters: {
    ViewEntireForest: {
      type: boolean,
      summary: "Whether the whole directory is seen. Kept for Get-ADServerSettings; it is seen whole either way.",
    },
    RecipientViewRoot: {
      type: text,
      noEffect: "the directory is always seen whole. Narrow with -Filter instead.",
      summary: "The part of the directory in which recipients are looked for.",
    },
    PreferredServer: { type: text, noEffect: oneDirectory, quiet: true, summary: "The domain controller." },
    PreferredGlobalCatalog: { type: text, noEffect: oneDirectory, quiet: true, summary: "The global catalog." },
    ConfigurationDomainController: {
      type: text,
      noEffect: oneDirectory,
      quiet: true,
      summary: "The domain controller for settings.",
    },
    SetPreferredDomainControllers: {
      type: many(text),
      noEffect: oneDirectory,
      quiet: true,
      summary: "The domain controllers.",
    },
  },
  examples: [{ run: "Set-ADServerSettings -ViewEntireForest $true", note: "Changes nothing: all is seen already." }],
  async process(p, ctx) {
    if (!(await ctx.shouldProcess("this session"))) return;
    if (p.ViewEntireForest === undefined) return;
    directorySettings(ctx.world).set("ViewEntireForest", p.ViewEntireForest);
    ctx.verbose("There is one directory, and it is always seen whole.");
  },
});

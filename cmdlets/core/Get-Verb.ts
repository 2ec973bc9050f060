// Get-Verb: the verbs that names of commands begin with.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { VerbInfo } from "../../src/command/shapes.ts";
import { type VerbGroup, verbGroups, verbs } from "../../src/command/verbs.ts";
import { choice, many, text } from "../../src/values/kinds.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Verb",
  synopsis: "Gives the verbs that names of commands should begin with.",
  runs: "shell",
  outputs: [VerbInfo],
  parameters: {
    Verb: {
      type: many(text),
      position: 1,
      pipeline: "both",
      default: ["*"],
      summary: "The verbs; wild cards are allowed.",
    },
    Group: {
      type: many(choice("VerbGroup", ...verbGroups)),
      position: 2,
      pipeline: "property",
      summary: "What they are about: Common, Data, Lifecycle …",
    },
  },
  examples: [
    { run: "Get-Verb -Group Security", note: "Block, Grant, Protect and their kin." },
    { run: "Get-Verb re*", note: "By a pattern." },
  ],
  *process({ Verb, Group }) {
    const fits = Verb.map((pattern) => wildcard(pattern));
    for (const one of verbs()) {
      if (Group && !Group.includes(one.group as VerbGroup)) continue;
      if (!fits.some((test) => test(one.verb))) continue;
      yield VerbInfo.make({ Verb: one.verb, AliasPrefix: one.prefix, Group: one.group });
    }
  },
});

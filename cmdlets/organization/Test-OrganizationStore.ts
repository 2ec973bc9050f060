// Test-OrganizationStore: reads all that the organization's store holds and tells what does not agree. One of ours.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choice, int, many, switchParameter, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const StoreTest = defineShape({
  name: "OrganizationStoreTest",
  summary: "What a look at the organization's store has found.",
  properties: {
    Result: {
      type: choice("OrganizationStoreResult", "Success", "*FAILURE*"),
      mandatory: true,
      summary: "Whether all agrees.",
    },
    Changes: { type: int, mandatory: true, summary: "The number of the last change that the history holds." },
    Faults: { type: many(text), default: [], summary: "What does not agree, one sentence each." },
    Repaired: { type: many(text), default: [], summary: "What -Repair has made anew, one sentence each." },
  },
  table: ["Result", "Changes", "Faults"],
});

export default defineCmdlet({
  name: "Test-OrganizationStore",
  synopsis: "Reads all that the organization's store holds and tells what does not agree.",
  description:
    "Checks files, history, objects, indexes, references and memberships against each other. While it runs, changes wait.",
  runs: "organization",
  confirms: "allow",
  outputs: [StoreTest],
  parameters: {
    Repair: {
      type: switchParameter,
      summary:
        "Makes anew what follows from the objects: names, claims, indexes, memberships; and takes out references to what is gone.",
    },
  },
  examples: [
    { run: "Test-OrganizationStore", note: "Success when all agrees." },
    {
      run: "Test-OrganizationStore -Repair | Format-List Result,Repaired",
      note: "Mends what can be mended, and tells what that was.",
    },
  ],
  async *process({ Repair }, { org, shouldProcess }) {
    const repaired = Repair && (await shouldProcess("the organization's store")) ? await org.repair() : [];
    const faults = await org.verify();
    let last = 0;
    for await (const { number } of org.history()) last = number;
    yield StoreTest.make({
      Result: faults.length === 0 ? "Success" : "*FAILURE*",
      Changes: last,
      Faults: faults,
      Repaired: repaired,
    });
  },
});

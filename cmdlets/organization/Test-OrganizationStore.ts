// Test-OrganizationStore: reads all that the stores of organization and mail hold and tells what does not agree. One of ours.
import type {} from "../../src/backup/services.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choice, int, many, text } from "../../src/values/kinds.ts";
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
  },
  table: ["Result", "Changes", "Faults"],
});

export default defineCmdlet({
  name: "Test-OrganizationStore",
  synopsis: "Reads all that the stores of organization and mail hold and tells what does not agree.",
  description:
    "Checks files, history, objects, indexes, references and memberships against each other, and every record and body of the mail by its checksum. Changes of the organization wait meanwhile; mail does not. Repair-OrganizationStore mends.",
  runs: "organization",
  outputs: [StoreTest],
  examples: [{ run: "Test-OrganizationStore", note: "Success when all agrees." }],
  async *process(_p, { org, backups }) {
    const faults = [...(await org.verify()), ...(await backups.verifyMail())];
    let last = 0;
    for await (const { number } of org.history()) last = number;
    yield StoreTest.make({
      Result: faults.length === 0 ? "Success" : "*FAILURE*",
      Changes: last,
      Faults: faults,
    });
  },
});

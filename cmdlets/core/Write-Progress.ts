// Write-Progress: how far a long work is.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { int, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Progress",
  synopsis: "Shows how far a work is.",
  runs: "shell",
  parameters: {
    Activity: { type: text, mandatory: true, position: 1, summary: "What is being done." },
    Status: { type: text, position: 2, default: "Processing", summary: "How it stands." },
    Id: { type: wholeNumber("Int32", 0, 2147483647), position: 3, default: 0, summary: "Tells several works apart." },
    PercentComplete: { type: wholeNumber("Int32", -1, 100), summary: "How much is done, 0 to 100; -1 when not known." },
    SecondsRemaining: { type: int, summary: "How long it will take." },
    CurrentOperation: { type: text, summary: "What is being done right now." },
    ParentId: { type: wholeNumber("Int32", -1, 2147483647), summary: "The work that this one is part of." },
    SourceId: {
      type: wholeNumber("Int64", 0, Number.MAX_SAFE_INTEGER),
      summary: "Tells works of different sources apart that have the same Id.",
    },
    Completed: { type: switchParameter, summary: "Takes the display away." },
  },
  examples: [{ run: "Write-Progress 'Copying' -PercentComplete 50", note: "Half of it is done." }],
  process(p, ctx) {
    ctx.progress({
      activity: p.Activity,
      status: p.Status,
      id: p.Id,
      ...(p.PercentComplete === undefined || p.PercentComplete < 0 ? {} : { percent: p.PercentComplete }),
      ...(p.SecondsRemaining === undefined ? {} : { secondsRemaining: p.SecondsRemaining }),
      ...(p.CurrentOperation === undefined ? {} : { current: p.CurrentOperation }),
      ...(p.ParentId === undefined ? {} : { parent: p.ParentId }),
      ...(p.SourceId === undefined ? {} : { source: p.SourceId }),
      ...(p.Completed ? { completed: true } : {}),
    });
  },
});

// Restore-Organization: puts a backup in the place of the present data, whole, and keeps that aside. One of ours.
import type {} from "../../src/backup/services.ts";
import { OrganizationRestore, told } from "../../src/backup/shapes.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath } from "../../src/command/files.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Restore-Organization",
  synopsis: "Puts a backup in the place of the present organization, and keeps what was there.",
  description:
    "While no services run. The backup is copied beside the present data, each file compared by its SHA-256, opened, and its objects and messages counted; only then does it take the place of the present data, in one step that counts whole or not at all. What was there before stays in a folder before-restore-<time> of the data folder; remove it when you need it no more. A damaged backup is refused, and nothing is changed.",
  runs: "shell",
  confirms: "ask",
  parameters: {
    Path: { type: text, mandatory: true, position: 1, summary: "The folder that Backup-Organization has written." },
    Force: { type: switchParameter, summary: "Does not ask." },
  },
  outputs: [OrganizationRestore],
  examples: [
    { run: "Restore-Organization -Path /backup/contoso-2026-03-02 -WhatIf", note: "Shows what would be replaced." },
  ],
  async *process({ Path, Force }, ctx) {
    const { upkeep } = ctx;
    const path = absolutePath(ctx, Path);
    if (!(await ctx.shouldProcess(upkeep.data, `Replace the organization by the backup ${path}`, Force))) return;
    const activity = "Restoring the organization";
    const { manifest, counts, aside } = await upkeep.restore(path, ctx.signal, (status, percent) =>
      ctx.progress({ activity, status, percent }),
    );
    ctx.progress({ activity, completed: true });
    yield OrganizationRestore.make({
      ...told(path, { ...manifest, counts }),
      Data: upkeep.data,
      ...(aside !== undefined && { PutAside: aside }),
    });
  },
});

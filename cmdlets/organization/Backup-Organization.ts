// Backup-Organization: one moment of the whole organization in a folder, while everything goes on. One of ours.
import { pathNotWhole } from "../../src/backup/errors.ts";
import type {} from "../../src/backup/services.ts";
import { OrganizationBackup, told } from "../../src/backup/shapes.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Backup-Organization",
  synopsis: "Copies the whole organization, as it is at one moment, into a folder; the services go on.",
  description:
    "Objects, settings, certificates, mailboxes and queues: all that was acknowledged when it begins is in it. It grows under another name and gets its own only when it was read back, each file by its SHA-256 and all objects and messages by their number. It holds password hashes and private keys, so the folder is for its owner alone. Logs and files in the pickup folders are not in it.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Path: {
      type: text,
      mandatory: true,
      position: 1,
      summary: "The folder, on the server and named from the root; it must be empty, or not exist yet.",
    },
  },
  outputs: [OrganizationBackup],
  examples: [
    {
      run: "Backup-Organization -Path /backup/contoso-$(Get-Date -Format yyyy-MM-dd) -WhatIf",
      note: "Shows what would be written where.",
    },
  ],
  async *process({ Path }, ctx) {
    if (!Path.startsWith("/")) throw pathNotWhole(Path);
    const path = Path.replace(/(?<=.)\/+$/, "");
    if (!(await ctx.shouldProcess(path, "Back up the organization"))) return;
    const activity = "Backing up the organization";
    const manifest = await ctx.backups.create(path, ctx.signal, (status, percent) =>
      ctx.progress({ activity, status, percent }),
    );
    ctx.progress({ activity, completed: true });
    yield OrganizationBackup.make(told(path, manifest));
  },
});

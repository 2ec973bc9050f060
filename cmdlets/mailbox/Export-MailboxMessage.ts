// Export-MailboxMessage: writes messages of a mailbox into files, as eml, mbox or Maildir.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { chooser, chosen, messageIdentity } from "../../src/mailbox/choose.ts";
import { cannotExport, pathNotFull } from "../../src/mailbox/errors.ts";
import { type Exporter, exporter } from "../../src/mailbox/export.ts";
import { ExportedMessage } from "../../src/mailbox/shapes.ts";
import { attempt } from "../../src/org/turns.ts";
import { choice, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Export-MailboxMessage",
  synopsis: "Writes messages of a mailbox into files.",
  description:
    "Eml: a file for each message, byte for byte as it was received below the trace fields. Mbox: one file, to which is added. Maildir: a folder with new, cur and tmp. Messages stay in the mailbox.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    ...chooser,
    Path: {
      type: text,
      mandatory: true,
      summary: "The folder (Eml, Maildir) or file (Mbox), from the root; it is made when there is none.",
    },
    Format: {
      type: choice("MessageFormat", "Eml", "Mbox", "Maildir"),
      default: "Eml",
      summary: "How they are written.",
    },
  },
  outputs: [ExportedMessage],
  examples: [
    {
      run: "Export-MailboxMessage alice -Path /tmp/alice -Format Maildir -WhatIf",
      note: "Shows what would be written.",
    },
  ],
  start(_given, ctx) {
    /** One for each path, so that names stay apart in it over all of the pipeline. */
    const exporters = new Map<string, Exporter>();
    return {
      async *process(p) {
        if (!p.Path.startsWith("/")) throw pathNotFull(p.Path);
        const choices = chosen(p, ctx);
        for (;;) {
          const step = await attempt(ctx, () => choices.next());
          if (step === undefined || step.done) return;
          const { mailbox, message } = step.value;
          const Identity = messageIdentity(mailbox, message);
          if (!(await ctx.shouldProcess(Identity, `Export to ${p.Path}`))) continue;
          const FilePath = await attempt(ctx, async () => {
            const key = `${p.Format} ${p.Path}`;
            try {
              const out = exporters.get(key) ?? (await exporter(p.Format, p.Path, ctx.mailboxes, ctx.world));
              exporters.set(key, out);
              return await out.write(message);
            } catch (error) {
              throw cannotExport(p.Path, error);
            }
          });
          if (FilePath !== undefined) yield ExportedMessage.make({ Identity, Subject: message.subject, FilePath });
        }
      },
      async end() {
        for (const out of exporters.values()) await out.end();
      },
    };
  },
});

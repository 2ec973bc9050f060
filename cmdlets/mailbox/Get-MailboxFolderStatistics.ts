// Get-MailboxFolderStatistics: how much each folder of a mailbox holds.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { topSubject } from "../../src/mailbox/analysis.ts";
import { folders } from "../../src/mailbox/folders.ts";
import { MailboxFolder } from "../../src/mailbox/shapes.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { directory } from "../../src/org/directory.ts";
import { requireMounted } from "../../src/org/mounting.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { ByteQuantifiedSize } from "../../src/values/bytesize.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { choice, switchParameter } from "../../src/values/kinds.ts";

const scopes = ["All", ...folders.map((folder) => folder.type)] as const;
const top = "Top of Information Store";

export default defineCmdlet({
  name: "Get-MailboxFolderStatistics",
  synopsis: "Gets how much each folder of a mailbox holds.",
  runs: "organization",
  parameters: {
    Identity: {
      type: identityOf(Mailbox),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
    },
    FolderScope: { type: choice("ElcFolderType", ...scopes), default: "All", summary: "The kind of folder to show." },
    IncludeOldestAndNewestItems: {
      type: switchParameter,
      summary: "Whether to show when the oldest and the newest message of each folder came.",
    },
    IncludeAnalysis: {
      type: switchParameter,
      summary: "Whether to look at each message and show which subject takes the most room in each folder.",
    },
    ...directory,
  },
  outputs: [MailboxFolder],
  examples: [
    { run: "Get-MailboxFolderStatistics alice -FolderScope Inbox", note: "The Inbox alone." },
    {
      run: "Get-MailboxFolderStatistics alice -IncludeOldestAndNewestItems | Format-Table Name, ItemsInFolder, FolderSize, NewestItemReceivedDate",
      note: "All folders, in a table.",
    },
    {
      run: "Get-MailboxFolderStatistics alice -IncludeAnalysis | Format-Table Name, TopSubject, TopSubjectCount, TopSubjectSize",
      note: "What fills the folders.",
    },
  ],
  async *process(p, ctx) {
    const found = await attempt(ctx, async () => {
      const mailbox = await ctx.org.find(Mailbox, p.Identity);
      requireMounted(ctx.org.snapshot(), mailbox.Database);
      return { mailbox, all: await ctx.mailboxes.folders(mailbox.ExchangeGuid) };
    });
    if (found === undefined) return;
    const { mailbox, all } = found;
    if (p.FolderScope === "All") {
      const items = all.reduce((sum, folder) => sum + folder.items, 0);
      const bytes = all.reduce((sum, folder) => sum + folder.bytes, 0);
      yield MailboxFolder.make({
        Name: top,
        FolderPath: `/${top}`,
        FolderType: "Root",
        ItemsInFolder: 0,
        FolderSize: new ByteQuantifiedSize(0),
        ItemsInFolderAndSubfolders: items,
        FolderAndSubfolderSize: new ByteQuantifiedSize(bytes),
        Identity: `${mailbox.Identity}\\${top}`,
      });
    }
    const moment = (ms: number | undefined) =>
      p.IncludeOldestAndNewestItems && ms !== undefined ? DateTime.ofMilliseconds(ms) : null;
    for (const { folder, items, bytes, oldest, newest } of all) {
      if (p.FolderScope !== "All" && p.FolderScope !== folder.type) continue;
      const size = new ByteQuantifiedSize(bytes);
      yield MailboxFolder.make({
        Name: folder.name,
        FolderPath: folder.path,
        FolderType: folder.type as (typeof scopes)[1],
        ItemsInFolder: items,
        FolderSize: size,
        ItemsInFolderAndSubfolders: items,
        FolderAndSubfolderSize: size,
        OldestItemReceivedDate: moment(oldest),
        NewestItemReceivedDate: moment(newest),
        ...(p.IncludeAnalysis ? await topSubject(ctx.mailboxes, mailbox.ExchangeGuid, folder, ctx.signal) : {}),
        Identity: `${mailbox.Identity}\\${folder.name}`,
      });
    }
  },
});

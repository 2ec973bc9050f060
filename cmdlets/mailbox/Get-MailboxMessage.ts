// Get-MailboxMessage: the messages in a mailbox, with header, text and the names of what is attached.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { decodeText } from "../../src/mail/headers.ts";
import { type Choice, chooser, chosen, limitOf, messageIdentity, resultSize } from "../../src/mailbox/choose.ts";
import { folderOf } from "../../src/mailbox/folders.ts";
import { parseMessage } from "../../src/mailbox/parse.ts";
import { MailboxMessage } from "../../src/mailbox/shapes.ts";
import type { MailboxStore } from "../../src/mailbox/store.ts";
import { attempt } from "../../src/org/turns.ts";
import { ByteQuantifiedSize } from "../../src/values/bytesize.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-MailboxMessage",
  synopsis: "Gets the messages in a mailbox.",
  description:
    "By folder, and in it by time of arrival, the newest first. What is given narrows the choice together: a folder, a part of the subject, a sender, a Message-ID, a time.",
  runs: "organization",
  parameters: {
    ...chooser,
    ...resultSize,
    Raw: { type: switchParameter, summary: "Whether each message is given as text, header and body as they stand." },
  },
  outputs: [MailboxMessage],
  examples: [
    {
      run: "Get-MailboxMessage alice -Folder Inbox -Subject report",
      note: "What is in the Inbox with a word in its subject.",
    },
    { run: "Get-MailboxMessage alice -Sender *@example.com -Raw", note: "Whole messages from a domain, as text." },
  ],
  async *process(p, ctx) {
    const choices = chosen(p, ctx, limitOf(p.ResultSize));
    for (;;) {
      const step = await attempt(ctx, () => choices.next());
      if (step === undefined || step.done) return;
      const shown = await attempt<unknown>(ctx, async () =>
        p.Raw ? decodeText(await ctx.mailboxes.content(step.value.message)) : view(step.value, ctx.mailboxes),
      );
      if (shown !== undefined) yield shown;
    }
  },
});

async function view({ mailbox, message }: Choice, store: MailboxStore) {
  const parsed = await parseMessage(store, message);
  return MailboxMessage.make({
    Identity: messageIdentity(mailbox, message),
    MailboxName: mailbox.Name,
    MailboxGuid: mailbox.ExchangeGuid,
    FolderPath: folderOf(message.folder).path,
    Subject: message.subject,
    From: message.from,
    Sender: message.sender,
    To: parsed.to,
    Cc: parsed.cc,
    Date: parsed.date,
    ReceivedTime: DateTime.ofMilliseconds(message.received),
    Size: new ByteQuantifiedSize(message.size),
    MessageId: message.messageId,
    IsRead: message.read ?? false,
    Headers: parsed.header,
    Text: parsed.text,
    Attachments: parsed.attachments,
  });
}

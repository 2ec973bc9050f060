// Get-Recipient: whatever receives mail, of all kinds together.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { mailClasses } from "../../src/org/families.ts";
import { opath } from "../../src/org/filter.ts";
import { objectOrIdentity } from "../../src/org/parameters.ts";
import { recipientsOf } from "../../src/org/recipients.ts";
import { RecipientView, viewedAs, withLists } from "../../src/org/views.ts";

export default recipientsOf(Mailbox, {
  noun: "Recipient",
  synopsis: "Shows recipients of all kinds: mailboxes, mail users, contacts, groups.",
  classes: mailClasses,
  kinds: "both",
  sets: {
    DatabaseSet: {
      Database: {
        type: objectOrIdentity("DatabaseIdParameter", "MailboxDatabase"),
        mandatory: true,
        pipeline: "both",
        summary: "Only mailboxes in this database.",
      },
    },
    RecipientPreviewFilterSet: {
      RecipientPreviewFilter: {
        type: opath,
        mandatory: true,
        summary: "Shows whom the RecipientFilter of an address policy takes in.",
      },
    },
  },
  async narrow(given, { org }) {
    const database = given["Database"] && (await org.find(MailboxDatabase, given["Database"]));
    const preview = given["RecipientPreviewFilter"] as string | undefined;
    return { filters: database ? [`Database -eq '${database.Guid}'`] : preview ? [preview] : [] };
  },
  view: (recipient, ctx) =>
    ctx.given("Identity") ? withLists(recipient, ctx.org) : viewedAs(RecipientView, recipient),
  output: RecipientView,
  examples: [
    { run: "Get-Recipient", note: "All recipients, by name." },
    { run: "(Get-Recipient alice).AddressListMembership", note: "The address lists that show one of them." },
    {
      run: "Get-Recipient -Filter \"EmailAddresses -like '*@contoso.com'\" | Format-Table Name,PrimarySmtpAddress",
      note: "By address.",
    },
    { run: "Get-Recipient -RecipientTypeDetails SharedMailbox,RoomMailbox", note: "Those of two kinds." },
  ],
});

// Get-Recipient: whatever receives mail, of all kinds together.
import { mailClasses } from "../../src/org/addresses.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { getOf } from "../../src/org/derived.ts";
import { objectOrIdentity } from "../../src/org/parameters.ts";
import { nameResolution } from "../../src/org/provision.ts";
import { recipientType, recipientTypeDetails } from "../../src/org/recipient.ts";
import { RecipientView, viewedAs } from "../../src/org/views.ts";
import { many, text } from "../../src/values/kinds.ts";

export default getOf(Mailbox, {
  noun: "Recipient",
  synopsis: "Shows recipients of all kinds: mailboxes, contacts, groups.",
  classes: mailClasses,
  filters: true,
  wildcards: true,
  sets: {
    AnrSet: { Anr: { type: text, mandatory: true, summary: "The beginning of a name, alias or address." } },
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
        type: text,
        mandatory: true,
        summary: "Shows whom the RecipientFilter of an address policy takes in.",
      },
    },
  },
  extra: {
    RecipientType: { type: many(recipientType<string>()), summary: "Only recipients of these kinds." },
    RecipientTypeDetails: {
      type: many(recipientTypeDetails<string>()),
      summary: "Only recipients of these kinds, more closely.",
    },
  },
  async narrow(given, { org }) {
    const types = given["RecipientType"] as readonly string[] | undefined;
    const kinds = given["RecipientTypeDetails"] as readonly string[] | undefined;
    const named = given["Anr"] === undefined ? undefined : nameResolution(given["Anr"]);
    const database = given["Database"] && (await org.find(MailboxDatabase, given["Database"]));
    return {
      filter: database ? `Database -eq '${database.Guid}'` : given["RecipientPreviewFilter"],
      where: (recipient) =>
        (types === undefined || types.includes(recipient.RecipientType)) &&
        (kinds === undefined || kinds.includes(recipient.RecipientTypeDetails)) &&
        (named?.(recipient) ?? true),
    };
  },
  view: (recipient) => viewedAs(RecipientView, recipient),
  output: RecipientView,
  examples: [
    { run: "Get-Recipient", note: "All recipients, by name." },
    {
      run: "Get-Recipient -Filter \"EmailAddresses -like '*@contoso.com'\" | Format-Table Name,PrimarySmtpAddress",
      note: "By address.",
    },
    { run: "Get-Recipient -RecipientTypeDetails SharedMailbox,RoomMailbox", note: "Those of two kinds." },
  ],
});

// The objects that mailbox cmdlets give.
import { disconnectReason } from "../org/classes/StoreMailbox.ts";
import { instant } from "../org/kinds.ts";
import { recipientTypeDetails } from "../org/recipient.ts";
import { reference } from "../org/reference.ts";
import { byteSize } from "../values/bytesize.ts";
import { boolean, choice, guid, int, many, text, unlimited } from "../values/kinds.ts";
import { defineShape } from "../values/shape.ts";
import { folders } from "./folders.ts";

export const MailboxMessage = defineShape({
  name: "MailboxMessage",
  summary: "A message in a mailbox.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The mailbox's address and the message: address\\number." },
    MailboxName: { type: text, mandatory: true, summary: "The name of the mailbox." },
    MailboxGuid: { type: guid, mandatory: true, summary: "The mailbox's ExchangeGuid." },
    FolderPath: { type: text, mandatory: true, summary: "The folder it is in." },
    Subject: { type: text, mandatory: true, summary: "Its subject." },
    From: { type: text, mandatory: true, summary: "Its From field." },
    Sender: { type: text, mandatory: true, summary: "The sender of the envelope; empty for a report." },
    To: { type: text, mandatory: true, summary: "Its To fields." },
    Cc: { type: text, mandatory: true, summary: "Its Cc fields." },
    Date: { type: text, mandatory: true, summary: "Its Date field." },
    ReceivedTime: { type: instant, mandatory: true, summary: "When this server received it." },
    Size: { type: byteSize, mandatory: true, summary: "Its size with the trace fields of this copy." },
    MessageId: { type: text, mandatory: true, summary: "Its Message-ID field, with the angle brackets." },
    IsRead: { type: boolean, mandatory: true, summary: "Whether it has been read." },
    Headers: { type: text, mandatory: true, summary: "All its header fields, as they stand." },
    Text: { type: text, mandatory: true, summary: "What it says, as text; at most 256 KB." },
    Attachments: { type: many(text), mandatory: true, summary: "The names of what is attached." },
  },
  table: ["ReceivedTime", "From", "Subject", "Size"],
});

export const MailboxStatistics = defineShape({
  name: "MailboxStatistics",
  summary: "What a mailbox holds.",
  properties: {
    DisplayName: { type: text, mandatory: true, summary: "The name of the mailbox for people." },
    Identity: { type: guid, mandatory: true, summary: "The mailbox's ExchangeGuid." },
    MailboxGuid: { type: guid, mandatory: true, summary: "The mailbox's ExchangeGuid." },
    ItemCount: { type: int, mandatory: true, summary: "How many messages are in it." },
    TotalItemSize: { type: unlimited(byteSize), mandatory: true, summary: "Their size." },
    StorageLimitStatus: {
      type: choice("StorageLimitStatus", "BelowLimit", "IssueWarning", "ProhibitSend", "MailboxDisabled"),
      mandatory: true,
      summary: "What its size means by its quotas.",
    },
    LastLogonTime: { type: instant, summary: "When somebody last read it by a mail client." },
    MailboxType: { type: choice("MailboxType", "Private"), mandatory: true, summary: "Whose it is: a private one." },
    MailboxTypeDetail: { type: recipientTypeDetails<string>(), summary: "The kind of mailbox." },
    OwnerADGuid: { type: guid, mandatory: true, summary: "The user whose it is, or was." },
    DisconnectDate: { type: instant, summary: "When it was taken from its user." },
    DisconnectReason: { type: disconnectReason, summary: "How it was taken; nothing while a user has it." },
    IsArchiveMailbox: { type: boolean, mandatory: true, summary: "Whether it is the archive of another." },
    Database: { type: reference, mandatory: true, summary: "The database that holds it." },
    DatabaseName: { type: text, mandatory: true, summary: "The name of the database." },
    ServerName: { type: text, mandatory: true, summary: "The server of the database." },
    DatabaseIssueWarningQuota: {
      type: unlimited(byteSize),
      mandatory: true,
      summary: "IssueWarningQuota of the database.",
    },
    DatabaseProhibitSendQuota: {
      type: unlimited(byteSize),
      mandatory: true,
      summary: "ProhibitSendQuota of the database.",
    },
    DatabaseProhibitSendReceiveQuota: {
      type: unlimited(byteSize),
      mandatory: true,
      summary: "ProhibitSendReceiveQuota of the database.",
    },
  },
  table: ["DisplayName", "ItemCount", "StorageLimitStatus", "LastLogonTime"],
});

const types = ["Root", ...folders.map((folder) => folder.type)] as const;

export const MailboxFolder = defineShape({
  name: "MailboxFolderConfiguration",
  summary: "What a folder of a mailbox holds.",
  properties: {
    Name: { type: text, mandatory: true, summary: "The name of the folder." },
    FolderPath: { type: text, mandatory: true, summary: "Where it stands, from the top of the mailbox." },
    FolderType: { type: choice("FolderType", ...types), mandatory: true, summary: "What it is for." },
    ItemsInFolder: { type: int, mandatory: true, summary: "How many messages are in it." },
    FolderSize: { type: byteSize, mandatory: true, summary: "Their size." },
    ItemsInFolderAndSubfolders: { type: int, mandatory: true, summary: "How many are in it and in the folders below." },
    FolderAndSubfolderSize: { type: byteSize, mandatory: true, summary: "Their size." },
    OldestItemReceivedDate: { type: instant, summary: "When the oldest came; with -IncludeOldestAndNewestItems." },
    NewestItemReceivedDate: { type: instant, summary: "When the newest came; with -IncludeOldestAndNewestItems." },
    TopSubject: {
      type: text,
      summary: "The subject whose messages take the most room together; with -IncludeAnalysis, as what follows.",
    },
    TopSubjectSize: { type: byteSize, summary: "Their size." },
    TopSubjectCount: { type: int, summary: "How many they are." },
    TopSubjectFrom: { type: text, summary: "The From field of the newest of them." },
    TopSubjectReceivedTime: { type: instant, summary: "When the newest of them came." },
    TopSubjectPath: { type: text, summary: "Where they are, from the top of the mailbox." },
    Identity: { type: text, mandatory: true, summary: "The mailbox and the folder: mailbox\\folder." },
  },
  view: "list",
  table: ["Name", "FolderPath", "ItemsInFolder", "FolderSize"],
});

export const ExportedMessage = defineShape({
  name: "ExportedMessage",
  summary: "A message that was written into a file.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The message in its mailbox." },
    Subject: { type: text, mandatory: true, summary: "Its subject." },
    FilePath: { type: text, mandatory: true, summary: "The file that holds it." },
  },
  table: ["Identity", "Subject", "FilePath"],
});

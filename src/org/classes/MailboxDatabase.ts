// The class MailboxDatabase: where mailboxes are kept, with the quotas that hold for those without their own.
import { byteSize } from "../../values/bytesize.ts";
import { boolean, choice, unlimited } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { timeSpan } from "../../values/timespan.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";
import { quotaFaults } from "../quotas.ts";
import { type Reference, reference } from "../reference.ts";

export const MailboxDatabase = defineClass({
  name: "MailboxDatabase",
  summary: "A database of mailboxes.",
  label: "mailbox database",
  identity: ["Name"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The unique name." },
    Server: {
      type: reference,
      mandatory: true,
      refers: { to: ["ExchangeServer"], gone: "refuse" },
      summary: "The server that holds it.",
    },
    ServerName: {
      type: shortText(64),
      derive: (object: Entity) => (object.get("Server") as Reference).toString(),
      summary: "The name of the server.",
    },
    Recovery: { type: boolean, derive: () => false, summary: "Whether it is for recovery alone." },
    ReplicationType: {
      type: choice("ReplicationType", "None", "Remote"),
      derive: () => "None" as const,
      summary: "Whether there are copies.",
    },
    IssueWarningQuota: {
      type: unlimited(byteSize),
      default: 2_039_480_320,
      summary: "The size at which a mailbox's owner is warned.",
    },
    ProhibitSendQuota: {
      type: unlimited(byteSize),
      default: 2_147_483_648,
      summary: "The size at which a mailbox may not send.",
    },
    ProhibitSendReceiveQuota: {
      type: unlimited(byteSize),
      default: 2_469_396_480,
      summary: "The size at which a mailbox neither sends nor receives.",
    },
    RecoverableItemsWarningQuota: {
      type: unlimited(byteSize),
      default: "20GB",
      summary: "The size of recoverable items at which it is warned.",
    },
    RecoverableItemsQuota: {
      type: unlimited(byteSize),
      default: "30GB",
      summary: "The size of recoverable items at which no more is kept.",
    },
    MountAtStartup: {
      type: boolean,
      default: true,
      summary: "Whether it is mounted when the services start.",
    },
    IsMounted: { type: boolean, default: true, hidden: true, summary: "Whether it is mounted." },
    Mounted: { type: boolean, summary: "Whether it is mounted; with -Status." },
    MountedOnServer: { type: shortText(255), summary: "The server on which it is mounted; with -Status." },
    MailboxRetention: {
      type: timeSpan,
      default: "30.00:00:00",
      summary: "How long what is in a mailbox is kept once no user has it.",
    },
    IsExcludedFromInitialProvisioning: {
      type: boolean,
      default: false,
      summary: "Whether new mailboxes go elsewhere until it is ready for them.",
    },
    IsExcludedFromProvisioningByOperator: {
      type: boolean,
      default: false,
      summary: "Whether an operator wants new mailboxes to go elsewhere.",
    },
    IsExcludedFromProvisioningDueToLogicalCorruption: {
      type: boolean,
      default: false,
      summary: "Whether new mailboxes go elsewhere because it is damaged.",
    },
    IsExcludedFromProvisioningReason: { type: shortText(255), summary: "Why new mailboxes go elsewhere." },
    IsExcludedFromProvisioning: {
      type: boolean,
      default: false,
      summary: "Whether new mailboxes go elsewhere unless it is named.",
    },
    IsSuspendedFromProvisioning: {
      type: boolean,
      default: false,
      summary: "Whether new mailboxes go elsewhere for the time being.",
    },
  },
  table: ["Name", "Server", "Recovery", "ReplicationType"],
  check: quotaFaults,
});

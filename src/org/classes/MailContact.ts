// The class MailContact: someone outside the organization whom its address book knows.
import { boolean, choice } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { proxyAddress } from "../kinds.ts";
import { personProperties } from "../person.ts";
import {
  addressClaims,
  addressFaults,
  addressFinds,
  recipientPath,
  recipientProperties,
  recipientType,
  recipientTypeDetails,
} from "../recipient.ts";

export const MailContact = defineClass({
  name: "MailContact",
  summary: "A person outside the organization with an address in its address book.",
  label: "mail contact",
  identity: ["Name", "Alias", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    ...personProperties,
    RecipientType: {
      type: recipientType<"MailContact">(),
      derive: () => "MailContact" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"MailContact">(),
      derive: () => "MailContact" as const,
      summary: "The kind of contact.",
    },
    ExternalEmailAddress: {
      type: proxyAddress,
      mandatory: true,
      summary: "Where its mail goes: an address outside the organization.",
    },
    MessageFormat: {
      type: choice("MessageFormat", "Mime", "Text"),
      default: "Mime",
      summary: "The format of messages to it.",
    },
    MessageBodyFormat: {
      type: choice("MessageBodyFormat", "TextAndHtml", "Text", "Html"),
      default: "TextAndHtml",
      summary: "The bodies of messages to it.",
    },
    MacAttachmentFormat: {
      type: choice("MacAttachmentFormat", "BinHex", "UuEncode", "AppleSingle", "AppleDouble"),
      default: "BinHex",
      summary: "How attachments of Macintosh files are encoded.",
    },
    UsePreferMessageFormat: {
      type: boolean,
      default: false,
      summary: "Whether its message format goes before that of its remote domain.",
    },
    UseMapiRichTextFormat: {
      type: choice("UseMapiRichTextFormat", "UseDefaultSettings", "Always", "Never"),
      default: "UseDefaultSettings",
      summary: "Whether it gets rich text of MAPI.",
    },
  },
  table: ["Name", "Alias", "RecipientType"],
  claims: addressClaims,
  finds: addressFinds,
  check: addressFaults,
});

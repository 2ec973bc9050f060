// The class ExchangeServer: the machine that runs the organization's services.
import { boolean, choice, text } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";

export const ExchangeServer = defineClass({
  name: "ExchangeServer",
  summary: "A server of the organization.",
  label: "server",
  identity: ["Name", "Fqdn"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The name of the machine." },
    Fqdn: { type: shortText(255), mandatory: true, unique: true, summary: "The full name of the machine." },
    Domain: { type: shortText(255), summary: "The domain of the full name." },
    Site: { type: shortText(64), default: "Default-First-Site-Name", summary: "The site in which it stands." },
    ServerRole: {
      type: choice("ServerRole", "Mailbox", "Edge"),
      default: "Mailbox",
      summary: "What it does.",
    },
    Edition: {
      type: choice("ServerEditionType", "Standard", "Enterprise"),
      default: "Standard",
      summary: "The edition.",
    },
    AdminDisplayVersion: { type: text, mandatory: true, summary: "The version of exsh that founded or last ran it." },
    IsExcludedFromProvisioning: {
      type: boolean,
      default: false,
      hidden: true,
      summary: "Whether new mailboxes go elsewhere unless a database of it is named; Get-MailboxServer shows it.",
    },
    MonitoringGroup: {
      type: shortText(64),
      summary: "A word by which monitoring tells servers apart, such as its place.",
    },
  },
  table: ["Name", "Site", "ServerRole", "Edition", "AdminDisplayVersion"],
});

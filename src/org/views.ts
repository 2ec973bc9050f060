// How recipients of several classes are shown side by side: as recipients (Get-Recipient) and as users (Get-User).
import { boolean, guid, many } from "../values/kinds.ts";
import { defineShape, type Entity, type Properties } from "../values/shape.ts";
import type { Json } from "../values/type.ts";
import { accountProperties } from "./account.ts";
import { instant, proxyAddress, shortText, smtpAddress } from "./kinds.ts";
import { personProperties } from "./person.ts";
import {
  customAttributes,
  distinguishedName,
  primaryOf,
  recipientPath,
  recipientType,
  recipientTypeDetails,
} from "./recipient.ts";
import { reference } from "./reference.ts";

const common = {
  Identity: {
    type: shortText(2048),
    derive: recipientPath,
    summary: "The name that finds it anywhere in the organization.",
  },
  Name: { type: shortText(64), summary: "The unique name." },
  DisplayName: { type: shortText(256), summary: "The name that address books show." },
  RecipientType: { type: recipientType<string>(), summary: "The kind of recipient." },
  RecipientTypeDetails: { type: recipientTypeDetails<string>(), summary: "The kind of recipient, more closely." },
  DistinguishedName: { type: shortText(1024), derive: distinguishedName, summary: "The name in the manner of LDAP." },
  OrganizationalUnit: { type: shortText(256), summary: "The container it stands in." },
  Guid: { type: guid, summary: "Its own number, which never changes." },
  WhenCreated: { type: instant, summary: "When it was created, local time." },
  WhenChanged: { type: instant, summary: "When it was last changed, local time." },
} as const satisfies Properties;

export const RecipientView = defineShape({
  name: "ReducedRecipient",
  summary: "A recipient of any kind.",
  properties: {
    ...common,
    Alias: { type: shortText(64), summary: "The mail nickname." },
    PrimarySmtpAddress: {
      type: smtpAddress,
      derive: (object: Entity) => primaryOf(object.get("EmailAddresses") as readonly string[]) || (null as never),
      summary: "The address that stands in From and To.",
    },
    EmailAddresses: { type: many(proxyAddress, "ProxyAddressCollection"), default: [], summary: "All addresses." },
    ExternalEmailAddress: { type: proxyAddress, summary: "Where the mail of a contact goes." },
    EmailAddressPolicyEnabled: { type: boolean, default: true, summary: "Whether policies decide its addresses." },
    HiddenFromAddressListsEnabled: { type: boolean, default: false, summary: "Whether address lists leave it out." },
    FirstName: personProperties.FirstName,
    LastName: personProperties.LastName,
    Title: personProperties.Title,
    Company: personProperties.Company,
    Department: personProperties.Department,
    Office: personProperties.Office,
    Phone: personProperties.Phone,
    City: personProperties.City,
    StateOrProvince: personProperties.StateOrProvince,
    CountryOrRegion: personProperties.CountryOrRegion,
    Manager: { type: reference, summary: "To whom the person reports." },
    ManagedBy: { type: many(reference), default: [], summary: "Who may change a group." },
    Database: { type: reference, summary: "The database of a mailbox." },
    ServerName: { type: shortText(64), summary: "The server of a mailbox." },
    ...customAttributes,
  },
  table: ["Name", "RecipientType"],
});

export const UserView = defineShape({
  name: "User",
  summary: "A person's account, with or without a mailbox.",
  properties: {
    ...common,
    ...accountProperties,
    ...personProperties,
    WindowsEmailAddress: { type: smtpAddress, summary: "The address that the directory shows." },
    SimpleDisplayName: { type: shortText(256), summary: "The display name in ASCII." },
  },
  table: ["Name", "RecipientType"],
});

/** An object of any recipient class as a shape of this file shows it. What follows from the rest is worked out when asked. */
export function viewedAs(shape: typeof RecipientView | typeof UserView, object: Entity): Entity {
  const stored: Record<string, Json> = { ...object.stored() };
  stored["RecipientType"] = object.get("RecipientType") as string;
  stored["RecipientTypeDetails"] = object.get("RecipientTypeDetails") as string;
  if (shape === UserView && stored["EmailAddresses"] !== undefined) {
    stored["WindowsEmailAddress"] = object.get("WindowsEmailAddress") as string;
  }
  return shape.decode(stored) as Entity;
}

// How recipients of several classes are shown side by side: as recipients (Get-Recipient), users, contacts and groups.
import { boolean, guid, many, text } from "../values/kinds.ts";
import {
  defineShape,
  type Entity,
  type Of,
  type Properties,
  type Shape,
  type Stored,
  Unread,
} from "../values/shape.ts";
import type { Json } from "../values/type.ts";
import { accountProperties, linkedProperties } from "./account.ts";
import { memberClasses } from "./families.ts";
import { groupProperties } from "./grouping.ts";
import { instant, proxyAddress, shortText, smtpAddress } from "./kinds.ts";
import { listsOf } from "./lists.ts";
import type { Reader } from "./organization.ts";
import { personProperties } from "./person.ts";
import {
  customAttributes,
  extensionAttributes,
  namingProperties,
  primaryOf,
  recipientPath,
  recipientType,
  recipientTypeDetails,
} from "./recipient.ts";
import { Reference, reference } from "./reference.ts";

const common = {
  Identity: {
    type: shortText(2048),
    derive: recipientPath,
    summary: "The name that finds it anywhere in the organization.",
  },
  ...namingProperties,
  RecipientType: { type: recipientType<string>(), summary: "The kind of recipient." },
  RecipientTypeDetails: { type: recipientTypeDetails<string>(), summary: "The kind of recipient, more closely." },
  Guid: { type: guid, summary: "Its own number, which never changes." },
  WhenCreated: { type: instant, summary: "When it was created, local time." },
  WhenChanged: { type: instant, summary: "When it was last changed, local time." },
} as const satisfies Properties;

const windowsAddress = { type: smtpAddress, summary: "The address that the directory shows." } as const;

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
    ExternalEmailAddress: { type: proxyAddress, summary: "Where the mail of a contact or a mail user goes." },
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
    PostalCode: personProperties.PostalCode,
    CountryOrRegion: personProperties.CountryOrRegion,
    Manager: { type: reference, summary: "To whom the person reports." },
    ManagedBy: { type: many(reference), default: [], summary: "Who may change a group." },
    Notes: { type: shortText(1024), summary: "Remarks." },
    SamAccountName: { type: shortText(20), summary: "The older logon name of a user or group." },
    Database: { type: reference, summary: "The database of a mailbox." },
    ServerName: { type: shortText(64), summary: "The server of a mailbox." },
    ExchangeGuid: { type: guid, summary: "The number of a mailbox in its database." },
    AddressListMembership: {
      type: many(text),
      default: [],
      summary: "The address lists that show it; told of a recipient that -Identity names.",
    },
    ...customAttributes,
    ...extensionAttributes,
  },
  table: ["Name", "RecipientType"],
});

const reports = {
  DirectReports: {
    type: many(reference),
    default: [],
    summary: "Those whose Manager the person is.",
  },
} as const satisfies Properties;

export const UserView = defineShape({
  name: "User",
  summary: "A person's account, with or without a mailbox.",
  properties: {
    ...common,
    ...accountProperties,
    ...linkedProperties,
    ...personProperties,
    ...reports,
    WindowsEmailAddress: windowsAddress,
  },
  table: ["Name", "RecipientType"],
});

export const ContactView = defineShape({
  name: "Contact",
  summary: "What the directory knows of a person outside.",
  properties: { ...common, ...personProperties, ...reports, WindowsEmailAddress: windowsAddress },
  table: ["Name", "RecipientType"],
});

export const GroupView = defineShape({
  name: "Group",
  summary: "A group in the directory, with or without an address.",
  properties: {
    ...common,
    ...groupProperties,
    Members: { type: many(reference), default: [], summary: "What it holds." },
    WindowsEmailAddress: windowsAddress,
  },
  table: ["Name", "DisplayName", "SamAccountName", "GroupType"],
});

/** An object of any recipient class as a shape of this file shows it. What follows from the rest is worked out when asked. */
export function viewedAs<P extends Properties>(
  shape: Shape<P>,
  object: Entity,
  more: Readonly<Record<string, Json>> = {},
): Of<Shape<P>> {
  return shape.decode(new Viewed(shape, object, more)) as Of<Shape<P>>;
}

class Viewed extends Unread {
  readonly #shape: Shape;
  readonly #object: Entity;
  readonly #more: Readonly<Record<string, Json>>;

  constructor(shape: Shape, object: Entity, more: Readonly<Record<string, Json>>) {
    super();
    this.#shape = shape;
    this.#object = object;
    this.#more = more;
  }

  read(): Stored {
    const object = this.#object;
    const stored: Record<string, Json> = { ...object.stored() };
    stored["RecipientType"] = object.get("RecipientType") as string;
    stored["RecipientTypeDetails"] = object.get("RecipientTypeDetails") as string;
    if ("WindowsEmailAddress" in this.#shape.properties && stored["EmailAddresses"] !== undefined) {
      stored["WindowsEmailAddress"] = object.get("WindowsEmailAddress") as string;
    }
    const managers = stored["ManagedBy"];
    if (typeof managers === "string") stored["ManagedBy"] = [managers];
    return { ...stored, ...this.#more };
  }

  mentions(): boolean {
    return true;
  }
}

/** A recipient with the address lists that show it. */
export async function withLists(recipient: Entity, reader: Reader): Promise<Entity> {
  return viewedAs(RecipientView, recipient, { AddressListMembership: await listsOf(reader, recipient) });
}

/** A person with those who report to them. */
export async function withReports(
  shape: typeof UserView | typeof ContactView,
  person: Entity,
  reader: Reader,
): Promise<Entity> {
  const found: Json[] = [];
  const query = { filters: [`Manager -eq '${person.get("Guid")}'`] };
  for await (const one of reader.query(memberClasses, query)) found.push(reference.encode(Reference.to(one as Entity)));
  return viewedAs(shape as Shape, person, found.length === 0 ? {} : { DirectReports: found });
}

/** A group with what it holds. */
export async function withMembers(group: Entity, reader: Reader): Promise<Entity> {
  const found: Json[] = [];
  for await (const one of reader.members(group.get("Guid") as string)) found.push(reference.encode(Reference.to(one)));
  return viewedAs(GroupView, group, { Members: found });
}

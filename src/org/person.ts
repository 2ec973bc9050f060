// What the directory knows of a person: name, place, work, manager. Users, mailboxes and contacts have it alike.
import { many } from "../values/kinds.ts";
import type { ClassProperties } from "./class.ts";
import { geoCoordinates, shortText } from "./kinds.ts";
import { people } from "./recipient.ts";
import { reference } from "./reference.ts";

export const personProperties = {
  FirstName: { type: shortText(64), index: true, summary: "The given name." },
  Initials: { type: shortText(6), summary: "The letters between first and last name." },
  LastName: { type: shortText(64), index: true, summary: "The surname." },
  Title: { type: shortText(128), summary: "The title of the work." },
  Company: { type: shortText(64), index: true, summary: "The company." },
  Department: { type: shortText(64), index: true, summary: "The department." },
  Office: { type: shortText(128), index: true, summary: "The office, as a place." },
  Manager: { type: reference, refers: { to: people, gone: "clear" }, summary: "To whom the person reports." },
  StreetAddress: { type: shortText(1024), summary: "Street and number." },
  City: { type: shortText(128), summary: "The city." },
  StateOrProvince: { type: shortText(128), summary: "The state or province." },
  PostalCode: { type: shortText(40), summary: "The postal code." },
  CountryOrRegion: { type: shortText(128), summary: "The country or region." },
  Phone: { type: shortText(64), summary: "The telephone number at work." },
  MobilePhone: { type: shortText(64), summary: "The number of the mobile telephone." },
  HomePhone: { type: shortText(64), summary: "The telephone number at home." },
  Fax: { type: shortText(64), summary: "The fax number." },
  Pager: { type: shortText(64), summary: "The number of the pager." },
  OtherTelephone: { type: many(shortText(64)), default: [], summary: "More telephone numbers." },
  AssistantName: { type: shortText(256), summary: "The name of the assistant." },
  OtherFax: { type: many(shortText(64)), default: [], summary: "More fax numbers." },
  OtherHomePhone: { type: many(shortText(64)), default: [], summary: "More telephone numbers at home." },
  PostOfficeBox: { type: many(shortText(40)), default: [], summary: "Post office boxes." },
  TelephoneAssistant: { type: shortText(64), summary: "The telephone number of the assistant." },
  GeoCoordinates: { type: geoCoordinates, summary: "Latitude and longitude, and the altitude: 47.6;-122.3;15." },
  WebPage: { type: shortText(2048), summary: "The page on the web." },
  Notes: { type: shortText(1024), summary: "Remarks." },
} as const satisfies ClassProperties;

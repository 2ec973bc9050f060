// The class EmailAddressPolicy: which addresses recipients are given.
import { boolean, many, text } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { defineClass } from "../class.ts";
import { membershipsIn } from "../filter.ts";
import { objectName, shortText } from "../kinds.ts";
import { filterProperties } from "../precanned.ts";

/** A number counted from 1, or Lowest for the policy that applies where no other does. */
export const policyPriority: Type<number | "Lowest"> = {
  name: "EmailAddressPolicyPriority",
  convert(value) {
    const given = toText(value).trim();
    if (given.toLowerCase() === "lowest") return "Lowest";
    const number = Number(given);
    if (given === "" || !Number.isInteger(number) || number < 1 || number > 2147483646) {
      throw new ConversionError(`'${given}' is not a priority. Write a number from 1, or Lowest.`);
    }
    return number;
  },
  show: String,
  encode: (value) => value,
  decode: (json) => (json === "Lowest" ? "Lowest" : Number(json)),
  compare: (a, b) => order(a) - order(b),
  key: (value) => order(value).toString(16).padStart(14, "0"),
};

const order = (value: number | "Lowest") => (value === "Lowest" ? 2 ** 31 : value);

export const EmailAddressPolicy = defineClass({
  name: "EmailAddressPolicy",
  summary: "The addresses that recipients are given, and which recipients.",
  label: "email address policy",
  identity: ["Name"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The unique name." },
    Priority: {
      type: policyPriority,
      mandatory: true,
      summary: "The lowest number whose filter fits a recipient decides.",
    },
    EnabledEmailAddressTemplates: {
      type: many(shortText(1024)),
      mandatory: true,
      summary: "The templates, as SMTP:%m@contoso.com; SMTP in capitals makes the primary address.",
    },
    DisabledEmailAddressTemplates: {
      type: many(shortText(1024)),
      default: [],
      summary: "Templates that were taken out.",
    },
    EnabledPrimarySMTPAddressTemplate: {
      type: text,
      derive: (object: Entity) =>
        (object.get("EnabledEmailAddressTemplates") as readonly string[])
          .find((template) => template.startsWith("SMTP:"))
          ?.slice(5) ?? "",
      summary: "The template of the primary address.",
    },
    ...filterProperties,
    UpdatedThrough: { type: text, hidden: true, summary: "How far an Update-EmailAddressPolicy has come." },
    RecipientFilterApplied: { type: boolean, default: false, summary: "Whether it has been applied as it stands." },
  },
  table: ["Name", "Priority", "RecipientFilter"],
  *check(policy) {
    if (membershipsIn(policy.RecipientFilter).length > 0) {
      yield "The filter of an e-mail address policy can't ask for MemberOfGroup, because addresses don't follow groups. Use a property of the recipients, such as Department or a custom attribute.";
    }
  },
});

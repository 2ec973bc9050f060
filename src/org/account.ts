// The account of a user: by which name and password one logs on. Mailboxes and plain users have it alike.
import { boolean } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { accountAccess } from "./access.ts";
import type { ClassProperties } from "./class.ts";
import { addressKey, instant, isSmtpAddress, shortText } from "./kinds.ts";

/** "kim@contoso.com": the name one logs on with (RFC 822 style, as the directory keeps it). */
export const userPrincipalName: Type<string> = {
  name: "String",
  convert(value) {
    const given = toText(value).trim();
    if (!isSmtpAddress(given) || given.startsWith('"')) {
      throw new ConversionError(`"${given}" isn't a valid user principal name. Write it as kim@contoso.com.`);
    }
    return given;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => (addressKey(a) < addressKey(b) ? -1 : addressKey(a) > addressKey(b) ? 1 : 0),
  key: addressKey,
};

/** The older logon name: at most 20 characters, none of " / \ [ ] : ; | = , + * ? < > @. */
export const samAccountName: Type<string> = {
  ...shortText(20),
  convert(value) {
    const given = shortText(20).convert(value);
    if (given === "" || /["/\\[\]:;|=,+*?<>@\x00-\x1f]/.test(given) || given.endsWith(".")) {
      throw new ConversionError(
        `"${given}" isn't a valid account name. It must not end with a dot or contain " / \\ [ ] : ; | = , + * ? < > @.`,
      );
    }
    return given;
  },
};

/** "FABRIKAM\kim", or kim@fabrikam.com: an account of another directory. */
const linkedAccount: Type<string> = {
  ...shortText(256),
  convert(value) {
    const given = shortText(256).convert(value);
    if (!/^[^\\@/\s][^\\@/]*[\\@][^\\@/\s]+$/.test(given) || /[\x00-\x1f\x7f]/.test(given)) {
      throw new ConversionError(`"${given}" isn't an account of another directory. Write it as DOMAIN\\name.`);
    }
    return given;
  },
};

export const accountProperties = {
  UserPrincipalName: {
    type: userPrincipalName,
    mandatory: true,
    unique: "User.UserPrincipalName",
    summary: "The name one logs on with.",
  },
  SamAccountName: {
    type: samAccountName,
    mandatory: true,
    unique: "User.SamAccountName",
    summary: "The older logon name, at most 20 characters.",
  },
  AccountDisabled: { type: boolean, default: false, summary: "Whether logging on is refused." },
  ImmutableId: { type: shortText(256), summary: "The identity of the user in directories joined with this one." },
  PasswordLastSet: { type: instant, summary: "When the password was last set." },
  ...accountAccess,
} as const satisfies ClassProperties;

/** Of users whose account is in another directory, and who are known here by a disabled one. */
export const linkedProperties = {
  LinkedMasterAccount: {
    type: linkedAccount,
    summary: "The account of another directory that the user belongs to, as DOMAIN\\name.",
  },
  IsLinked: {
    type: boolean,
    derive: (object: Entity) => object.get("LinkedMasterAccount") !== null,
    summary: "Whether the user's account is in another directory.",
  },
} as const satisfies ClassProperties;

/** The scrypt hash, kept in the store and never shown; see password.ts. Not a property, so that no view or filter has it. */
export const passwordField = "#password";

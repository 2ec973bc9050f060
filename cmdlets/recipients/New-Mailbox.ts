// New-Mailbox: a mailbox with its user, or one that is shared, linked, or stands for a room or a piece of equipment.
import { userPrincipalName } from "../../src/org/account.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { newOf } from "../../src/org/derived.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import {
  databaseFor,
  detailsFrom,
  hashing,
  linkedParameters,
  passwordSecret,
  placedIn,
  prepareMailbox,
} from "../../src/org/mailboxes.ts";
import { moderationParameters } from "../../src/org/moderation.ts";
import { identity, parametersOf } from "../../src/org/parameters.ts";
import { newAccount, newRecipient } from "../../src/org/provision.ts";
import { unitParameter } from "../../src/org/units.ts";
import { boolean, switchParameter } from "../../src/values/kinds.ts";
import { secureString } from "../../src/values/secret.ts";

const password = {
  type: secureString,
  pipeline: "property",
  summary: "The password, as a SecureString. Kept as a scrypt hash, which takes a moment to make.",
} as const;

const logonName = {
  type: userPrincipalName,
  pipeline: "property",
  summary: "The name one logs on with, as kim@contoso.com; alias and default domain when left out.",
} as const;

const kind = (summary: string) => ({ type: switchParameter, mandatory: true, summary }) as const;

const roomProperties = ["ResourceCapacity", "Office", "Phone"] as const;

const room = Object.fromEntries(
  Object.entries(parametersOf(Mailbox, roomProperties, { changeable: false })).map(([name, one]) => [
    name,
    { ...one, pipeline: "property" as const },
  ]),
);

const chosen = [...roomProperties, "LinkedMasterAccount"];

const account = { Password: password, UserPrincipalName: logonName } as const;

export default newOf(Mailbox, {
  synopsis: "Creates a user with a mailbox, or a linked, shared, room or equipment mailbox.",
  description:
    "Addresses come from the e-mail address policy that fits. With -PrimarySmtpAddress they do not, and EmailAddressPolicyEnabled is then $false. Shared, room and equipment mailboxes have a disabled account.",
  parameters: [
    "Name",
    "Alias",
    "DisplayName",
    "FirstName",
    "Initials",
    "LastName",
    "SamAccountName",
    "ImmutableId",
    ...moderationParameters,
  ],
  optional: ["Alias", "SamAccountName"],
  fromPipeline: true,
  sets: {
    User: {
      Password: { ...password, mandatory: true },
      UserPrincipalName: { ...logonName, mandatory: true },
    },
    DisabledUser: { AccountDisabled: kind("Nobody may log on to it for the time being."), ...account },
    Shared: { Shared: kind("Several people share it."), ...account },
    Room: { Room: kind("It stands for a room."), ...room, ...account },
    EnableRoomMailboxAccount: {
      Room: kind("It stands for a room."),
      ...room,
      EnableRoomMailboxAccount: { type: boolean, mandatory: true, summary: "Whether one can log on to the room." },
      RoomMailboxPassword: { ...password, summary: "The password of the room, as a SecureString." },
      UserPrincipalName: logonName,
    },
    Equipment: { Equipment: kind("It stands for a piece of equipment."), ...account },
    Arbitration: { Arbitration: kind("Moderators answer to it; it is not shown."), ...account },
    Linked: { ...linkedParameters, ...account },
    LinkedRoomMailbox: {
      LinkedRoom: kind("It stands for a room that logs on with an account elsewhere."),
      ...linkedParameters,
      Office: room["Office"]!,
      Phone: room["Phone"]!,
      ...account,
    },
  },
  defaultSet: "User",
  extra: {
    Database: {
      type: identity("DatabaseIdParameter"),
      pipeline: "property",
      summary: "The database for it; one that takes new mailboxes when left out.",
    },
    PrimarySmtpAddress: {
      type: smtpAddress,
      pipeline: "property",
      summary: "Its address, in the place of the policy's.",
    },
    ...unitParameter,
  },
  prepare: (_given, ctx) => prepareMailbox(ctx),
  slow(given, prepared, ctx) {
    const hash = hashing(given["RoomMailboxPassword"] ?? given["Password"], ctx);
    return hash && (async () => ({ ...prepared, hash: await hash() }));
  },
  async values(values, given, tx, prepared) {
    const details = detailsFrom(given);
    const logon = given["UserPrincipalName"] as string | undefined;
    const all = await newRecipient(
      tx,
      Mailbox,
      {
        ...values,
        RecipientTypeDetails: details,
        ...(details === "ArbitrationMailbox" ? { HiddenFromAddressListsEnabled: true } : {}),
        ...Object.fromEntries(chosen.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
      },
      given,
      logon?.slice(0, logon.lastIndexOf("@")) ?? String(values["Name"]),
    );
    const alias = all["Alias"] as string;
    return {
      ...all,
      ...placedIn(tx, await databaseFor(tx, given, prepared.draw), prepared.exchangeGuid),
      ...(await newAccount(tx, alias, logon, values["SamAccountName"], prepared.hash)),
      AccountDisabled:
        (details !== "UserMailbox" && given["EnableRoomMailboxAccount"] !== true) || given["AccountDisabled"] === true,
    };
  },
  secrets: (_given, prepared) => passwordSecret(prepared.hash),
  examples: [
    {
      run: "New-Mailbox -Name 'Kim Akers' -UserPrincipalName kim@contoso.com -FirstName Kim -LastName Akers -Password (ConvertTo-SecureString 'Correct horse 7' -AsPlainText -Force)",
      note: "A user with a mailbox; the alias is kim.",
    },
    { run: "New-Mailbox -Shared -Name Reception", note: "A mailbox that several people share." },
    { run: "New-Mailbox -Room -Name 'Room 101' -ResourceCapacity 12", note: "A mailbox that stands for a room." },
    {
      run: "New-Mailbox -Name Robin -LinkedMasterAccount FABRIKAM\\robin -LinkedDomainController dc.fabrikam.com",
      note: "A mailbox for somebody whose account is in another directory.",
    },
  ],
});

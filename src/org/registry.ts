// All classes of the organization by name, for the store that must read objects of any class.
import type { ObjectClass } from "./class.ts";
import { AcceptedDomain } from "./classes/AcceptedDomain.ts";
import { AddressList } from "./classes/AddressList.ts";
import { Contact } from "./classes/Contact.ts";
import { DistributionGroup } from "./classes/DistributionGroup.ts";
import { DynamicDistributionGroup } from "./classes/DynamicDistributionGroup.ts";
import { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import { ExchangeServer } from "./classes/ExchangeServer.ts";
import { GlobalAddressList } from "./classes/GlobalAddressList.ts";
import { Group } from "./classes/Group.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import { MailContact } from "./classes/MailContact.ts";
import { MailUser } from "./classes/MailUser.ts";
import { OrganizationalUnit } from "./classes/OrganizationalUnit.ts";
import { OrganizationConfig } from "./classes/OrganizationConfig.ts";
import { ReceiveConnector } from "./classes/ReceiveConnector.ts";
import { RemoteDomain } from "./classes/RemoteDomain.ts";
import { SendConnector } from "./classes/SendConnector.ts";
import { StoreMailbox } from "./classes/StoreMailbox.ts";
import { SystemMessage } from "./classes/SystemMessage.ts";
import { TransportConfig } from "./classes/TransportConfig.ts";
import { TransportService } from "./classes/TransportService.ts";
import { User } from "./classes/User.ts";

const all: readonly ObjectClass[] = [
  AcceptedDomain,
  DistributionGroup,
  EmailAddressPolicy,
  ExchangeServer,
  Mailbox,
  MailboxDatabase,
  MailContact,
  OrganizationConfig,
  ReceiveConnector,
  RemoteDomain,
  SendConnector,
  SystemMessage,
  StoreMailbox,
  TransportConfig,
  TransportService,
  AddressList,
  Contact,
  DynamicDistributionGroup,
  GlobalAddressList,
  Group,
  MailUser,
  OrganizationalUnit,
  User,
];

const byName = new Map(all.map((cls) => [cls.name, cls]));

export function allClasses(): readonly ObjectClass[] {
  return all;
}

/** @returns the class of this name; undefined for one that only a newer exsh knows. */
export function classNamed(name: string): ObjectClass | undefined {
  return byName.get(name);
}

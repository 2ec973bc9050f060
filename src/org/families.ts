// Classes of recipients that go together: what receives mail, what groups hold, who is a person, what is a group.
import { Contact } from "./classes/Contact.ts";
import { DistributionGroup } from "./classes/DistributionGroup.ts";
import { DynamicDistributionGroup } from "./classes/DynamicDistributionGroup.ts";
import { Group } from "./classes/Group.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import { MailContact } from "./classes/MailContact.ts";
import { MailUser } from "./classes/MailUser.ts";
import { User } from "./classes/User.ts";

/** Whatever receives mail. */
export const mailClasses = [Mailbox, MailUser, MailContact, DistributionGroup, DynamicDistributionGroup] as const;

/** What a group may hold. */
export const memberClasses = [...mailClasses, User, Contact, Group] as const;

/** People with an account (Get-User). */
export const userClasses = [Mailbox, MailUser, User] as const;

/** People outside (Get-Contact). */
export const contactClasses = [MailContact, Contact] as const;

/** Groups that hold members of their own (Get-Group). */
export const groupClasses = [DistributionGroup, Group] as const;

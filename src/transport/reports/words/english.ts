// Reports in English.
import type { Words } from "../words.ts";

const spelling = "Check its spelling and send the message again, or ask the recipient for the right address.";
const permission = "Ask the recipient, or the administrator, for permission to write to this address.";
const theirAdministrator = "Tell the administrator of the recipient's mail system.";
const smaller = "Make it smaller, for example by leaving attachments out, and send it again.";
const again = "Send it again later.";

export const english: Words = {
  language: "en",
  subjects: {
    failed: "Undeliverable:",
    delayed: "Delivery delayed:",
    delivered: "Delivered:",
    relayed: "Relayed:",
    expanded: "Expanded:",
  },
  openings: {
    failed: "Delivery has failed to these recipients or groups:",
    delayed:
      "Delivery to these recipients or groups is delayed. You need not send the message again; it is still being tried:",
    delivered: "Your message has been delivered to the following recipients:",
    relayed:
      "Delivery to these recipients or groups is complete as far as we know, but no delivery notification was sent by the destination server:",
    expanded: "Your message has been sent on to the members of these groups:",
  },
  labels: {
    subject: "Subject:",
    diagnostics: "Diagnostic information for administrators:",
    server: "Generating server:",
    remote: "Remote server:",
    headers: "Original message headers:",
    postmaster: "Mail Delivery System",
  },
  codes: {
    "4.4.7": {
      what: "The message waited until its time was over, because the other server could not be reached or kept putting it off.",
      todo: "Send it again later. If it fails again, tell the administrator of the recipient's mail system.",
    },
    "5.1.0": { what: "The sender or the recipient was refused by the mail system.", todo: theirAdministrator },
    "5.1.1": { what: "The address was not found at the recipient's mail system.", todo: spelling },
    "5.1.3": { what: "The address is not written as addresses are.", todo: spelling },
    "5.1.7": {
      what: "Your own address was refused: it is not a valid sender.",
      todo: "Check the address from which your program sends, or ask your administrator.",
    },
    "5.1.10": {
      what: "The address was not found.",
      todo: "Check its spelling and send the message again. An address that your program remembers may be out of date.",
    },
    "5.2.0": {
      what: "Mail for the recipient is to be forwarded, but the address to forward it to is not right.",
      todo: "Tell the recipient, or the administrator, about it in another way.",
    },
    "5.2.1": { what: "The recipient's mailbox takes no messages now.", todo: "Reach the recipient in another way." },
    "5.2.2": {
      what: "The recipient's mailbox is full and cannot take messages now.",
      todo: "Send it again later, or reach the recipient in another way.",
    },
    "5.2.3": { what: "The message is too large.", todo: smaller },
    "5.3.4": { what: "The message is too large for the way to the recipient.", todo: smaller },
    "5.3.5": {
      what: "A mail system is set up so that the message would come back to where it was.",
      todo: "Tell the administrator.",
    },
    "5.4.1": { what: "The recipient's mail system does not take mail for this address.", todo: theirAdministrator },
    "5.4.4": {
      what: "The recipient's domain does not exist, or has no server that takes its mail.",
      todo: "Check the part of the address behind the @ sign.",
    },
    "5.4.6": {
      what: "The message went in a circle.",
      todo: "Tell the administrator: forwarding addresses or servers point to one another.",
    },
    "5.4.14": {
      what: "The message passed too many servers, and probably went in a circle.",
      todo: "Tell the administrator: forwarding addresses or servers point to one another.",
    },
    "5.5.3": {
      what: "The message has too many recipients.",
      todo: "Send it in parts, each to fewer recipients, or use a group.",
    },
    "5.6.3": {
      what: "The recipient's mail system cannot take a message in this form.",
      todo: "Send it without its signature, or in another format.",
    },
    "5.6.7": {
      what: "The recipient's mail system cannot take addresses with letters beyond ASCII.",
      todo: "Use another address of the recipient, if there is one.",
    },
    "5.7.1": { what: "You may not send to this recipient.", todo: permission },
    "5.7.30": {
      what: "The message must travel encrypted all the way, and the next mail system cannot promise that.",
      todo: "Send it without that requirement, or reach the recipient in another way.",
    },
    "5.7.54": { what: "The mail system does not pass mail on to this domain.", todo: theirAdministrator },
    "5.7.57": {
      what: "The mail system takes messages only from those who have logged on.",
      todo: "Check the account settings of your program.",
    },
    "5.7.60": {
      what: "You may not send with this sender address.",
      todo: "Send from your own address, or ask the administrator for the right to use the other one.",
    },
    "5.7.124": { what: "You are not among those who may write to this group.", todo: permission },
    "5.7.129": { what: "You are not among those who may write to this recipient.", todo: permission },
    "5.7.133": { what: "Only people inside the organization may write to this group.", todo: permission },
    "5.7.134": { what: "Only people inside the organization may write to this recipient.", todo: permission },
    "x.1": { what: "There is something wrong with the address.", todo: spelling },
    "x.2": { what: "The recipient's mailbox could not take the message.", todo: again },
    "x.3": { what: "The recipient's mail system could not take the message.", todo: again },
    "x.4": { what: "The message could not be brought to the recipient's mail system.", todo: again },
    "x.5": { what: "The mail systems did not understand each other.", todo: theirAdministrator },
    "x.6": { what: "The content of the message could not be passed on.", todo: "Send it in another form." },
    "x.7": {
      what: "The recipient's mail system refused the message.",
      todo: "Ask the recipient, or the administrator of that system, why.",
    },
    x: { what: "The message could not be delivered.", todo: again },
  },
};

// What reports say to people: a sentence and an advice for each enhanced status code (behaviour 6).

export interface Advice {
  readonly what: string;
  readonly todo: string;
}

const advices: Readonly<Record<string, Advice>> = {
  "4.4.7": {
    what: "The message waited until its time was over, because the other server could not be reached or kept putting it off.",
    todo: "Send it again later. If it fails again, tell the administrator of the recipient's mail system.",
  },
  "5.1.1": {
    what: "The address was not found at the recipient's mail system.",
    todo: "Check its spelling and send the message again, or ask the recipient for the right address.",
  },
  "5.1.10": {
    what: "The address was not found.",
    todo: "Check its spelling and send the message again. An address that your program remembers may be out of date.",
  },
  "5.2.0": {
    what: "Mail for the recipient is to be forwarded, but the address to forward it to is not right.",
    todo: "Tell the recipient, or the administrator, about it in another way.",
  },
  "5.2.2": {
    what: "The recipient's mailbox is full and cannot take messages now.",
    todo: "Send it again later, or reach the recipient in another way.",
  },
  "5.2.3": {
    what: "The message is too large.",
    todo: "Make it smaller, for example by leaving attachments out, and send it again.",
  },
  "5.3.4": {
    what: "The message is too large for the way to the recipient.",
    todo: "Make it smaller, for example by leaving attachments out, and send it again.",
  },
  "5.4.4": {
    what: "The recipient's domain does not exist, or has no server that takes its mail.",
    todo: "Check the part of the address behind the @ sign.",
  },
  "5.4.6": {
    what: "The message went in a circle.",
    todo: "Tell the administrator: forwarding addresses or servers point to one another.",
  },
  "5.5.3": {
    what: "The message has too many recipients.",
    todo: "Send it in parts, each to fewer recipients, or use a group.",
  },
  "5.6.7": {
    what: "The recipient's mail system cannot take addresses with letters beyond ASCII.",
    todo: "Use another address of the recipient, if there is one.",
  },
  "5.7.1": {
    what: "You may not send to this recipient.",
    todo: "Ask the recipient, or the administrator, for permission to write to this address.",
  },
};

const general: Readonly<Record<string, Advice>> = {
  "1": {
    what: "There is something wrong with the address.",
    todo: "Check its spelling and send the message again.",
  },
  "2": { what: "The recipient's mailbox could not take the message.", todo: "Send it again later." },
  "3": { what: "The recipient's mail system could not take the message.", todo: "Send it again later." },
  "4": { what: "The message could not be brought to the recipient's mail system.", todo: "Send it again later." },
  "5": {
    what: "The mail systems did not understand each other.",
    todo: "Tell the administrator of the recipient's mail system.",
  },
  "6": { what: "The content of the message could not be passed on.", todo: "Send it in another form." },
  "7": {
    what: "The recipient's mail system refused the message.",
    todo: "Ask the recipient, or the administrator of that system, why.",
  },
};

/** The text for a code; for one that has none of its own, the text for its subject (RFC 3463 3). */
export function adviceFor(status: string): Advice {
  return (
    advices[status] ??
    general[status.split(".")[1] ?? ""] ?? { what: "The message could not be delivered.", todo: "Send it again later." }
  );
}

// What was promised and what has been seen of it: finds what is lost and what is there twice.
import type { Letter } from "./clients.ts";
import type { Peer } from "./peer.ts";

/** What a shell has listed after a restart. */
export interface Listing {
  /** Messages in queues: Message-ID, subject, addresses still to be reached. */
  readonly queued: readonly { readonly id: string; readonly subject: string; readonly to: readonly string[] }[];
  /** Messages in mailboxes; `identity` names one for good. */
  readonly boxed: readonly {
    readonly alias: string;
    readonly id: string;
    readonly subject: string;
    readonly identity: string;
    readonly text: number;
  }[];
}

const reportOf = (id: string) => `Undeliverable: ${id}`;

export interface Ledger {
  add(letter: Letter): void;
  find(id: string): Letter | undefined;
  /** Letters that were acknowledged and are not yet known to be with another server, or reported. */
  readonly inFlight: number;
  readonly acknowledged: number;
  /** Takes in what was seen. @returns sentences about what is lost, doubled, torn or not to be there. */
  check(listing: Listing): string[];
  /** Mailboxes and the letters that were seen to be removed from them. */
  removed(alias: string, id: string): void;
}

export function openLedger(peers: () => readonly Peer[], length: (letter: Letter) => number): Ledger {
  const letters = new Map<string, Letter>();
  /** Not all of it is known to be where it belongs. */
  const unsettled = new Set<Letter>();
  const boxed = new Map<string, Set<string>>();
  const gone = new Set<string>();
  let acknowledged = 0;

  const taken = (letter: Letter, address: string) =>
    peers().some((peer) => peer.everTaken.has(`${letter.id} ${address}`));
  const copies = (alias: string, subject: string) => boxed.get(`${alias} ${subject}`)?.size ?? 0;
  const sender = ({ from }: Letter) => from.slice(0, from.indexOf("@"));

  /** Where the letter is still missing. */
  function missing(letter: Letter): string[] {
    return [
      ...letter.boxes.filter((alias) => copies(alias, letter.id) === 0 && !gone.has(`${alias} ${letter.id}`)),
      ...letter.peers.filter((address) => !taken(letter, address)),
      ...(letter.refused.length > 0 && copies(sender(letter), reportOf(letter.id)) === 0 ? letter.refused : []),
    ];
  }

  function check({ queued, boxed: found }: Listing): string[] {
    const wrong: string[] = [];
    for (const { alias, id, subject, identity, text } of found) {
      const key = `${alias} ${subject}`;
      const letter = letters.get(id);
      if (letter && !letter.boxes.includes(alias)) wrong.push(`${id} came to ${alias}, to whom it was not sent`);
      if (letter && text !== length(letter))
        wrong.push(`${id} has ${text} characters in ${alias}, and had ${length(letter)}`);
      if (gone.has(`${alias} ${id}`)) wrong.push(`${id} was removed from ${alias}, and is back`);
      boxed.set(key, (boxed.get(key) ?? new Set()).add(identity));
    }
    for (const [key, { size }] of boxed) if (size > 1) wrong.push(`${key}: ${size} copies`);
    const waiting = new Map<string, Set<string>>();
    for (const { id, subject, to } of queued)
      for (const key of [id, subject]) for (const one of to) waiting.set(key, (waiting.get(key) ?? new Set()).add(one));
    for (const letter of [...unsettled]) {
      if (!letter.acknowledged) continue;
      const left = missing(letter);
      if (left.length === 0) unsettled.delete(letter);
      for (const target of left) {
        const address = target.includes("@") ? target : `${target}@exsh.test`;
        const waits = waiting.get(letter.id)?.has(address) || waiting.get(letter.id)?.has("all@exsh.test");
        const told = letter.refused.includes(target) && waiting.has(reportOf(letter.id));
        if (!waits && !told) wrong.push(`${letter.id} is lost for ${target}`);
      }
    }
    for (const peer of peers()) {
      for (const [key, count] of peer.taken) if (count > 1) wrong.push(`${key} was sent ${count} times in one life`);
      for (const id of peer.torn.splice(0)) wrong.push(`${id} came to another server other than it was sent`);
    }
    return wrong;
  }

  return {
    add(letter) {
      letters.set(letter.id, letter);
      unsettled.add(letter);
    },
    find: (id) => letters.get(id),
    get inFlight() {
      let count = 0;
      for (const letter of unsettled)
        if (letter.acknowledged && [...letter.peers].some((address) => !taken(letter, address))) count++;
      return count;
    },
    get acknowledged() {
      acknowledged = 0;
      for (const letter of letters.values()) if (letter.acknowledged) acknowledged++;
      return acknowledged;
    },
    check,
    removed: (alias, id) => void gone.add(`${alias} ${id}`),
  };
}

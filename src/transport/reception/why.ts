// Why reception took a message: the connector and its range, who the client is, and the limits that were asked.

import type { Header } from "../../mail/headers.ts";
import { parseIp, rangeHolds, rangeSize } from "../../mail/ranges.ts";
import { hopCount } from "../../mail/trace.ts";
import type { ReceiveConnectorObject } from "./connector.ts";

/** What a session is, for people: two sentences that hold for all its messages. */
export function whyConnected(
  connector: ReceiveConnectorObject,
  remoteAddress: string,
  user: { readonly address: string } | undefined,
): readonly string[] {
  const remote = parseIp(remoteAddress);
  const ranges = remote ? connector.RemoteIPRanges.filter((range) => rangeHolds(range, remote)) : [];
  const [range] = ranges.toSorted((a, b) => (rangeSize(a) < rangeSize(b) ? -1 : 1));
  const groups = String(connector.PermissionGroups);
  return [
    `${connector.Identity} serves ${remoteAddress} by its range ${range}, the most specific of the connectors there.`,
    user
      ? `The client proved to be ${user.address} by AUTH; PermissionGroups are ${groups}.`
      : `The client did not prove who it is; PermissionGroups are ${groups}.`,
  ];
}

/** The limits of the connector that a message was held against. */
export function whyTaken(
  connector: ReceiveConnectorObject,
  facts: { readonly size: number; readonly recipients: number; readonly header: Header; readonly boundless: boolean },
): string {
  const { MaxMessageSize, MaxRecipientsPerMessage, MaxHeaderSize, MaxHopCount } = connector;
  const size = facts.boundless ? "unlimited by right" : `at most ${MaxMessageSize.bytes}`;
  return (
    `Within the connector's limits: ${facts.size} bytes (${size}), ${facts.recipients} recipient${facts.recipients === 1 ? "" : "s"} (at most ${MaxRecipientsPerMessage}), ` +
    `header ${facts.header.size} bytes (at most ${MaxHeaderSize.bytes}), ${hopCount(facts.header)} hops (at most ${MaxHopCount}).`
  );
}

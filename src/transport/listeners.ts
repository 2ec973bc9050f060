// What the transport listens on, as a record for people.
import { int, text } from "../values/kinds.ts";
import { defineShape, type Of } from "../values/shape.ts";
import type { ListenerFacts } from "./transport.ts";

export const TransportListener = defineShape({
  name: "TransportListener",
  summary: "An address and port where the transport accepts connections.",
  properties: {
    Connector: { type: text, mandatory: true, summary: "The Receive connector." },
    Address: { type: text, mandatory: true, summary: "The local address." },
    Port: { type: int, mandatory: true, summary: "The port." },
    Tls: { type: text, mandatory: true, summary: "none, starttls or implicit." },
    Service: { type: text, mandatory: true, summary: "The protocol." },
  },
  table: ["Connector", "Address", "Port", "Tls"],
});

export function viewListener(listener: ListenerFacts): Of<typeof TransportListener> {
  return TransportListener.make({
    Connector: listener.connector,
    Address: listener.address,
    Port: listener.port,
    Tls: listener.tls,
    Service: listener.service,
  });
}

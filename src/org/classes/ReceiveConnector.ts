// The class ReceiveConnector: on which addresses and ports mail is taken, from whom, and with which rights.
import { boolean, choice, many, text } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { defineClass } from "../class.ts";
import { objectName } from "../kinds.ts";
import { type Reference, reference } from "../reference.ts";

export const ReceiveConnector = defineClass({
  name: "ReceiveConnector",
  summary: "Where mail is taken, from whom, and with which rights.",
  label: "Receive connector",
  identity: ["Name"],
  path: (object: Entity) => `${String(object.get("Server") as Reference)}\\${object.get("Name") as string}`,
  properties: {
    Name: { type: objectName, mandatory: true, summary: "The name, unique on its server." },
    Server: {
      type: reference,
      mandatory: true,
      refers: { to: ["ExchangeServer"], gone: "refuse" },
      summary: "The server that listens.",
    },
    TransportRole: {
      type: choice("ServerRole", "FrontendTransport", "HubTransport"),
      default: "FrontendTransport",
      summary: "The service that listens.",
    },
    Enabled: { type: boolean, default: true, summary: "Whether it listens." },
    Bindings: { type: many(text), mandatory: true, summary: "Addresses and ports, as 0.0.0.0:25." },
  },
  table: ["Identity", "Bindings", "Enabled"],
});

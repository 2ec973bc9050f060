// New-ReceiveConnector: opens another way in for mail.

import { ipBinding, ipRange } from "../../src/mail/ranges.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { ReceiveConnector, settings } from "../../src/org/classes/ReceiveConnector.ts";
import { type Given, newOf } from "../../src/org/derived.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { refuseConflicts, settingsOf, type Usage, withGroups } from "../../src/org/receiving.ts";
import { Reference } from "../../src/org/reference.ts";
import { choice, many, switchParameter } from "../../src/values/kinds.ts";

const usages = ["Client", "Custom", "Internal", "Internet", "Partner"] as const;

const bindings = { type: many(ipBinding), summary: "Local addresses and ports, such as 0.0.0.0:25." };
const ranges = { type: many(ipRange), summary: "Who is served: addresses, ranges a-b or a/bits." };
const must = { mandatory: true } as const;
const chosen = (summary: string) => ({ type: switchParameter, mandatory: true, summary }) as const;

export default newOf(ReceiveConnector, {
  synopsis: "Creates a Receive connector.",
  description:
    "The usage says with which authentication mechanisms, permission groups and, for some, bindings and ranges the connector begins; what is given goes before it. It listens when the command ends.",
  parameters: settings,
  sets: {
    Custom: {
      Custom: { type: switchParameter, summary: "For a purpose of its own; the usage when none is named." },
      Bindings: { ...bindings, ...must },
      RemoteIPRanges: { ...ranges, ...must },
    },
    Internet: {
      Internet: chosen("For mail from anybody."),
      Bindings: { ...bindings, ...must },
      RemoteIPRanges: ranges,
    },
    Partner: {
      Partner: chosen("For mail from organizations that one knows."),
      Bindings: { ...bindings, ...must },
      RemoteIPRanges: { ...ranges, ...must },
    },
    Internal: {
      Internal: chosen("For mail from servers of the organization."),
      Bindings: bindings,
      RemoteIPRanges: { ...ranges, ...must },
    },
    Client: {
      Client: chosen("For mail programs of users, who log on."),
      Bindings: bindings,
      RemoteIPRanges: { ...ranges, ...must },
    },
    UsageType: {
      Usage: { type: choice("UsageType", ...usages), mandatory: true, summary: "The same as the switch of that name." },
      Bindings: bindings,
      RemoteIPRanges: ranges,
    },
  },
  defaultSet: "Custom",
  extra: {
    Server: {
      type: identityOf(ExchangeServer, "Server"),
      pipeline: "both",
      summary: "The server that listens; this one.",
    },
  },
  values: async (values, given, tx) => {
    const begun = settingsOf(usageOf(given));
    const server =
      given["Server"] === undefined ? tx.snapshot().server : await tx.find(ExchangeServer, given["Server"] as string);
    const own = (name: "Bindings" | "RemoteIPRanges") => {
      const value = given[name] ?? begun[name];
      return value === undefined ? {} : { [name]: value };
    };
    return {
      AuthMechanism: begun.AuthMechanism,
      PermissionGroups: begun.PermissionGroups,
      ...own("Bindings"),
      ...own("RemoteIPRanges"),
      ...withGroups(values),
      Server: Reference.to(server),
    };
  },
  after: async (object, _given, tx) => refuseConflicts(object, tx),
  examples: [
    {
      run: "New-ReceiveConnector Scanner -Custom -Bindings 127.0.0.1:0 -RemoteIPRanges 10.0.0.5 -PermissionGroups AnonymousUsers",
      note: "A way in for one device.",
    },
    {
      run: "New-ReceiveConnector Relay -Usage Custom -Bindings 127.0.0.1:0 -RemoteIPRanges 10.0.0.6 -AuthMechanism ExternalAuthoritative -PermissionGroups ExchangeServers",
      note: "Lets one trusted host relay.",
    },
  ],
});

function usageOf(given: Given): Usage {
  return (given["Usage"] as Usage | undefined) ?? usages.find((usage) => given[usage] === true) ?? "Custom";
}

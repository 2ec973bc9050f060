// Whether a report goes out at all, as a table: which side its reader is on, its remote domain, the settings of the organization.
import { describe, expect, test } from "vitest";
import type { Action } from "../../src/mail/dsn.ts";
import type { Snapshot } from "../../src/org/organization.ts";
import { remoteDomainOf } from "../../src/transport/categorizer/directory.ts";
import type { MailRecord } from "../../src/transport/queues/records.ts";
import { holdsWhole, mayReport, wants } from "../../src/transport/reports/dsn.ts";

/** What these questions read of a snapshot. */
function snapshot(config: object = {}, remote: readonly object[] = []): Snapshot {
  const transportConfig = {
    InternalDelayDsnEnabled: true,
    ExternalDelayDsnEnabled: true,
    InternalDsnMaxMessageAttachSize: { bytes: 100 },
    ExternalDsnMaxMessageAttachSize: { bytes: 50 },
    MaxSendSize: { bytes: 1 },
    MaxReceiveSize: { bytes: 1 },
    MaxRecipientEnvelopeLimit: 1,
    ...config,
  };
  const remoteDomains = [{ DomainName: "*" }, ...remote].map((one) => ({
    NDREnabled: true,
    DeliveryReportEnabled: true,
    ...one,
  }));
  const acceptedDomains = [
    { Name: "Contoso", DomainName: "contoso.com", DomainType: "Authoritative", MatchSubDomains: false },
    { Name: "Relay", DomainName: "relay.example", DomainType: "InternalRelay", MatchSubDomains: true },
  ];
  const defaultDomain = acceptedDomains[0];
  return { transportConfig, remoteDomains, acceptedDomains, defaultDomain, sendConnectors: [] } as unknown as Snapshot;
}

describe("a report may go", () => {
  const partner = (more: object) => [{ DomainName: "*.partner.example", ...more }];
  test.each<[string, string, Action, boolean, object?, (readonly object[])?]>([
    ["to nobody", "", "failed", false],
    ["to nobody of success", "", "delivered", false],
    ["to nobody of a delay", "", "delayed", false],
    ["inside of a failure", "kim@contoso.com", "failed", true],
    [
      "inside of a failure, whatever the remote domains",
      "kim@contoso.com",
      "failed",
      true,
      {},
      [{ DomainName: "contoso.com", NDREnabled: false }],
    ],
    ["inside of success", "kim@contoso.com", "delivered", true],
    ["inside of a delay", "kim@contoso.com", "delayed", true],
    ["inside of a delay, where those are off", "kim@contoso.com", "delayed", false, { InternalDelayDsnEnabled: false }],
    [
      "inside of a delay, where those outside are off",
      "kim@contoso.com",
      "delayed",
      true,
      { ExternalDelayDsnEnabled: false },
    ],
    ["inside, by a subdomain", "kim@a.relay.example", "delayed", false, { InternalDelayDsnEnabled: false }],
    ["outside of a failure", "kim@a.example", "failed", true],
    ["outside of a delay, where those are off", "kim@a.example", "delayed", false, { ExternalDelayDsnEnabled: false }],
    [
      "outside of a delay, where those inside are off",
      "kim@a.example",
      "delayed",
      true,
      { InternalDelayDsnEnabled: false },
    ],
    [
      "outside of a failure, where the domain gets none",
      "kim@partner.example",
      "failed",
      false,
      {},
      partner({ NDREnabled: false }),
    ],
    [
      "outside of a failure, below a domain that gets none",
      "kim@b.partner.example",
      "failed",
      false,
      {},
      partner({ NDREnabled: false }),
    ],
    ["outside of a failure, beside it", "kim@xpartner.example", "failed", true, {}, partner({ NDREnabled: false })],
    [
      "outside of success, where it gets no failures",
      "kim@partner.example",
      "delivered",
      true,
      {},
      partner({ NDREnabled: false }),
    ],
    [
      "outside of success, where it gets none",
      "kim@partner.example",
      "delivered",
      false,
      {},
      partner({ DeliveryReportEnabled: false }),
    ],
    [
      "outside of a relay, where it gets none",
      "kim@partner.example",
      "relayed",
      false,
      {},
      partner({ DeliveryReportEnabled: false }),
    ],
    [
      "outside of an expansion, where it gets none",
      "kim@partner.example",
      "expanded",
      false,
      {},
      partner({ DeliveryReportEnabled: false }),
    ],
    [
      "outside of a failure, where it gets no success",
      "kim@partner.example",
      "failed",
      true,
      {},
      partner({ DeliveryReportEnabled: false }),
    ],
    [
      "outside of a delay, where it gets neither",
      "kim@partner.example",
      "delayed",
      true,
      {},
      partner({ NDREnabled: false, DeliveryReportEnabled: false }),
    ],
    [
      "outside, by the closest entry",
      "kim@b.partner.example",
      "failed",
      true,
      {},
      [...partner({ NDREnabled: false }), { DomainName: "b.partner.example" }],
    ],
  ])("%s: %s, %s: %s", (_, to, action, expected, config = {}, remote = []) => {
    expect(mayReport(snapshot(config, remote), to, action)).toBe(expected);
  });
});

describe("the remote domain", () => {
  const entries = ["*.a.example", "a.example", "*.b.a.example", "bücher.example"].map((DomainName) => ({ DomainName }));
  test.each([
    ["a.example", "a.example"],
    ["x.a.example", "*.a.example"],
    ["x.b.a.example", "*.b.a.example"],
    ["b.a.example", "*.b.a.example"],
    ["xn--bcher-kva.example", "bücher.example"],
    ["c.example", "*"],
    ["aa.example", "*"],
  ])("of %s is %s", (domain, expected) => {
    expect(remoteDomainOf(snapshot({}, entries), domain)?.DomainName).toBe(expected);
  });
});

describe("who asked to hear", () => {
  test.each<[readonly ("never" | "success" | "failure" | "delay")[] | undefined, string]>([
    [undefined, "failed delayed"],
    [["never"], ""],
    [["failure"], "failed"],
    [["delay"], "delayed"],
    [["success"], "delivered relayed expanded"],
    [["success", "failure", "delay"], "failed delayed delivered relayed expanded"],
  ])("NOTIFY=%j: of %s (RFC 3461 4.1)", (notify, expected) => {
    const recipient = { address: "a@b.example", given: "a@b.example", ...(notify ? { notify } : {}) };
    const all = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;
    expect(all.filter((action) => wants(recipient, action)).join(" ")).toBe(expected);
  });
});

describe("the original", () => {
  const mail = (size: number, envelope: object = {}) => ({ size, envelope }) as unknown as MailRecord;
  test.each<[string, number, object, string, Action, boolean]>([
    ["small, inside", 100, {}, "kim@contoso.com", "failed", true],
    ["large, inside", 101, {}, "kim@contoso.com", "failed", false],
    ["small, outside", 50, {}, "kim@a.example", "failed", true],
    ["large, outside", 51, {}, "kim@a.example", "failed", false],
    ["of a delay", 1, {}, "kim@contoso.com", "delayed", false],
    ["of success", 1, {}, "kim@contoso.com", "delivered", false],
    ["with RET=HDRS", 1, { ret: "HDRS" }, "kim@contoso.com", "failed", false],
    ["with RET=FULL", 1, { ret: "FULL" }, "kim@contoso.com", "failed", true],
    ["with REQUIRETLS", 1, { requireTls: true }, "kim@contoso.com", "failed", false],
  ])("%s comes whole: %s %j %s %s: %s", (_, size, envelope, to, action, expected) => {
    expect(holdsWhole(snapshot(), mail(size, envelope), to, action)).toBe(expected);
  });
});

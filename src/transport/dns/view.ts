// Answers of DNS as records for people.
import { choice, int, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { DnsRecord } from "./resolver.ts";

export const recordTypes = [
  "A",
  "AAAA",
  "MX",
  "CNAME",
  "TXT",
  "PTR",
  "NS",
  "SOA",
  "SRV",
  "CAA",
  "DS",
  "TLSA",
  "NAPTR",
] as const;
export const recordType = choice("RecordType", "A_AAAA", ...recordTypes);

export const DnsAnswer = defineShape({
  name: "DnsRecord",
  summary: "A record of DNS.",
  properties: {
    Name: { type: text, mandatory: true, summary: "The name it stands at." },
    Type: { type: text, mandatory: true, summary: "Its type." },
    TTL: { type: int, mandatory: true, summary: "For how many seconds more it may be kept." },
    Data: { type: text, mandatory: true, summary: "What it says." },
    Preference: { type: int, summary: "Of an MX record: the lower, the sooner it is tried." },
    NameExchange: { type: text, summary: "Of an MX record: the mail host." },
    IPAddress: { type: text, summary: "Of an address record: the address." },
  },
  table: ["Name", "Type", "TTL", "Data"],
});

export function viewRecord(record: DnsRecord): Of<typeof DnsAnswer> {
  const common = { Name: record.name, Type: record.type, TTL: record.ttl };
  const { data } = record;
  if (record.type === "MX") {
    const { exchange, preference } = data as { exchange: string; preference?: number };
    return DnsAnswer.make({
      ...common,
      Data: `${preference ?? 0} ${exchange}`,
      Preference: preference ?? 0,
      NameExchange: exchange,
    });
  }
  const shown = shownData(data);
  const address = record.type === "A" || record.type === "AAAA";
  return DnsAnswer.make({ ...common, Data: shown, ...(address ? { IPAddress: shown } : {}) });
}

/** Text strings as they are, structures by their values; no control characters. */
function shownData(data: unknown): string {
  const plain = Array.isArray(data)
    ? data.map(shownData).join("")
    : Buffer.isBuffer(data)
      ? data.toString("utf8")
      : typeof data === "object" && data !== null
        ? Object.values(data).map(shownData).join(" ")
        : String(data);
  return plain.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");
}

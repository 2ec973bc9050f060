// The columns of the message tracking log (behaviour 7), and how a line of it is taken apart.

/** What its files are called. */
export const trackingPrefix = "MSGTRK";

/** The columns, in order. */
export const trackingFields = [
  "date-time",
  "client-ip",
  "client-hostname",
  "server-ip",
  "server-hostname",
  "source-context",
  "connector-id",
  "source",
  "event-id",
  "internal-message-id",
  "message-id",
  "network-message-id",
  "recipient-address",
  "recipient-status",
  "total-bytes",
  "recipient-count",
  "related-recipient-address",
  "reference",
  "message-subject",
  "sender-address",
  "return-path",
  "message-info",
  "directionality",
  "tenant-id",
  "original-client-ip",
  "original-server-ip",
  "custom-data",
  "transport-traffic-type",
  "log-id",
  "schema-version",
] as const;

/** Where each column stands. */
export const trackingColumn = Object.fromEntries(trackingFields.map((name, at) => [name, at])) as Record<
  (typeof trackingFields)[number],
  number
>;

/** Several values in one column: parted by ";", and "\" stands before one that is part of a value, or before another "\". */
export function joinList(values: readonly string[]): string {
  if (values.length === 1) return escaped(values[0]!);
  return values.map(escaped).join(";");
}

const escaped = (value: string) =>
  value.includes(";") || value.includes("\\") ? value.replace(/[;\\]/g, "\\$&") : value;

/** The same read back. */
export function splitList(field: string): string[] {
  if (field === "") return [];
  if (!field.includes("\\")) return field.split(";");
  const values: string[] = [];
  let value = "";
  for (let at = 0; at < field.length; at++) {
    const char = field[at]!;
    if (char === ";") {
      values.push(value);
      value = "";
    } else value += char === "\\" && at + 1 < field.length ? field[++at] : char;
  }
  return [...values, value];
}

/** The fields of one CSV line (RFC 4180); none where its quotes do not close. */
export function splitFields(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let value = "";
    if (line[at] === '"') {
      for (at++; ; ) {
        const quote = line.indexOf('"', at);
        if (quote < 0) return [];
        value += line.slice(at, quote);
        at = quote + 1;
        if (line[at] !== '"') break;
        value += '"';
        at++;
      }
    } else {
      const comma = line.indexOf(",", at);
      const end = comma < 0 ? line.length : comma;
      value = line.slice(at, end);
      at = end;
    }
    fields.push(value);
    if (at >= line.length) return fields;
    if (line[at] !== ",") return [];
    at++;
    if (at === line.length) {
      fields.push("");
      return fields;
    }
  }
}

// The date of mail headers and of the SMTP greeting (RFC 5322 3.3).

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Fri, 5 Aug 2016 23:24:41 +0000" for milliseconds since 1970. Always UTC, so that servers and tests agree everywhere. */
export function mailDate(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  return (
    `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]} ` +
    `${String(date.getUTCFullYear()).padStart(4, "0")} ` +
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
  );
}

const zones: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

const pattern =
  /^(?:[A-Za-z]{3,9},? {1,3})?(\d{1,2}) {1,3}([A-Za-z]{3}) {1,3}(\d{2,4}) {1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(?: {1,3}([+-]\d{4}|[A-Za-z]{1,5}))?/;

/** Milliseconds since 1970 for a Date header, obsolete forms too (RFC 5322 4.3); undefined when it is no date. */
export function parseMailDate(text: string): number | undefined {
  const match = pattern.exec(
    text
      .slice(0, 200)
      .replace(/[\t ]+/g, " ")
      .trim(),
  );
  if (!match) return undefined;
  const [, day, monthName, yearText, hour, minute, second, zone] = match;
  const month = months.findIndex((name) => name.toLowerCase() === monthName!.toLowerCase());
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  let year = Number(yearText);
  if (yearText!.length === 2) year += year < 50 ? 2000 : 1900;
  else if (yearText!.length === 3) year += 1900;
  const local = Date.UTC(year, month, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  if (new Date(local).getUTCDate() !== Number(day)) return undefined;
  return local - offsetOf(zone) * 60_000;
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return 0;
  if (zone[0] !== "+" && zone[0] !== "-") return zones[zone.toLowerCase()] ?? 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return zone[0] === "-" ? -minutes : minutes;
}

// Get-TimeZone: the time zone of the machine, or those that there are.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { TimeZoneInfo } from "../../src/command/shapes.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { TimeSpan } from "../../src/values/timespan.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-TimeZone",
  synopsis: "Gives the time zone of this machine, or those that are known.",
  runs: "shell",
  aliases: ["gtz"],
  outputs: [TimeZoneInfo],
  defaultSet: "Name",
  sets: {
    Name: {
      Name: { type: many(text), position: 1, pipeline: "both", summary: "Names for people; wild cards are allowed." },
    },
    Id: { Id: { type: many(text), mandatory: true, pipeline: "property", summary: "Names such as Europe/Berlin." } },
    ListAvailable: { ListAvailable: { type: switchParameter, mandatory: true, summary: "All that are known." } },
  },
  examples: [{ run: "Get-TimeZone -Id Europe/Berlin", note: "One by its name." }],
  *process(p, { world, error }) {
    const year = new Date(world.clock.now()).getUTCFullYear();
    const all = () => Intl.supportedValuesOf("timeZone");
    if (p.ListAvailable) yield* all().map((id) => zone(id, year));
    else if (p.Id) {
      for (const id of p.Id) {
        if (known(id)) yield zone(id, year);
        else error(noZone(id));
      }
    } else if (p.Name) {
      for (const name of p.Name) {
        const fits = wildcard(name);
        const found = all()
          .map((id) => zone(id, year))
          .filter((one) => fits(String(one.get("StandardName"))) || fits(String(one.get("Id"))));
        if (found.length === 0) error(noZone(name));
        yield* found;
      }
    } else yield zone(new Intl.DateTimeFormat("en-US").resolvedOptions().timeZone, year);
  },
});

function known(id: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: id });
    return true;
  } catch {
    return false;
  }
}

function zone(id: string, year: number) {
  const at = (month: number) => {
    const moment = new Date(Date.UTC(year, month, 1));
    const part = (style: "long" | "longOffset") =>
      new Intl.DateTimeFormat("en-US", { timeZone: id, timeZoneName: style })
        .formatToParts(moment)
        .find((one) => one.type === "timeZoneName")?.value ?? id;
    const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)?/.exec(part("longOffset")) ?? ["", "+", "0", "0"];
    return { name: part("long"), minutes: (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1) };
  };
  const [january, july] = [at(0), at(6)];
  const [winter, summer] = january.minutes <= july.minutes ? [january, july] : [july, january];
  const size = Math.abs(winter.minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  const offset = `${winter.minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return TimeZoneInfo.make({
    ...{ Id: id, HasIanaId: true, DisplayName: `(UTC${size === 0 ? "" : offset}) ${winter.name}` },
    ...{ StandardName: winter.name, DaylightName: summer.name },
    BaseUtcOffset: TimeSpan.ofMilliseconds(winter.minutes * 60_000),
    SupportsDaylightSavingTime: winter.minutes !== summer.minutes,
  });
}

function noZone(name: string): Problem {
  return new Problem({
    id: "TimeZoneNotFound",
    category: "ObjectNotFound",
    text: `The time zone '${name}' is not known here. Get-TimeZone -ListAvailable gives those that are.`,
    target: name,
    exceptionType: "System.TimeZoneNotFoundException",
  });
}

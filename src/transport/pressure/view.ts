// What Get-ExchangeDiagnosticInfo tells of the Transport service, as the XML that scripts for Exchange read.
import { escapePlain } from "../../format/xml.ts";
import { text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { Meter, Pressure } from "./pressure.ts";

export const DiagnosticInfo = defineShape({
  name: "ExchangeDiagnosticInfo",
  summary: "What a process tells of itself, as XML.",
  properties: {
    Result: { type: text, mandatory: true, summary: "The XML." },
    // As text it is its Result, so that [xml] reads it.
    Identity: { type: text, hidden: true, derive: (info) => info.get("Result"), summary: "The same." },
  },
  view: "list",
});

/** The one process there is, by the name that scripts know. */
export const processName = "EdgeTransport";
export const componentName = "ResourceThrottling";
/** What -Argument may be. */
export const argumentsKnown = ["basic", "verbose", "help"] as const;

export interface ProcessFacts {
  readonly pid: number;
  readonly server: string;
  /** Milliseconds since 1970; undefined while the transport stands. */
  readonly started: number | undefined;
  readonly now: number;
  /** Bytes. */
  readonly memory: number;
}

const refusing: Readonly<Record<Meter["actions"]["refuses"], string>> = {
  nobody: "",
  strangers: " New messages are taken from users and servers of the organization alone.",
  everybody: " No new messages are taken.",
};

/** A sentence for each resource that is short. */
export function shortages(meters: readonly Meter[]): readonly string[] {
  return meters
    .filter(({ level }) => level !== "Low")
    .map(({ name, level, pressure, actions }) => `${name} is ${level}, at ${pressure}.${refusing[actions.refuses]}`);
}

type Element = readonly [name: string, content: string | readonly Element[]];

function print([name, content]: Element, indent = ""): string {
  if (typeof content === "string") return `${indent}<${name}>${escapePlain(content)}</${name}>\n`;
  const inside = content.map((one) => print(one, `${indent}  `)).join("");
  return inside === "" ? `${indent}<${name} />\n` : `${indent}<${name}>\n${inside}${indent}</${name}>\n`;
}

const info = (...content: readonly Element[]): Of<typeof DiagnosticInfo> =>
  DiagnosticInfo.make({ Result: print(["Diagnostics", content]).trimEnd() });

/** The processes that can be asked. */
export function processes({ pid, server }: ProcessFacts): Of<typeof DiagnosticInfo> {
  const one: Element = [
    "Process",
    [
      ["guid", ""],
      ["id", String(pid)],
      ["name", processName],
      ["server", server],
    ],
  ];
  return info(["ProcessLocator", [["count", "1"], one]]);
}

/** The resources with their levels; `argument` in lower case. */
export function throttling(
  facts: ProcessFacts,
  pressure: Pick<Pressure, "meters" | "gate" | "actions">,
  argument: string,
): Of<typeof DiagnosticInfo> {
  const component: readonly Element[] =
    argument === "help"
      ? [["Help", `Supported arguments: ${argumentsKnown.join(", ")}.`]]
      : [
          ["ResourceTracker", pressure.meters.map((meter) => meterOf(meter, argument === "verbose"))],
          ...(argument === "verbose" ? [actionsOf(pressure)] : []),
        ];
  return info(["ProcessInfo", processOf(facts)], ["Components", [[componentName, component]]]);
}

function processOf({ pid, server, started, now, memory }: ProcessFacts): readonly Element[] {
  const moment = (at: number) => new Date(at).toISOString();
  const since: readonly Element[] = started === undefined ? [] : [["startTime", moment(started)]];
  return [
    ["id", String(pid)],
    ["serverName", server],
    ...since,
    ["currentTime", moment(now)],
    ["workingSet", String(memory)],
  ];
}

function meterOf({ name, level, previous, transitions, pressure, polls, actions }: Meter, verbose: boolean): Element {
  const { mediumToHigh, highToMedium, lowToMedium, mediumToLow } = transitions;
  return [
    "ResourceMeter",
    [
      ["Resource", name],
      ["CurrentResourceUse", level],
      ["PreviousResourceUse", previous],
      [
        "PressureTransitions",
        `[PressureTransitions: MediumToHigh=${mediumToHigh} HighToMedium=${highToMedium} LowToMedium=${lowToMedium} MediumToLow=${mediumToLow}]`,
      ],
      ["Pressure", String(pressure)],
      ...(verbose
        ? ([
            ["PollsSinceLow", String(polls)],
            ["Refuses", actions.refuses],
          ] as const)
        : []),
    ],
  ];
}

function actionsOf({ gate, actions }: Pick<Pressure, "gate" | "actions">): Element {
  return [
    "ResourceActions",
    [
      ["Refuses", actions.refuses],
      ["TarpitSeconds", String(gate().tarpit / 1000)],
      ["ReleasesMemory", String(actions.sheds)],
      ["RemoteDeliveryPaused", String(actions.holdsRemote)],
    ],
  ];
}

// The settings that every log of the transport has, as properties of the Transport service: where, how large, how long.
import { byteSize } from "../values/bytesize.ts";
import { unlimited } from "../values/kinds.ts";
import { timeSpan } from "../values/timespan.ts";
import { shortText } from "./kinds.ts";

interface Defaults {
  /** As people know it: "connectivity log". */
  readonly label: string;
  /** Below the data folder. */
  readonly path: string;
  readonly age: string;
  readonly directory: string;
}

const folderPath = shortText(1024);

/** <Log>LogPath, <Log>LogMaxAge and <Log>LogMaxDirectorySize (Set-TransportService documentation). */
export function logFolder<L extends string>(log: L, { label, path, age, directory }: Defaults) {
  type Made = {
    readonly [K in `${L}LogPath`]: {
      readonly type: typeof folderPath;
      readonly default: string;
      readonly summary: string;
    };
  } & {
    readonly [K in `${L}LogMaxAge`]: {
      readonly type: typeof timeSpan;
      readonly default: string;
      readonly summary: string;
    };
  } & {
    readonly [K in `${L}LogMaxDirectorySize`]: {
      readonly type: typeof roomSize;
      readonly default: string;
      readonly summary: string;
    };
  };
  return {
    [`${log}LogPath`]: {
      type: folderPath,
      default: path,
      summary: `The folder of the ${label}, below the data folder unless absolute; $null turns it off.`,
    },
    [`${log}LogMaxAge`]: {
      type: timeSpan,
      default: age,
      summary: `After what time files of the ${label} are removed; 0 means never.`,
    },
    [`${log}LogMaxDirectorySize`]: {
      type: roomSize,
      default: directory,
      summary: `How much room the files of the ${label} may take before the oldest goes.`,
    },
  } as unknown as Made;
}

/** <Log>LogMaxFileSize, "Unlimited" or a size. */
export function logFile<L extends string>(log: L, label: string, size = "10MB") {
  type Made = {
    readonly [K in `${L}LogMaxFileSize`]: {
      readonly type: typeof roomSize;
      readonly default: string;
      readonly summary: string;
    };
  };
  const summary = `After what size a new file of the ${label} is begun.`;
  return { [`${log}LogMaxFileSize`]: { type: roomSize, default: size, summary } } as unknown as Made;
}

const roomSize = unlimited(byteSize);

/** Logs with LogPath, LogMaxAge and LogMaxDirectorySize. */
export const logs = [
  "MessageTracking",
  "ReceiveProtocol",
  "SendProtocol",
  "Connectivity",
  "Agent",
  "Queue",
  "RoutingTable",
] as const;
export type LogName = (typeof logs)[number];

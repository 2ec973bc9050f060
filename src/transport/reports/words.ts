// What reports say in one language: the kinds of report, the labels, and an advice for each enhanced status code.
import type { Action } from "../../mail/dsn.ts";

export interface Advice {
  /** What happened. */
  readonly what: string;
  /** What the reader can do. */
  readonly todo: string;
}

export type Label = "subject" | "diagnostics" | "server" | "remote" | "headers" | "postmaster";

export interface Words {
  /** "en", "ko-KR". */
  readonly language: string;
  /** What stands before the subject of the original. */
  readonly subjects: Readonly<Record<Action, string>>;
  readonly openings: Readonly<Record<Action, string>>;
  readonly labels: Readonly<Record<Label, string>>;
  /** By status code ("5.1.1"), by its subject ("x.1", RFC 3463 3), and "x" for all others. */
  readonly codes: Readonly<Record<string, Advice>>;
}

export const actions = ["failed", "delayed", "delivered", "relayed", "expanded"] as const satisfies readonly Action[];
export const labels = [
  "subject",
  "diagnostics",
  "server",
  "remote",
  "headers",
  "postmaster",
] as const satisfies readonly Label[];

/** The advice for a code; for one that has none of its own, the advice for its subject. */
export function adviceFor(words: Words, status: string): Advice {
  const { codes } = words;
  return codes[status] ?? codes[`x.${status.split(".")[1]}`] ?? codes["x"] ?? { what: "", todo: "" };
}

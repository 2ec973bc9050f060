// ErrorPolicies of a Send connector: which refusals only make it wait, and which delays are told at once.
import { statusOf } from "../../mail/dsn.ts";
import type { SendConnector } from "../../org/classes/SendConnector.ts";
import type { Of } from "../../values/shape.ts";

export type Policies = Of<typeof SendConnector>["ErrorPolicies"];

/** Whether a recipient waits after this reply, or has failed: as the first digit says, unless a policy says otherwise. */
export function waitsFor(reply: string, policies: Policies): boolean {
  const failed = reply.startsWith("5");
  if (policies.words.length === 0) return !failed;
  const [, subject] = statusOf(reply).split(".");
  // Of the address, the mailbox and the message (RFC 3463 3): those say something of this mail, the others of the road.
  const ofMail = subject === "1" || subject === "2" || subject === "6";
  if (failed) return policies.has("DowngradeCustomFailures") && !ofMail && subject !== "0";
  return !(policies.has("UpgradeCustomFailures") && ofMail);
}

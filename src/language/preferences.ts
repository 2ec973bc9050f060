// The preference variables as cmdlets are told them (about_Preference_Variables).
import type { Preferences } from "../command/context.ts";
import { isTrue } from "../values/net/numbers.ts";
import { toText } from "../values/text.ts";
import { actionOf, type Frame } from "./frame.ts";

const impacts = ["None", "Low", "Medium", "High"] as const;

export function preferencesIn(f: Frame): Preferences {
  const value = (name: string) => f.scope.find(name)?.value;
  const impact = toText(value("confirmpreference")).toLowerCase();
  return {
    error: actionOf(value("erroractionpreference"), "Continue"),
    warning: actionOf(value("warningpreference"), "Continue"),
    verbose: actionOf(value("verbosepreference"), "SilentlyContinue"),
    debug: actionOf(value("debugpreference"), "SilentlyContinue"),
    information: actionOf(value("informationpreference"), "SilentlyContinue"),
    progress: actionOf(value("progresspreference"), "Continue"),
    whatIf: isTrue(value("whatifpreference") ?? false),
    confirm: undefined,
    confirmImpact: impacts.find((word) => word.toLowerCase() === impact) ?? "High",
  };
}

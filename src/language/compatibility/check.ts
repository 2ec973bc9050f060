// What a script uses that exsh lacks, read from its tree without running anything of it.
import { parse } from "../syntax/parser.ts";
import { type Commands, checkCommands } from "./commands.ts";
import { checkFeatures } from "./features.ts";
import { type Finding, reporter } from "./finding.ts";
import { definitions, type Surroundings } from "./scripts.ts";
import { survey } from "./survey.ts";
import { checkTypes } from "./types.ts";
import { checkWindows } from "./windows.ts";

/**
 * The findings of a script in the order of its lines. What depends on values (names of commands in variables, members
 * of what a command gives) is not looked at.
 * @param path of the script, absolute: `$PSScriptRoot` is its folder
 */
export async function checkScript(
  source: string,
  path: string,
  around: Surroundings & Commands & { isSet(variable: string): boolean },
): Promise<readonly Finding[]> {
  const result = parse(source, path);
  const all = survey(result.tree);
  const { report, sorted } = reporter(source, path);
  checkFeatures(result, all, report);
  checkTypes(all, report);
  checkWindows(all, around.isSet, report);
  await checkCommands(all, await definitions(all, path, around), around, report);
  return sorted();
}

// What an administrator changes of back pressure: keys of the file EdgeTransport.exe.config, as Exchange has them.
import { documentOf, type XmlNode } from "../../values/net/xmlnode.ts";
import { codeOf } from "../../world/errors.ts";
import type { World } from "../../world/world.ts";
import { nameOf, type Resource, type Transitions } from "./resources.ts";

export interface PressureSettings {
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Whether messages leave memory when that is short. */
  readonly dehydrates: boolean;
  readonly resources: readonly Resource[];
}

export const fileName = "EdgeTransport.exe.config";
const mostBytes = 1_048_576;
const usualInterval = 2000;

const borders: readonly (readonly [setting: string, key: keyof Transitions])[] = [
  ["LowToMedium", "lowToMedium"],
  ["MediumToHigh", "mediumToHigh"],
  ["HighToMedium", "highToMedium"],
  ["MediumToLow", "mediumToLow"],
];

/** The settings of a data folder, with a sentence for each that cannot be used; without a file, what is usual. */
export async function readSettings(
  { disk }: Pick<World, "disk">,
  folder: string,
  resources: readonly Resource[],
): Promise<{ readonly settings: PressureSettings; readonly problems: readonly string[] }> {
  const usual = { interval: usualInterval, dehydrates: true, resources };
  let text: string;
  try {
    text = (await disk.readPlain(`${folder}/${fileName}`, mostBytes)).toString();
  } catch (error) {
    const problems = codeOf(error) === "ENOENT" ? [] : [`${fileName} is not used: ${(error as Error).message}`];
    return { settings: usual, problems };
  }
  return settingsIn(text, usual);
}

/** The same for the text of such a file. */
export function settingsIn(
  text: string,
  usual: PressureSettings,
): { readonly settings: PressureSettings; readonly problems: readonly string[] } {
  let keys: Map<string, string>;
  try {
    keys = keysIn(documentOf(text));
  } catch (error) {
    return { settings: usual, problems: [`${fileName} is not used: ${(error as Error).message}`] };
  }
  const problems: string[] = [];
  const complain = (key: string, wants: string) =>
    problems.push(`${fileName}: ${key} must be ${wants}; it is not used.`);
  const take = (key: string): string | undefined => {
    const value = keys.get(key.toLowerCase());
    keys.delete(key.toLowerCase());
    return value;
  };
  const number = (key: string, most: number): number | undefined => {
    const value = take(key);
    if (value === undefined) return undefined;
    if (/^\d{1,15}$/.test(value) && Number(value) <= most) return Number(value);
    complain(key, `a whole number up to ${most}`);
    return undefined;
  };

  const interval = intervalOf(take("ResourceMeteringInterval"), () =>
    complain("ResourceMeteringInterval", "a time from 00:00:01 to 01:00:00"),
  );
  const dehydrates = take("DehydrateMessagesUnderMemoryPressure");
  if (dehydrates !== undefined && !/^(?:true|false)$/i.test(dehydrates))
    complain("DehydrateMessagesUnderMemoryPressure", "true or false");
  // What is said of a kind holds for all of it of which nothing is said.
  const general = new Map<string, Partial<Transitions>>();
  const bordersOf = (name: string, most: number): Partial<Transitions> =>
    Object.fromEntries(
      borders.flatMap(([setting, key]) => {
        const value = number(`${name}.${setting}`, most);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  const resources = usual.resources.map((one): Resource => {
    const most = one.transitions.mediumToHigh <= 100 ? 100 : 1_000_000_000;
    const name = nameOf(one);
    const own = name === one.kind ? {} : bordersOf(name, most);
    const shared = general.get(one.kind) ?? bordersOf(one.kind, most);
    general.set(one.kind, shared);
    const transitions = { ...one.transitions, ...shared, ...own };
    const depth = one.history && number(one.history.setting, 1_000_000);
    const history = one.history && { ...one.history, depth: depth ?? one.history.depth };
    const { mediumToLow, lowToMedium, highToMedium, mediumToHigh } = transitions;
    const ordered = mediumToLow <= lowToMedium && lowToMedium <= mediumToHigh;
    if (!ordered || highToMedium < mediumToLow || highToMedium > mediumToHigh) {
      problems.push(
        `${fileName}: of ${name}, MediumToLow may not be above LowToMedium and HighToMedium, nor those above MediumToHigh; what is usual holds.`,
      );
      return { ...one, ...(history ? { history } : {}) };
    }
    const { reserve, ...rest } = one;
    const chosen = Object.keys(shared).length + Object.keys(own).length > 0;
    // What an administrator chose holds for a drive of any size.
    const moves = chosen || reserve === undefined ? {} : { reserve };
    return { ...rest, ...moves, transitions, ...(history ? { history } : {}) };
  });
  if (keys.size > 0) {
    const some = [...keys.keys()].slice(0, 5).join(", ");
    problems.push(
      `Keys of ${fileName} that mean nothing here: ${some}${keys.size > 5 ? ` and ${keys.size - 5} more` : ""}.`,
    );
  }
  const settings = {
    interval: interval ?? usual.interval,
    dehydrates: dehydrates === undefined ? usual.dehydrates : !/^false$/i.test(dehydrates),
    resources,
  };
  return { settings, problems };
}

/** Keys in lower case with their values: `configuration/appSettings/add`. */
function keysIn(document: XmlNode): Map<string, string> {
  const keys = new Map<string, string>();
  const within = (node: XmlNode | undefined, name: string) =>
    node?.children.filter((one) => one.kind === "Element" && one.name === name) ?? [];
  for (const settings of within(within(document, "configuration")[0], "appSettings")) {
    for (const one of within(settings, "add")) {
      const attribute = (name: string) => one.attributes.find((each) => each.name === name)?.value ?? "";
      if (attribute("key") !== "") keys.set(attribute("key").toLowerCase(), attribute("value").trim());
    }
  }
  return keys;
}

function intervalOf(value: string | undefined, complain: () => void): number | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d\d):(\d\d):(\d\d)$/.exec(value);
  const ms = match ? (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000 : 0;
  if (ms >= 1000 && ms <= 3_600_000) return ms;
  complain();
  return undefined;
}

// The parameters by which scripts choose a domain controller or a scope: there is one directory here, always seen whole.
import type { Parameter, ParameterTable } from "../command/cmdlet.ts";
import { boolean, switchParameter, text } from "../values/kinds.ts";
import { credential } from "../values/secret.ts";
import { defineShape, type Of } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";

const noScope = "there is one directory, and it is always seen whole.";

/** Of every cmdlet that reads or writes the directory. */
export const directory = {
  DomainController: {
    type: text,
    noEffect: "there is one directory, and what was changed is seen at once.",
    summary: "The domain controller that is asked.",
  },
} as const satisfies ParameterTable;

const IgnoreDefaultScope: Parameter = {
  type: switchParameter,
  noEffect: noScope,
  summary: "Looks beyond the scope of the session.",
};

/** Of those that Exchange lets read the directory as somebody else. */
export const readAs = {
  Credential: {
    type: credential,
    noEffect: "there is one directory, and whoever runs this may read it.",
    quiet: true,
    summary: "As whom the directory is read.",
  },
} as const satisfies ParameterTable;

/** Of those that change recipients. */
export const scoped = { ...directory, IgnoreDefaultScope } as const satisfies ParameterTable;

/** Of those that show recipients. */
export const scopedReading = {
  ...scoped,
  ...readAs,
  ReadFromDomainController: { type: switchParameter, noEffect: noScope, summary: "Asks a domain controller." },
} as const satisfies ParameterTable;

/** The parameters of a derived cmdlet of this verb, as Exchange has them. */
export function directoryOf(verb: "New" | "Get" | "Set" | "Remove", cls: ObjectClass): ParameterTable {
  if (verb === "New" || !("RecipientTypeDetails" in cls.properties)) return directory;
  return verb === "Get" ? scopedReading : scoped;
}

export const ADServerSettings = defineShape({
  name: "ADServerSettings",
  summary: "The scope of a session.",
  properties: {
    ViewEntireForest: {
      type: boolean,
      default: true,
      summary: "What Set-ADServerSettings said; the directory is seen whole either way.",
    },
  },
});

const settings = new WeakMap<object, Of<typeof ADServerSettings>>();

/** Those of a shell; a world lives as long as its shell. */
export function directorySettings(world: object): Of<typeof ADServerSettings> {
  let own = settings.get(world);
  if (!own) {
    own = ADServerSettings.make({});
    settings.set(world, own);
  }
  return own;
}

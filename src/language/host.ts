// $Host: the shell as scripts speak to it, its UI to write and to ask with (System.Management.Automation.Host.PSHost).

import { asList } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { castNumber } from "../values/net/numbers.ts";
import { MemberError, members, type NetType, namedType, registerTypes, type Surroundings } from "../values/nettype.ts";
import { toNumber } from "../values/numbers.ts";
import { Credential, SecureString } from "../values/secret.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { Version } from "../values/version.ts";

const automation = "System.Management.Automation.";
const ui = `${automation}Internal.Host.InternalHostUserInterface`;

/** `[ChoiceDescription]::new('&Yes', 'help')`; a plain text will do as well. */
class Choice extends CustomObject {
  constructor(label: string, help: string) {
    super({ Label: label, HelpMessage: help }, [`${automation}Host.ChoiceDescription`]);
  }
}

const choiceType: NetType = {
  name: `${automation}Host.ChoiceDescription`,
  aliases: ["management.automation.host.choicedescription"],
  holds: (value) => value instanceof Choice,
  convert: (value) => new Choice(toText(value), ""),
  construct: ([label, help]) => new Choice(toText(label), toText(help)),
};

function session(around: Surroundings) {
  if (!around.session) throw new MemberError("There is nobody to ask.", `${automation}Host.HostException`);
  return around.session;
}

async function promptForChoice(args: readonly unknown[], around: Surroundings): Promise<number> {
  const [caption, message, given, usual] = args;
  const choices = asList(given).map((one) =>
    one instanceof Structured
      ? { label: toText(one.get("Label")), help: toText(one.get("HelpMessage")) }
      : { label: toText(one), help: "" },
  );
  if (choices.length === 0) throw new MemberError("There must be a choice to make. (Parameter 'choices')");
  const first = toNumber(castNumber("Int32", usual ?? 0));
  const question = { kind: "choice" as const, caption: toText(caption), message: toText(message), choices };
  return Number(await session(around).ask({ ...question, default: first }));
}

async function promptForCredential(args: readonly unknown[], around: Surroundings): Promise<unknown> {
  const [, message, user] = args;
  const { ask } = session(around);
  const name = toText(user) || (await ask({ kind: "text", prompt: `${toText(message)}\nUser: ` }));
  return new Credential(name, new SecureString(await ask({ kind: "secret", prompt: `Password for user ${name}: ` })));
}

/** Write takes the text alone, or two colours before it. */
const shown = (args: readonly unknown[]) => toText(args.at(-1) ?? "");
const line = (mark: string) => (_: unknown, args: readonly unknown[], around: Surroundings) =>
  session(around).write(`${mark}${shown(args)}\n`);

const uiType: NetType = {
  name: ui,
  holds: () => false,
  convert: (value) => value,
  members: members<CustomObject>({
    call: {
      Write: (_, args, around) => session(around).write(shown(args)),
      WriteLine: line(""),
      WriteWarningLine: line("WARNING: "),
      WriteVerboseLine: line("VERBOSE: "),
      WriteDebugLine: line("DEBUG: "),
      WriteErrorLine: (_, args, around) => session(around).write(`${shown(args)}\n`, true),
      ReadLine: (_, __, around) => session(around).ask({ kind: "text", prompt: "" }),
      ReadLineAsSecureString: async (_, __, around) =>
        new SecureString(await session(around).ask({ kind: "secret", prompt: "" })),
      PromptForChoice: (_, args, around) => promptForChoice(args, around),
      PromptForCredential: (_, args, around) => promptForCredential(args, around),
    },
  }),
};

registerTypes(choiceType, uiType);

const size = (width: number, height: number) =>
  new CustomObject({ Width: width, Height: height }, [`${automation}Host.Size`]);

/** What scripts set of the window; it has no effect on a terminal here, and reading gives back what was set. */
function rawUI(width: number): CustomObject {
  return new CustomObject(
    {
      WindowTitle: "exsh",
      ForegroundColor: "Gray",
      BackgroundColor: "Black",
      BufferSize: size(width, 3000),
      WindowSize: size(width, 50),
      MaxWindowSize: size(width, 50),
      CursorPosition: new CustomObject({ X: 0, Y: 0 }),
      KeyAvailable: false,
    },
    [`${automation}Internal.Host.InternalHostRawUserInterface`],
  );
}

/** The value of $Host; `width` is asked when it is made. */
export function hostVariable(width: number): CustomObject {
  const culture = namedType("cultureinfo");
  const english = culture?.convert("en-US", undefined as never) ?? "en-US";
  return new CustomObject(
    {
      Name: "exsh",
      Version: new Version(7, 4, 0),
      InstanceId: "00000000-0000-0000-0000-000000000000",
      UI: new CustomObject({ RawUI: rawUI(width), SupportsVirtualTerminal: true }, [ui]),
      CurrentCulture: english,
      CurrentUICulture: english,
      PrivateData: new CustomObject({ ErrorForegroundColor: "Red", WarningForegroundColor: "Yellow" }),
      IsRunspacePushed: false,
    },
    [`${automation}Internal.Host.InternalHost`],
  );
}

// What warnings, verbose, debug and information text become where they are merged into the output or kept in a variable.
import { DateTime } from "../values/datetime.ts";
import { toText } from "../values/text.ts";
import type { World } from "../world/world.ts";
import { FixedObject } from "./fixed.ts";

/** Where and when it was said. */
interface Told {
  readonly clock: Pick<World["clock"], "now">;
  readonly host: Pick<World["host"], "user" | "hostname" | "pid">;
}

export type MessageKind = "Warning" | "Verbose" | "Debug";

/** `Write-Warning w 3>&1`: a WarningRecord; a VerboseRecord of `4>&1`, a DebugRecord of `5>&1`. */
export class MessageRecord extends FixedObject {
  readonly kind: MessageKind;
  readonly message: string;

  constructor(kind: MessageKind, message: string) {
    const names = [`${kind}Record`, "InformationalRecord"].map((name) => `System.Management.Automation.${name}`);
    super(names, { Message: message }, message);
    this.kind = kind;
    this.message = message;
  }
}

/** `Write-Information i 6>&1`: what was said, when, by whom, and the words to find it by. */
export class InformationRecord extends FixedObject {
  /** The text, the object, or the HostMessage of Write-Host. */
  readonly data: unknown;

  constructor(data: unknown, tags: readonly string[], { clock, host }: Told) {
    super(
      ["System.Management.Automation.InformationRecord"],
      {
        MessageData: data,
        TimeGenerated: DateTime.ofMilliseconds(clock.now()),
        Tags: tags,
        User: host.user,
        Computer: host.hostname,
        ProcessId: host.pid,
      },
      () => toText(data),
    );
    this.data = data;
  }

  /** The record of what is said; one that is said again is itself. */
  static of(data: unknown, tags: readonly string[], world: Told): InformationRecord {
    return data instanceof InformationRecord ? data : new InformationRecord(data, tags, world);
  }
}

// The types of what streams carry, by name: what scripts tell apart in merged output.
import { InformationRecord, type MessageKind, MessageRecord } from "../command/streamrecord.ts";
import { CastError, type NetType, registerTypes } from "../values/nettype.ts";
import { toText } from "../values/text.ts";

function recordType(
  kind: string,
  holds: (value: unknown) => boolean,
  construct?: NonNullable<NetType["construct"]>,
): NetType {
  const name = `System.Management.Automation.${kind}Record`;
  return {
    name,
    aliases: [`management.automation.${kind.toLowerCase()}record`],
    holds,
    ...(construct && { construct }),
    convert(value) {
      if (value === null || holds(value)) return value;
      throw new CastError(
        `Cannot convert the "${toText(value)}" value to type "${name}".`,
        "ConvertToFinalInvalidCastException",
      );
    },
  };
}

const messageKinds: readonly MessageKind[] = ["Warning", "Verbose", "Debug"];

registerTypes(
  ...messageKinds.map((kind) =>
    recordType(
      kind,
      (value) => value instanceof MessageRecord && value.kind === kind,
      ([message]) => new MessageRecord(kind, toText(message)),
    ),
  ),
  recordType(
    "Information",
    (value) => value instanceof InformationRecord,
    ([data], around) => new InformationRecord(data ?? null, [], around),
  ),
  recordType("Informational", (value) => value instanceof MessageRecord),
);

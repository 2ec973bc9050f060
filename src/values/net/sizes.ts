// Exchange's sizes and Unlimited, as scripts take them apart.
import { ByteQuantifiedSize, parseByteSize } from "../bytesize.ts";
import { compareValues } from "../compare.ts";
import { unlimitedValue } from "../kinds.ts";
import { CastError, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { integer, isNumber, toNumber } from "../numbers.ts";
import { toText } from "../text.ts";
import { intOf } from "./strings.ts";

function cannot(value: unknown, name: string, reason: string): CastError {
  return new CastError(
    `Cannot convert value "${toText(value)}" to type "${name}". Error: "${reason}"`,
    "InvalidCastParseTargetInvocation",
  );
}

const powers: Readonly<Record<string, number>> = { Bytes: 0, KB: 1, MB: 2, GB: 3, TB: 4 };

const sizeType: NetType = {
  name: "Microsoft.Exchange.Data.ByteQuantifiedSize",
  aliases: ["bytequantifiedsize"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof ByteQuantifiedSize,
  convert(value) {
    if (isNumber(value) && toNumber(value) >= 0) return new ByteQuantifiedSize(Math.round(toNumber(value)));
    const made = parseByteSize(toText(value));
    if (!made)
      throw cannot(
        value,
        "Microsoft.Exchange.Data.ByteQuantifiedSize",
        "Write a number with B, KB, MB, GB or TB, for example 35MB.",
      );
    return made;
  },
  members: members<ByteQuantifiedSize>({
    get: { IsUnlimited: () => false, Value: (self) => self },
    call: {
      ...Object.fromEntries(
        Object.entries(powers).map(([unit, power]) => [
          `To${unit}`,
          (self: ByteQuantifiedSize) => integer(Math.floor(self.bytes / 1024 ** power)),
        ]),
      ),
      CompareTo: (self, [other]) => Math.sign(compareValues(self, other)),
    },
  }),
  statics: members({
    call: {
      Parse: (_, [text]) => sizeType.convert(text, undefined as never),
      ...Object.fromEntries(
        Object.entries(powers).map(([unit, power]) => [
          `From${unit}`,
          (_: unknown, [count]: readonly unknown[]) => new ByteQuantifiedSize(intOf(count) * 1024 ** power),
        ]),
      ),
    },
  }),
};

const unlimitedType: NetType = {
  name: "Microsoft.Exchange.Data.Unlimited",
  holds: (value) => value === unlimitedValue,
  convert(value) {
    if (toText(value).toLowerCase() === "unlimited") return unlimitedValue;
    throw cannot(value, "Microsoft.Exchange.Data.Unlimited", "The word is Unlimited.");
  },
  members: members({
    get: {
      IsUnlimited: () => true,
      Value: () => {
        throw new MemberError("The value is Unlimited, so it has no size.", "System.InvalidOperationException");
      },
    },
  }),
};

registerTypes(sizeType, unlimitedType);

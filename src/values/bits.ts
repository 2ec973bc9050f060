// The bit operators: on Int32 or the widest whole kind of the operands.
import { operand, rank } from "./arithmetic.ts";
import { castNumber } from "./net/numbers.ts";
import { EnumValue } from "./nettype.ts";
import { type AnyNumber, isNumber, isWhole, kindOf, type NumberKind, toBigInt, toNumber, whole } from "./numbers.ts";

function bits(value: unknown): { kind: NumberKind; value: bigint } {
  let number: AnyNumber =
    value instanceof EnumValue ? value.number : isNumber(value) ? value : operand(value, "+", value);
  if (!isWhole(kindOf(number))) {
    const rounded = castNumber(Math.abs(toNumber(number)) > 2147483647 ? "Int64" : "Int32", number);
    number = rounded;
  }
  const kind = kindOf(number);
  return { kind: rank[kind] === 0 ? "Int32" : kind, value: toBigInt(number) };
}

export function bitwise(operator: "band" | "bor" | "bxor" | "shl" | "shr", left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number" && (left | 0) === left && (right | 0) === right) {
    switch (operator) {
      case "band":
        return left & right;
      case "bor":
        return left | right;
      case "bxor":
        return left ^ right;
      case "shl":
        return left << right;
      case "shr":
        return left >> right;
    }
  }
  const a = bits(left);
  const b = bits(right);
  const kind = operator === "shl" || operator === "shr" ? a.kind : rank[a.kind] >= rank[b.kind] ? a.kind : b.kind;
  const width = kind === "Int64" || kind === "UInt64" ? 64 : 32;
  const wrapped = (value: bigint) =>
    kind === "BigInteger" ? value : kind.startsWith("U") ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value);
  const count = BigInt(Number(b.value) & (width - 1));
  const result = {
    band: () => a.value & b.value,
    bor: () => a.value | b.value,
    bxor: () => a.value ^ b.value,
    shl: () => a.value << count,
    shr: () => a.value >> count,
  }[operator]();
  return whole(kind, wrapped(result));
}

export function bitNot(value: unknown): unknown {
  const { kind, value: big } = bits(value);
  return kind.startsWith("U") ? whole(kind, BigInt.asUintN(kind === "UInt64" ? 64 : 32, ~big)) : whole(kind, ~big);
}

/** The expressions of the syntax tree; `tree.ts` holds the rest and hands these on. */

import type { Attribute, Block, Node, ScriptBlock, Span, Statement, TypeName } from "./tree.ts";
export type Expression =
  | NumberLiteral
  | StringLiteral
  | Expandable
  | Variable
  | ArrayLiteral
  | ArrayExpression
  | SubExpression
  | Paren
  | HashTable
  | ScriptBlockExpression
  | Binary
  | Ternary
  | Unary
  | Cast
  | Attributed
  | TypeLiteral
  | Member
  | Invocation
  | Index
  | InvalidExpression;

export type NumberType =
  | "Int32"
  | "Int64"
  | "Double"
  | "Decimal"
  | "BigInteger"
  | "SByte"
  | "Byte"
  | "Int16"
  | "UInt16"
  | "UInt32"
  | "UInt64";

/**
 * A number with suffix and multiplier applied (about_Numeric_Literals). `value` is a `number` for Int32, Double and the
 * types up to UInt32, a `bigint` for Int64, UInt64 and BigInteger, and plain decimal text (`-?digits[.digits]`) for Decimal.
 */
export interface NumberLiteral extends Node<"NumberLiteral"> {
  readonly type: NumberType;
  readonly value: number | bigint | string;
  /** As typed: what a string parameter gets when a bare `10MB` is its argument. */
  readonly text: string;
}

/** How a string was written; "bare" is a word of a command. */
export type StringForm = "bare" | "single" | "double" | "hereSingle" | "hereDouble";

export interface StringLiteral extends Node<"StringLiteral"> {
  readonly form: StringForm;
  readonly value: string;
}

/** A string with expressions in it; strings among the parts are text with escapes done. */
export interface Expandable extends Node<"Expandable"> {
  readonly form: StringForm;
  readonly parts: readonly (string | Expression)[];
}

/** `$name`, `${name}`, `$scope:name`, `@name`. */
export interface Variable extends Node<"Variable"> {
  /** Without scope or drive, as typed: `$env:PATH` has "PATH", `${a b}` "a b", `$?` "?". */
  readonly name: string;
  /** What stands before the colon, in lower case: global, local, script, private, using, env, function, …; null without. */
  readonly scope: string | null;
  readonly splatted: boolean;
}

/** `a, b` and the unary `, a`. */
export interface ArrayLiteral extends Node<"ArrayLiteral"> {
  readonly elements: readonly Expression[];
}

/** `@( … )`. */
export interface ArrayExpression extends Node<"ArrayExpression"> {
  readonly body: Block;
}

/** `$( … )`. */
export interface SubExpression extends Node<"SubExpression"> {
  readonly body: Block;
}

/** `( pipeline or assignment )`. */
export interface Paren extends Node<"Paren"> {
  readonly body: Statement;
}

/** `@{ key = value }`; `[ordered]@{}` is a `Cast` to the type "ordered". Bare keys are `StringLiteral`. */
export interface HashTable extends Node<"HashTable"> {
  readonly entries: readonly HashEntry[];
}

export interface HashEntry extends Node<"HashEntry"> {
  readonly key: Expression;
  readonly value: Statement;
}

export interface ScriptBlockExpression extends Node<"ScriptBlockExpression"> {
  readonly body: ScriptBlock;
}

export type ComparisonOperator =
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "like"
  | "notlike"
  | "match"
  | "notmatch"
  | "replace"
  | "contains"
  | "notcontains"
  | "in"
  | "notin"
  | "split";

export type BinaryOperator =
  | ComparisonOperator
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | ".."
  | "f"
  | "join"
  | "is"
  | "isnot"
  | "as"
  | "and"
  | "or"
  | "xor"
  | "band"
  | "bor"
  | "bxor"
  | "shl"
  | "shr"
  | "??";

/** Operators are in lower case without dash and without the case mark: `-CEQ` is "eq" with `caseSensitive`. */
export interface Binary extends Node<"Binary"> {
  readonly operator: BinaryOperator;
  readonly caseSensitive: boolean;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
}

export interface Ternary extends Node<"Ternary"> {
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** "++" and "--" are prefix; "p++" and "p--" postfix. "!" and "-not" are both "not". */
export type UnaryOperator = "not" | "bnot" | "+" | "-" | "++" | "--" | "p++" | "p--" | "split" | "join";

export interface Unary extends Node<"Unary"> {
  readonly operator: UnaryOperator;
  /** Of the unary `-csplit`. */
  readonly caseSensitive: boolean;
  readonly operand: Expression;
  readonly operatorSpan: Span;
}

/** `[type] operand`; `[ordered]@{}` and `[pscustomobject]@{}` are casts too. */
export interface Cast extends Node<"Cast"> {
  readonly type: TypeName;
  readonly operand: Expression;
}

/** `[ValidateRange(1, 5)] operand`, as a target of assignment. */
export interface Attributed extends Node<"Attributed"> {
  readonly attribute: Attribute;
  readonly operand: Expression;
}

export interface TypeLiteral extends Node<"TypeLiteral"> {
  readonly type: TypeName;
}

/** `a.b`, `a::b`, `a?.b`; a plain name is a `StringLiteral` with form "bare", anything else is evaluated for the name. */
export interface Member extends Node<"Member"> {
  readonly target: Expression;
  readonly member: Expression;
  readonly static: boolean;
  readonly nullConditional: boolean;
}

/** `a.b(args)`, `a.b{ … }`, `a.b[T](args)`. */
export interface Invocation extends Node<"Invocation"> {
  readonly target: Expression;
  readonly member: Expression;
  readonly static: boolean;
  readonly nullConditional: boolean;
  readonly typeArguments: readonly TypeName[];
  readonly args: readonly Expression[];
}

/** `a[i]`, `a?[i]`; `a[1,2]` has an `ArrayLiteral` as index. */
export interface Index extends Node<"Index"> {
  readonly target: Expression;
  readonly index: Expression;
  readonly nullConditional: boolean;
}

/** Where an expression should stand and none could be read. Never evaluated. */
export interface InvalidExpression extends Node<"InvalidExpression"> {
  readonly parts: readonly Expression[];
}

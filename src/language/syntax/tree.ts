/** The syntax tree of the language: every node the parser makes and the evaluator, help and completion read. */

import type { Expression, HashEntry, HashTable, Variable } from "./tree-expressions.ts";

export type * from "./tree-expressions.ts";

/** A half-open range of UTF-16 offsets in the source: `source.slice(start, end)` is the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What every node has. */
export interface Node<K extends string> {
  readonly kind: K;
  readonly span: Span;
}

// ---------------------------------------------------------------------------------------------------------------------
// Comments, requirements

/** A comment with its marks (`#…` or `<#…#>`); help and completion read it. */
export interface Comment extends Node<"Comment"> {
  readonly text: string;
  readonly block: boolean;
}

/** A module named by `#requires -Modules` or `using module`: its fields when it was a hash table. */
export interface ModuleName {
  readonly name: string;
  readonly guid: string | null;
  readonly version: string | null;
  readonly requiredVersion: string | null;
  readonly maximumVersion: string | null;
}

/** All `#requires` lines of a script together (about_Requires). */
export interface Requirements {
  readonly version: string | null;
  readonly editions: readonly string[];
  readonly modules: readonly ModuleName[];
  readonly elevated: boolean;
}

// ---------------------------------------------------------------------------------------------------------------------
// Blocks

/** Statements in order, with the traps that hold for all of them (wherever in the block they were written). */
export interface Block extends Node<"Block"> {
  readonly statements: readonly Statement[];
  readonly traps: readonly Trap[];
}

/** A script, a function's body or `{ … }`. Unnamed statements are `end` (`process` in a filter). */
export interface ScriptBlock extends Node<"ScriptBlock"> {
  readonly usings: readonly Using[];
  readonly param: ParamBlock | null;
  readonly dynamicParam: Block | null;
  readonly begin: Block | null;
  readonly process: Block | null;
  readonly end: Block | null;
  readonly clean: Block | null;
  /** Whether blocks were written by name (`begin {…}`), so that a body without names can run the fast way. */
  readonly named: boolean;
  /** Of the root of a file alone; null elsewhere. */
  readonly requirements: Requirements | null;
  /** Comment-based help of a script file (root alone); functions carry their own. */
  readonly help: readonly Comment[];
}

/** `[CmdletBinding()] param(…)`; of a function with parenthesised parameters the attributes are empty. */
export interface ParamBlock extends Node<"ParamBlock"> {
  readonly attributes: readonly Attribute[];
  readonly parameters: readonly Parameter[];
}

/** One declared parameter. `types` are its `[type]` constraints, the one nearest the name last. */
export interface Parameter extends Node<"Parameter"> {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly types: readonly TypeName[];
  readonly default: Expression | null;
  /** The comment that stands before it, for help; null when none. */
  readonly comment: string | null;
}

/** `[Name(positional, Named = value)]`; a named argument without `=` has the value null, which means true. */
export interface Attribute extends Node<"Attribute"> {
  readonly type: TypeName;
  readonly positional: readonly Expression[];
  readonly named: readonly NamedArgument[];
}

export interface NamedArgument extends Node<"NamedArgument"> {
  readonly name: string;
  readonly value: Expression | null;
}

// ---------------------------------------------------------------------------------------------------------------------
// Types

/** `System.Collections.Generic.List[string][]`: name, generic arguments, and the ranks of its array brackets. */
export interface TypeName extends Node<"TypeName"> {
  readonly name: string;
  readonly typeArguments: readonly TypeName[];
  /** One entry per bracket pair, outermost last: `int[][,]` has [1, 2]. */
  readonly ranks: readonly number[];
  readonly assembly: string | null;
  /** As written, without the brackets of a literal. */
  readonly text: string;
}

// ---------------------------------------------------------------------------------------------------------------------
// Statements

export type Statement =
  | Pipeline
  | Chain
  | Assignment
  | If
  | Switch
  | ForEach
  | For
  | While
  | DoWhile
  | DoUntil
  | Break
  | Continue
  | Return
  | Throw
  | Exit
  | Try
  | FunctionDefinition
  | Data
  | ClassDefinition
  | EnumDefinition
  | Using
  | InvalidStatement;

/** `a | b | c`, or one expression; `background` when it ends in `&`. */
export interface Pipeline extends Node<"Pipeline"> {
  readonly elements: readonly PipelineElement[];
  readonly background: boolean;
}

/** `left && right`, `left || right`; associates to the left. */
export interface Chain extends Node<"Chain"> {
  readonly operator: "&&" | "||";
  readonly left: Pipeline | Chain;
  readonly right: Pipeline | Assignment | Flow;
  readonly background: boolean;
}

/** What may stand on the right of `&&` and `||` besides a pipeline. */
export type Flow = Break | Continue | Return | Throw | Exit;

export type AssignmentOperator = "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "??=";

/** `target = value`. An `ArrayLiteral` as target is multiple assignment; the target may bear `Cast` and `Attributed`. */
export interface Assignment extends Node<"Assignment"> {
  readonly operator: AssignmentOperator;
  readonly target: Expression;
  readonly value: Statement;
  readonly operatorSpan: Span;
}

export interface If extends Node<"If"> {
  readonly clauses: readonly IfClause[];
  readonly otherwise: Block | null;
}

export interface IfClause extends Node<"IfClause"> {
  readonly test: Statement;
  readonly body: Block;
}

export interface Switch extends Node<"Switch"> {
  readonly label: string | null;
  readonly mode: "exact" | "regex" | "wildcard";
  readonly caseSensitive: boolean;
  readonly parallel: boolean;
  /** Whether the subject names a file whose lines are the input (`-File`). */
  readonly file: boolean;
  readonly subject: Statement;
  readonly clauses: readonly SwitchClause[];
  readonly default: Block | null;
}

/** `test` is a `ScriptBlockExpression` for `{ condition }` clauses. */
export interface SwitchClause extends Node<"SwitchClause"> {
  readonly test: Expression;
  readonly body: Block;
}

export interface ForEach extends Node<"ForEach"> {
  readonly label: string | null;
  readonly variable: Variable;
  readonly subject: Statement;
  readonly body: Block;
  readonly parallel: boolean;
  readonly throttle: Expression | null;
}

export interface For extends Node<"For"> {
  readonly label: string | null;
  readonly initializer: Statement | null;
  readonly test: Statement | null;
  readonly step: Statement | null;
  readonly body: Block;
}

export interface While extends Node<"While"> {
  readonly label: string | null;
  readonly test: Statement;
  readonly body: Block;
}

export interface DoWhile extends Node<"DoWhile"> {
  readonly label: string | null;
  readonly test: Statement;
  readonly body: Block;
}

export interface DoUntil extends Node<"DoUntil"> {
  readonly label: string | null;
  readonly test: Statement;
  readonly body: Block;
}

/** The label is a bare word (`String`) or an expression. */
export interface Break extends Node<"Break"> {
  readonly label: Expression | null;
}

export interface Continue extends Node<"Continue"> {
  readonly label: Expression | null;
}

export interface Return extends Node<"Return"> {
  readonly value: Statement | null;
}

export interface Throw extends Node<"Throw"> {
  readonly value: Statement | null;
}

export interface Exit extends Node<"Exit"> {
  readonly value: Statement | null;
}

export interface Try extends Node<"Try"> {
  readonly body: Block;
  readonly catches: readonly Catch[];
  readonly finally: Block | null;
}

/** Without types it takes every error. */
export interface Catch extends Node<"Catch"> {
  readonly types: readonly TypeName[];
  readonly body: Block;
}

export interface Trap extends Node<"Trap"> {
  readonly type: TypeName | null;
  readonly body: Block;
}

export interface FunctionDefinition extends Node<"FunctionDefinition"> {
  readonly name: string;
  readonly filter: boolean;
  /** `function f($a, $b)`: null when the parameters stand in the body's `param` block or there are none. */
  readonly parameters: ParamBlock | null;
  readonly body: ScriptBlock;
  /** The comments that hold its help, in order; empty when it has none (about_Comment_Based_Help). */
  readonly help: readonly Comment[];
}

export interface Data extends Node<"Data"> {
  readonly variable: string | null;
  readonly supported: readonly Expression[];
  readonly body: Block;
}

export interface ClassDefinition extends Node<"ClassDefinition"> {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** The base class and interfaces, as written. */
  readonly bases: readonly TypeName[];
  readonly members: readonly (PropertyMember | MethodMember)[];
}

export interface PropertyMember extends Node<"PropertyMember"> {
  readonly name: string;
  readonly static: boolean;
  readonly hidden: boolean;
  readonly attributes: readonly Attribute[];
  readonly type: TypeName | null;
  readonly initial: Expression | null;
}

/** A method, or the constructor when it bears the name of its class. */
export interface MethodMember extends Node<"MethodMember"> {
  readonly name: string;
  readonly constructs: boolean;
  readonly static: boolean;
  readonly hidden: boolean;
  readonly attributes: readonly Attribute[];
  readonly returns: TypeName | null;
  readonly parameters: readonly Parameter[];
  /** The arguments of `: base(…)`; null when not written. */
  readonly base: readonly Expression[] | null;
  readonly body: ScriptBlock;
}

export interface EnumDefinition extends Node<"EnumDefinition"> {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly underlying: TypeName | null;
  readonly members: readonly EnumMember[];
}

export interface EnumMember extends Node<"EnumMember"> {
  readonly name: string;
  readonly value: Expression | null;
}

export interface Using extends Node<"Using"> {
  readonly what: "namespace" | "module" | "assembly" | "type" | "command";
  readonly name: string;
  readonly alias: string | null;
  /** The hash table of `using module @{…}`. */
  readonly module: HashTable | null;
}

/** Where the source is wrong and nothing better could be made of it; the errors say why. Never evaluated. */
export interface InvalidStatement extends Node<"InvalidStatement"> {
  readonly parts: readonly (Statement | Expression | Block)[];
}

// ---------------------------------------------------------------------------------------------------------------------
// Commands

export type PipelineElement = Command | CommandExpression;

/** An expression as a pipeline element (only the first may be one). */
export interface CommandExpression extends Node<"CommandExpression"> {
  readonly expression: Expression;
  readonly redirections: readonly Redirection[];
}

/** A command: its name is an expression (`String` with form "bare" as a rule), its arguments in the order written. */
export interface Command extends Node<"Command"> {
  readonly operator: "&" | "." | null;
  readonly name: Expression;
  readonly elements: readonly CommandElement[];
  readonly redirections: readonly Redirection[];
}

/**
 * An argument or a parameter. Bare words are `StringLiteral` or `Expandable` with form "bare", bare numbers `NumberLiteral`
 * (its `text` is the word as typed), `a,b` is an `ArrayLiteral`, `@x` a `Variable` with `splatted`.
 */
export type CommandElement = Expression | CommandParameter;

/** `-Name`, `-Name:value`. `text` is as typed, with dash and colon, for programs that are not cmdlets. */
export interface CommandParameter extends Node<"CommandParameter"> {
  readonly name: string;
  readonly text: string;
  /** What follows the colon, also after blanks (`-x: $false`); null without a colon. */
  readonly argument: Expression | null;
}

/** 1 output, 2 error, 3 warning, 4 verbose, 5 debug, 6 information. */
export type StreamNumber = 1 | 2 | 3 | 4 | 5 | 6;
export type Stream = StreamNumber | "all";

export type Redirection = FileRedirection | MergeRedirection;

export interface FileRedirection extends Node<"FileRedirection"> {
  readonly stream: Stream;
  readonly append: boolean;
  readonly target: Expression;
}

/** `2>&1`, `*>&1`. */
export interface MergeRedirection extends Node<"MergeRedirection"> {
  readonly stream: Stream;
  readonly to: 1;
}

// ---------------------------------------------------------------------------------------------------------------------
// ---------------------------------------------------------------------------------------------------------------------
// What the parser returns

/** What is wrong with the source, and where; line and column count from 1. */
export interface SyntaxError {
  /** PowerShell's error id: "MissingEndCurlyBrace". */
  readonly id: string;
  readonly message: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
}

export interface ParseResult {
  readonly source: string;
  readonly name: string | null;
  readonly tree: ScriptBlock;
  readonly errors: readonly SyntaxError[];
  /** Whether more input could make it right: the prompt then asks for another line. */
  readonly incomplete: boolean;
  readonly comments: readonly Comment[];
}

/** Any node, for walks. */
export type TreeNode =
  | ScriptBlock
  | Block
  | ParamBlock
  | Parameter
  | Attribute
  | NamedArgument
  | TypeName
  | Statement
  | IfClause
  | SwitchClause
  | Catch
  | Trap
  | PropertyMember
  | MethodMember
  | EnumMember
  | Command
  | CommandExpression
  | CommandParameter
  | Redirection
  | Expression
  | HashEntry
  | Comment;

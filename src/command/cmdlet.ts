// What a cmdlet is: one declaration that binding, help, completion, reference pages and the wire all read.

import type { Shape } from "../values/shape.ts";
import type { Out, ScriptBlock } from "../values/structured.ts";
import type { Type, ValueOf } from "../values/type.ts";
import type { Context } from "./context.ts";

export interface Parameter<T = any> {
  readonly type: Type<T>;
  readonly summary: string;
  readonly mandatory?: boolean;
  /** Counted from 1. */
  readonly position?: number;
  /** Takes pipeline objects whole, by their property of this name (or alias), or either. */
  readonly pipeline?: "value" | "property" | "both";
  readonly aliases?: readonly string[];
  /** Used when nothing is bound; read by `type.convert`. */
  readonly default?: unknown;
  /** Takes all positional arguments that are left. */
  readonly remaining?: boolean;
  /** What is wrong with a converted value, for people; nothing when it will do. */
  readonly check?: (value: T) => string | undefined;
  readonly allowNull?: boolean;
  readonly allowEmpty?: boolean;
  /** Of a function: what its attributes offer for completion, words or a block that gives them. */
  readonly completes?: () => ScriptBlock | readonly string[];
  /** For the few Windows-only parameters that are accepted without effect: why. Shown in help, warned once. */
  readonly noEffect?: string;
  /** Of one without effect that is always safe to leave out: told with -Verbose instead of a warning. */
  readonly quiet?: true;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;
export type ParameterSets = Readonly<Record<string, ParameterTable>>;

type Sure<P> = P extends { readonly mandatory: true } | { readonly default: unknown } ? true : false;

type Given<P extends ParameterTable> = {
  readonly [K in keyof P as Sure<P[K]> extends true ? K : never]: ValueOf<P[K]["type"]>;
} & { readonly [K in keyof P as Sure<P[K]> extends true ? never : K]?: ValueOf<P[K]["type"]> };

type NamesIn<S extends ParameterSets> = { [N in keyof S]: keyof S[N] }[keyof S];

/** The bound parameters: a union told apart by `set`; those of other sets are absent. */
export type BoundOf<S extends ParameterSets, C extends ParameterTable> = [keyof S] extends [never]
  ? Given<C> & { readonly set: string }
  : {
      [N in keyof S]: Given<S[N]> &
        Given<C> & { readonly set: N } & { readonly [K in Exclude<NamesIn<S>, keyof S[N]>]?: undefined };
    }[keyof S];

/** What `process` and `end` may be: plain (no output), a generator, or an async generator where something waits. */
export type Work = void | Promise<void> | Iterable<unknown> | AsyncIterable<unknown>;

export interface Steps<B> {
  /** Before the first record, where that gives output or waits. */
  begin?(): Work;
  process?(bound: B): Work;
  end?(): Work;
  /** Called when it is all over, also after an error or a stop. */
  close?(): void | Promise<void>;
}

export interface Example {
  /** Runs as a test in a sample organization, so it must work there. */
  readonly run: string;
  readonly note: string;
}

export interface CmdletSpec<S extends ParameterSets, C extends ParameterTable> {
  readonly name: string;
  readonly synopsis: string;
  readonly description?: string;
  /** "shell": in the process of the prompt, never travels; "organization": in the owner. */
  readonly runs: "shell" | "organization";
  /** Supports -WhatIf and -Confirm: "ask" asks by default (impact High), "allow" only when -Confirm or preference say so. */
  readonly confirms?: "ask" | "allow";
  /** Parameter sets by name, each with the parameters that are its own. Without sets there is one, "Default". */
  readonly sets?: S;
  readonly defaultSet?: string;
  /** Parameters of every set. */
  readonly parameters?: C;
  readonly aliases?: readonly string[];
  /** What it gives; the guest decodes by these, help shows them. */
  readonly outputs?: readonly Shape[];
  readonly examples: readonly Example[];
  /** Once per record. Output is what is yielded. */
  process?(bound: BoundOf<S, C>, ctx: Context): Work;
  /** For cmdlets that remember: called once with what the command line bound, before the first record. */
  start?(bound: Partial<BoundOf<S, C>>, ctx: Context, out: Out): Steps<BoundOf<S, C>>;
}

/** A cmdlet as the binder, help and completion see it. */
export interface Cmdlet {
  readonly name: string;
  readonly synopsis: string;
  readonly description: string;
  readonly runs: "shell" | "organization";
  readonly confirms: "ask" | "allow" | undefined;
  readonly sets: ParameterSets;
  readonly defaultSet: string | undefined;
  readonly parameters: ParameterTable;
  readonly aliases: readonly string[];
  readonly outputs: readonly Shape[];
  readonly examples: readonly Example[];
  readonly process?: (bound: any, ctx: Context) => Work;
  readonly start?: (bound: any, ctx: Context, out: Out) => Steps<any>;
}

/** Declares a cmdlet; the file of the same name exports it as its default. */
export function defineCmdlet<const S extends ParameterSets = {}, const C extends ParameterTable = {}>(
  spec: CmdletSpec<S, C>,
): Cmdlet {
  return {
    name: spec.name,
    synopsis: spec.synopsis,
    description: spec.description ?? "",
    runs: spec.runs,
    confirms: spec.confirms,
    sets: spec.sets ?? {},
    defaultSet: spec.defaultSet,
    parameters: spec.parameters ?? {},
    aliases: spec.aliases ?? [],
    outputs: spec.outputs ?? [],
    examples: spec.examples,
    ...(spec.process ? { process: spec.process } : {}),
    ...(spec.start ? { start: spec.start } : {}),
  };
}

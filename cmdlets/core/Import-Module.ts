// Import-Module: loads a module and brings its functions, variables and aliases into the session.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { type Members, ModuleInfo, moduleChoice } from "../../src/command/modules.ts";
import { Problem } from "../../src/command/problem.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import type { Of } from "../../src/values/shape.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

/** A module that Get-Module gave. */
const moduleObject: Type<Of<typeof ModuleInfo>> = {
  name: "PSModuleInfo",
  convert(value) {
    if (ModuleInfo.holds(value)) return value;
    throw new ConversionError("A module must come from Get-Module.");
  },
  show: (value) => value.Name ?? "",
  encode: (value) => value.stored(),
  decode: (json) => ModuleInfo.decode(json as Parameters<typeof ModuleInfo.decode>[0]),
};

export default defineCmdlet({
  name: "Import-Module",
  synopsis: "Loads a module and brings in what it exports.",
  runs: "shell",
  aliases: ["ipmo"],
  outputs: [ModuleInfo],
  defaultSet: "Name",
  sets: {
    Name: {
      Name: {
        type: many(text),
        mandatory: true,
        position: 1,
        pipeline: "value",
        summary: "Names of modules in $env:PSModulePath, or paths of .psm1 and .psd1 files.",
      },
      MinimumVersion: { type: text, aliases: ["Version"], summary: "The least version that will do." },
      MaximumVersion: { type: text, summary: "The highest version that will do." },
      RequiredVersion: { type: text, summary: "The only version that will do." },
    },
    FullyQualifiedName: {
      FullyQualifiedName: {
        type: many(moduleChoice),
        mandatory: true,
        summary: "Names, or hash tables with ModuleName and ModuleVersion, MaximumVersion or RequiredVersion.",
      },
    },
    ModuleInfo: {
      ModuleInfo: {
        type: many(moduleObject),
        mandatory: true,
        position: 1,
        pipeline: "value",
        summary: "What Get-Module gave.",
      },
    },
  },
  parameters: {
    Function: { type: many(text), summary: "Only these functions; wild cards are allowed." },
    Variable: { type: many(text), summary: "Only these variables; wild cards are allowed." },
    Cmdlet: {
      type: many(text),
      noEffect: "a module of script has no cmdlets of its own.",
      quiet: true,
      summary: "Only these cmdlets, of a binary module.",
    },
    SkipEditionCheck: {
      type: switchParameter,
      noEffect: "the edition of a module is not checked.",
      quiet: true,
      summary: "Loads modules of Windows PowerShell, too.",
    },
    Prefix: { type: text, summary: "What is put in front of the nouns of its functions." },
    ArgumentList: { type: many(anything), aliases: ["Args"], summary: "What the parameters of the module are given." },
    AsCustomObject: {
      type: switchParameter,
      summary: "Gives an object whose methods are its functions, instead of bringing these in.",
    },
    NoClobber: {
      type: switchParameter,
      aliases: ["NoOverwrite"],
      summary: "Leaves out functions whose names are taken.",
    },
    Force: { type: switchParameter, summary: "Loads it anew when it is loaded already." },
    Global: { type: switchParameter, summary: "Also from inside a module: into the session itself." },
    Scope: { type: choice("ModuleScope", "Global", "Local"), summary: "Local: into the scope of the caller alone." },
    PassThru: { type: switchParameter, summary: "Gives the module." },
    DisableNameChecking: {
      type: switchParameter,
      noEffect: "names of functions are not checked.",
      quiet: true,
      summary: "No warning for verbs that are not approved.",
    },
  },
  examples: [{ run: "Import-Module ./tools.psm1 -ErrorAction SilentlyContinue", note: "Its functions can be called." }],
  start(_bound, ctx, out) {
    return {
      async process(p) {
        const only: Members = {
          ...(p.Function && { Function: p.Function }),
          ...(p.Variable && { Variable: p.Variable }),
        };
        const { modules } = ctx.shell;
        const named = p.Name?.map((name) => ({
          name,
          ...(p.MinimumVersion && { minimum: p.MinimumVersion }),
          ...(p.MaximumVersion && { maximum: p.MaximumVersion }),
          ...(p.RequiredVersion && { required: p.RequiredVersion }),
        }));
        for (const { name, ...versions } of named ??
          p.FullyQualifiedName ??
          p.ModuleInfo?.map((one) => ({ name: one.Path || one.Name || "" })) ??
          []) {
          try {
            const module = await modules.load(
              name,
              {
                args: p.ArgumentList ?? [],
                only,
                force: p.Force === true,
                global: p.Global === true || p.Scope === "Global",
                local: p.Scope === "Local",
                ...(p.Prefix && { prefix: p.Prefix }),
                ...versions,
                noClobber: p.NoClobber === true,
                apart: p.AsCustomObject === true,
              },
              out,
            );
            ctx.verbose(`Importing what the module '${name}' exports.`);
            if (p.AsCustomObject) await out(modules.objectOf(module));
            else if (p.PassThru) await out(module);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            ctx.error(error);
          }
        }
      },
    };
  },
});

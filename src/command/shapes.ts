// The classes of objects that core cmdlets give.
import { boolean, int, many, text } from "../values/kinds.ts";
import { defineShape } from "../values/shape.ts";
import { anything } from "./kinds.ts";

export const GroupInfo = defineShape({
  name: "Microsoft.PowerShell.Commands.GroupInfo",
  summary: "Objects that have equal properties.",
  properties: {
    Values: { type: many(anything), summary: "The values that they have in common." },
    Count: { type: int, summary: "How many there are." },
    Group: { type: many(anything), summary: "The objects." },
    Name: { type: text, summary: "The common values as text." },
  },
  table: [{ property: "Count", width: 5, align: "right" }, { property: "Name", width: 25 }, { property: "Group" }],
});

export const GroupInfoNoElement = defineShape({
  name: "Microsoft.PowerShell.Commands.GroupInfoNoElement",
  summary: "How many objects have equal properties.",
  properties: {
    Values: { type: many(anything), summary: "The values that they have in common." },
    Count: { type: int, summary: "How many there are." },
    Group: { type: many(anything), summary: "Always empty." },
    Name: { type: text, summary: "The common values as text." },
  },
  table: [{ property: "Count", width: 5, align: "right" }, { property: "Name" }],
});

export const Measurement = defineShape({
  name: "Microsoft.PowerShell.Commands.GenericMeasureInfo",
  summary: "What was measured of objects or of one of their properties.",
  properties: {
    Count: { type: int, summary: "How many there are." },
    Average: { type: anything, summary: "Their mean." },
    Sum: { type: anything, summary: "Their sum." },
    Maximum: { type: anything, summary: "The largest." },
    Minimum: { type: anything, summary: "The smallest." },
    StandardDeviation: { type: anything, summary: "The standard deviation of the sample." },
    Property: { type: text, summary: "The property that was measured." },
  },
});

export const TextMeasurement = defineShape({
  name: "Microsoft.PowerShell.Commands.TextMeasureInfo",
  summary: "What was measured of texts.",
  properties: {
    Lines: { type: int, summary: "How many lines." },
    Words: { type: int, summary: "How many words." },
    Characters: { type: int, summary: "How many characters." },
    Property: { type: text, summary: "The property that was measured." },
  },
  table: ["Lines", "Words", "Characters", "Property"],
});

export const CommandInfo = defineShape({
  name: "System.Management.Automation.CommandInfo",
  summary: "A command that can be called.",
  properties: {
    CommandType: { type: text, summary: "Alias, Function, Cmdlet or Application." },
    Name: { type: text, summary: "The name it is called by." },
    Version: { type: text, summary: "The version of the module; empty for functions and aliases." },
    Source: { type: text, summary: "Where it comes from." },
    Definition: { type: text, summary: "The syntax of a cmdlet, the body of a function, the target of an alias." },
    ParameterSets: { type: many(text), summary: "The syntax, one line for each parameter set." },
    Parameters: { type: anything, summary: "The parameters by name." },
    ResolvedCommandName: { type: text, summary: "What an alias stands for." },
    Path: { type: text, summary: "The file of a program." },
    ModuleName: { type: text, summary: "The module it belongs to." },
    Verb: { type: text, summary: "What it does, of a cmdlet." },
    Noun: { type: text, summary: "What it works on, of a cmdlet." },
    ScriptBlock: { type: anything, summary: "The body of a function." },
    Options: { type: text, summary: "None, ReadOnly …; of an alias." },
  },
  table: [
    { property: "CommandType", width: 15 },
    { property: "Name", width: 50 },
    { property: "Version", width: 10 },
    { property: "Source" },
  ],
});

export const MemberDefinition = defineShape({
  name: "Microsoft.PowerShell.Commands.MemberDefinition",
  summary: "A property or method of an object.",
  properties: {
    TypeName: { type: text, summary: "The type of the object." },
    Name: { type: text, summary: "The name of the member." },
    MemberType: { type: text, summary: "Property, Method, NoteProperty …" },
    Definition: { type: text, summary: "How it is declared." },
  },
  table: [{ property: "Name" }, { property: "MemberType" }, { property: "Definition" }],
  groupBy: "TypeName",
});

export const VariableInfo = defineShape({
  name: "System.Management.Automation.PSVariable",
  summary: "A variable.",
  properties: {
    Name: { type: text, summary: "Its name, without the dollar sign." },
    Description: { type: text, summary: "What it is for." },
    Value: { type: anything, summary: "What it holds." },
    Options: { type: text, summary: "None, ReadOnly, Constant …" },
    Visibility: { type: text, summary: "Public, or Private: not to be named at the prompt." },
  },
  table: [{ property: "Name", width: 30 }, { property: "Value" }],
});

export const AliasInfo = defineShape({
  name: "System.Management.Automation.AliasInfo",
  parents: ["System.Management.Automation.CommandInfo"],
  summary: "Another name for a command.",
  properties: {
    CommandType: { type: text, summary: "Alias." },
    Name: { type: text, summary: "The name." },
    DisplayName: { type: text, summary: "The name and what it stands for." },
    Definition: { type: text, summary: "The command it stands for." },
    Description: { type: text, summary: "What it is for." },
    Options: { type: text, summary: "None, ReadOnly, Constant …" },
    Source: { type: text, summary: "Where it comes from." },
  },
  table: [
    { property: "CommandType", width: 15 },
    { property: "DisplayName", label: "Name", width: 50 },
    { property: "Source" },
  ],
});

export const PathInfo = defineShape({
  name: "System.Management.Automation.PathInfo",
  summary: "A folder or file by its path.",
  properties: {
    Path: { type: text, summary: "The absolute path." },
    ProviderPath: { type: text, summary: "The absolute path, as programs take it." },
  },
  table: ["Path"],
});

export const VerbInfo = defineShape({
  name: "System.Management.Automation.VerbInfo",
  summary: "A verb that names of commands begin with.",
  properties: {
    Verb: { type: text, summary: "The verb." },
    AliasPrefix: { type: text, summary: "What aliases of its commands begin with." },
    Group: { type: text, summary: "What it is about." },
  },
  table: [{ property: "Verb" }, { property: "AliasPrefix" }, { property: "Group" }],
});

export const HistoryInfo = defineShape({
  name: "Microsoft.PowerShell.Commands.HistoryInfo",
  summary: "A line that was typed.",
  properties: {
    Id: { type: int, summary: "Its number, counted from 1." },
    CommandLine: { type: text, summary: "What was typed." },
    ExecutionStatus: { type: text, summary: "Completed, Failed or Stopped." },
    StartExecutionTime: { type: anything, summary: "When it began." },
    EndExecutionTime: { type: anything, summary: "When it ended." },
    Duration: { type: anything, summary: "How long it took." },
  },
  table: [
    { property: "Id", width: 4, align: "right" },
    { property: "Duration", width: 16 },
    { property: "CommandLine" },
  ],
});

export const PSDriveInfo = defineShape({
  name: "System.Management.Automation.PSDriveInfo",
  summary: "A drive.",
  properties: {
    Name: { type: text, summary: "What paths on it begin with, without the colon." },
    Provider: { type: text, summary: "What kind of items it has." },
    Root: { type: text, summary: "Where it begins." },
    Description: { type: text, summary: "What it is for." },
    CurrentLocation: { type: text, summary: "The current folder on it." },
    Used: { type: anything, summary: "Bytes that are used, of a disk." },
    Free: { type: anything, summary: "Bytes that are free, of a disk." },
  },
  table: ["Name", "Used", "Free", "Provider", "Root", "CurrentLocation"],
});

export const FileHash = defineShape({
  name: "Microsoft.Powershell.Utility.FileHash",
  summary: "What tells whether two files hold the same.",
  properties: {
    Algorithm: { type: text, summary: "How it was computed." },
    Hash: { type: text, summary: "The value, in hexadecimal digits." },
    Path: { type: text, summary: "The file." },
  },
  table: [{ property: "Algorithm", width: 15 }, { property: "Hash", width: 70 }, { property: "Path" }],
});

export const TimeZoneInfo = defineShape({
  name: "System.TimeZoneInfo",
  summary: "A time zone.",
  properties: {
    Id: { type: text, summary: "Its name in the time zone database." },
    HasIanaId: { type: boolean, summary: "Whether the name is of that database; always true." },
    DisplayName: { type: text, summary: "Its name for people." },
    StandardName: { type: text, summary: "What its time is called in winter." },
    DaylightName: { type: text, summary: "What its time is called in summer." },
    BaseUtcOffset: { type: anything, summary: "How far it is from UTC in winter." },
    SupportsDaylightSavingTime: { type: boolean, summary: "Whether its clocks are changed in summer." },
  },
  list: ["Id", "DisplayName", "StandardName", "DaylightName", "BaseUtcOffset", "SupportsDaylightSavingTime"],
});

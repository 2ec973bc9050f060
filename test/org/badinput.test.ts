// Every parameter of every cmdlet of the organization with values it cannot have: an error of the right kind, and nothing changed.
import { basename, dirname } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Cmdlet } from "../../src/command/cmdlet.ts";
import { type Prepared, prepare } from "../../src/command/face.ts";
import { ConversionError } from "../../src/values/type.ts";
import { cmdletFiles, loaders } from "../loaders.ts";
import { type Bench, bench } from "./cmdlets.ts";

const folders = new Set(["organization", "recipients", "servers"]);
const load = loaders();
const names = cmdletFiles()
  .filter(([, path]) => folders.has(basename(dirname(path))))
  .map(([name]) => name);

/** Too long, out of range, of the wrong kind, broken. */
const wrong: readonly unknown[] = [
  "x".repeat(5000),
  "no such word",
  "\x00",
  "",
  -1,
  1e15,
  "1e999",
  "a@b@c",
  "..",
  [["a"]],
];
const tried = 3;

const nobody = "nobody at all";

function refusedBy({ spec: { type } }: Prepared, value: unknown): boolean {
  try {
    type.convert(value);
    return false;
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return true;
  }
}

const refused = (parameter: Prepared): readonly unknown[] =>
  wrong.filter((value) => refusedBy(parameter, value)).slice(0, tried);

describe.each(names)("%s", (name) => {
  let sample: Bench;
  let cmdlet: Cmdlet;

  beforeAll(async () => {
    sample = await bench();
    cmdlet = (await load[name]!()).default;
  }, 60_000);

  const version = async () => {
    let last = 0;
    for await (const { number } of sample.org.history()) last = number;
    return last;
  };

  test("refuses values that a parameter cannot have", async () => {
    const before = await version();
    for (const parameter of prepare(cmdlet).own) {
      for (const value of refused(parameter)) {
        const told = await sample.run([name, { [parameter.name]: value }]);
        const record = told.thrown?.record ?? told.errors[0];
        const said = `-${parameter.name} ${JSON.stringify(value).slice(0, 40)}: ${told.thrown?.message}`;
        expect(record?.category, said).toMatch(/^Invalid(Argument|Data)$/);
        expect(record.id, said).toMatch(
          /^ParameterArgument(Transformation|Validation)Error|^ParameterBinding|^CannotConvertArgument/,
        );
        expect(told.output, said).toEqual([]);
      }
    }
    expect(await version()).toBe(before);
  }, 60_000);

  test("says who is not there", async () => {
    const before = await version();
    const { own } = prepare(cmdlet);
    const identity = own.find((one) => one.name === "Identity");
    if (!identity?.spec.type.name.endsWith("IdParameter") || refusedBy(identity, nobody)) return;
    // The set in which it stands alone; cmdlets that need more have tests of their own.
    const sets = identity.inSet.flatMap((spec, set) => (spec === undefined ? [] : [set]));
    if (!sets.some((set) => own.every((one) => one === identity || !one.inSet[set]?.mandatory))) return;
    const told = await sample.run([name, { Identity: nobody }]);
    const record = told.thrown?.record ?? told.errors[0];
    expect(record?.category, told.thrown?.message).toBe("ObjectNotFound");
    expect(record.message).toContain(nobody);
    expect(await version()).toBe(before);
    expect(await sample.org.verify()).toEqual([]);
  }, 60_000);
});

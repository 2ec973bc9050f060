// Runs the organization's cmdlets in a pipeline on a sample organization, without the language.
import { SecureString } from "../../src/values/secret.ts";
import { type Call, type Options, pipe, type Told } from "../command/harness.ts";
import { type Sample, sampleOrganization } from "./organization.ts";

export interface Bench extends Sample {
  /** Runs a pipeline; throws what ended it. */
  run(...calls: readonly Call[]): Promise<Told>;
  /** One cmdlet; its output. Fails when it reported an error. */
  get(name: string, named?: Readonly<Record<string, unknown>>): Promise<any[]>;
  /** One cmdlet that must report an error; its text. */
  fails(name: string, named?: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function bench(options: Options = {}): Promise<Bench> {
  const sample = await sampleOrganization();
  // No mail stands beside this organization.
  const services = { org: sample.org, backups: { verifyMail: async () => [] } };
  const run = (...calls: readonly Call[]) =>
    pipe(calls, { preferences: { confirm: false }, ...options, world: sample.world, services });
  return {
    ...sample,
    run,
    async get(name, named) {
      const told = await run([name, named ?? {}]);
      if (told.thrown) throw told.thrown;
      if (told.errors[0]) throw new Error(told.errors[0].message);
      return told.output as any[];
    },
    async fails(name, named) {
      const told = await run([name, named ?? {}]);
      const text = told.thrown?.message ?? told.errors[0]?.message;
      if (text === undefined) throw new Error(`${name} did not fail.`);
      return text;
    },
  };
}

export const password = (text = "Correct horse 7") => new SecureString(text);

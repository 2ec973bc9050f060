// What Tab offers, in a session that has all cmdlets.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegistry } from "../../src/command/registry.ts";
import { runHere } from "../../src/command/run.ts";
import type { Screen, Shell } from "../../src/command/session.ts";
import { completeLine } from "../../src/host/complete.ts";
import { createSession } from "../../src/language/session.ts";
import { realWorld } from "../../src/world/real.ts";
import { loaders } from "../loaders.ts";
import { temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const world = realWorld();
let shell: Shell;

beforeAll(async () => {
  const quiet = () => undefined;
  const screen = {
    width: 80,
    out: quiet,
    flush: quiet,
    write: quiet,
    error: quiet,
    warning: quiet,
    verbose: quiet,
    debug: quiet,
    information: quiet,
  } as Screen;
  const session = createSession({
    world,
    registry: createRegistry(loaders()),
    screen,
    location: folder.path,
    runner: (cmdlet, invocation, streams, given, shell) =>
      runHere(cmdlet, invocation, streams, given, { shell, world } as never),
  });
  await world.disk.write(`${folder.path}/users.csv`, "");
  await world.disk.write(`${folder.path}/my report.txt`, "");
  await session.run(
    "$person = [pscustomobject]@{ Name = 'kim'; City = 'Oslo' }; $persons = 1; function Get-Everything { param([string]$Where) }",
  );
  shell = session.shell;
});
afterAll(() => folder.remove());

const rows: [string, string[], string][] = [
  ["Get-AcceptedD", ["Get-AcceptedDomain"], "Get-AcceptedD"],
  ["get-accepted", ["Get-AcceptedDomain"], "get-accepted"],
  ["1 | Measure-Ob", ["Measure-Object"], "Measure-Ob"],
  ["Get-Every", ["Get-Everything"], "Get-Every"],
  ["Get-Everything -W", ["-WarningAction", "-WarningVariable", "-Where"].filter((name) => name === "-Where"), "-W"],
  ["Set-AcceptedDomain x -DomainT", ["-DomainType"], "-DomainT"],
  ["Set-AcceptedDomain -DomainType Int", ["InternalRelay"], "Int"],
  ["Set-AcceptedDomain -DomainType InternalRelay -DomainT", [], "-DomainT"],
  ["$pers", ["$person", "$persons"], "$pers"],
  ["$person.Ci", ["City"], "Ci"],
  ["Import-Csv use", ["users.csv"], "use"],
  ["Import-Csv my", ["'my report.txt'"], "my"],
  ["# Get-Mail", [], ""],
];
test.each(rows)("%s", async (line, words, end) => {
  const [found, typed] = await completeLine(line, shell, world, async () => []);
  expect(found.filter((word) => words.length > 0 || !word.startsWith("-DomainType"))).toEqual(
    expect.arrayContaining(words),
  );
  if (words.length === 0) expect(found.filter((word) => word.startsWith("-DomainT"))).toEqual([]);
  if (words.length > 0) expect(typed).toBe(end);
});

test("common parameters are offered once something of them is typed", async () => {
  expect((await completeLine("Get-AcceptedDomain -", shell, world, async () => []))[0]).not.toContain("-Verbose");
  expect((await completeLine("Get-AcceptedDomain -Verb", shell, world, async () => []))[0]).toEqual(["-Verbose"]);
});

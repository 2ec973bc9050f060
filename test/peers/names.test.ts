// A real name server: what the resolver makes of NSD's answers, over UDP and TCP, and what mail makes of them.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exsh, temporaryFolder } from "../process.ts";
import { type Nsd, privateNsd } from "./nsd.ts";
import { need } from "./tools.ts";

need("nsd");

const folder = temporaryFolder();
let nsd: Nsd;

const zone = `$ORIGIN remote.example.
$TTL 60
@ IN SOA ns root 1 60 60 60 30
@ IN NS ns
ns IN A 127.0.0.1
@ IN MX 20 mx2
@ IN MX 10 mx1
mx1 IN A 192.0.2.10
mx1 IN AAAA 2001:db8::10
mx2 IN A 192.0.2.20
www IN CNAME mx1
null IN MX 0 .
xn--bcher-kva IN MX 10 mx1
${Array.from({ length: 40 }, (_, at) => `long IN TXT "${String(at).padStart(3, "0")}${"x".repeat(200)}"`).join("\n")}
`;

beforeAll(async () => {
  nsd = await privateNsd("remote.example", zone);
});

afterAll(async () => {
  await nsd?.end();
  folder.remove();
});

async function shell(script: string) {
  const { stdout, stderr } = await exsh(["--data", join(folder.path, "data"), "-NoProfile", "-c", script]);
  return { out: stdout.trim().split(/\r?\n/), err: stderr };
}

const ask = (rest: string, show: string) =>
  shell(`Resolve-DnsName ${rest} -Server '${nsd.server}' | ForEach-Object { ${show} }`);

test.each([
  ["remote.example MX", '"$($_.Preference) $($_.NameExchange)"', ["10 mx1.remote.example", "20 mx2.remote.example"]],
  ["remote.example MX -TcpOnly", '"$($_.Preference)"', ["10", "20"]],
  ["mx1.remote.example", "$_.IPAddress", ["192.0.2.10", "2001:db8::10"]],
  ["www.remote.example A", "$_.IPAddress", ["192.0.2.10"]],
  ["bücher.remote.example MX", "$_.NameExchange", ["mx1.remote.example"]],
  ["long.remote.example TXT", "$_.Data.Length", Array(40).fill("203")],
  ["long.remote.example TXT -TcpOnly -QuickTimeout -NoRecursion", "$_.Data.Length", Array(40).fill("203")],
])("%s", async (question, show, expected) => {
  const { out, err } = await ask(question, show);
  expect(err).toBe("");
  expect(out.sort()).toEqual(expected);
});

test("a name that is not there, and a type that is not there", async () => {
  expect((await ask("none.remote.example", "$_")).err).toContain("DNS name does not exist");
  expect((await ask("mx2.remote.example AAAA", "$_")).err).toContain("there is no record of type AAAA");
});

// Real servers: a private Postfix found by MX in a name server of the tests, and as smart host; down, up again, refusing.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exsh, freePorts, program, type Server, startTransport, temporaryFolder } from "../process.ts";
import { type NameServer, nameServer } from "./nameserver.ts";
import { type Postfix, privatePostfix } from "./postfix.ts";
import { need, ownLoopback } from "./tools.ts";

need("swaks", "postfix");

const folder = temporaryFolder();
const data = join(folder.path, "data");
const postfixAddress = ownLoopback();
let postfix: Postfix;
let names: NameServer;
let server: Server;

beforeAll(async () => {
  postfix = privatePostfix(postfixAddress, "remote.example");
  names = await nameServer(ownLoopback(), [
    { name: "remote.example", type: "MX", ttl: 60, data: { preference: 10, exchange: "mx.remote.example" } },
    { name: "mx.remote.example", type: "A", ttl: 60, data: postfixAddress },
  ]);
  const made = await exsh([
    "--data",
    data,
    "-NoProfile",
    "-c",
    `${freePorts}
     $password = ConvertTo-SecureString 'correct horse 1' -AsPlainText -Force
     New-Mailbox -Name One -Alias one -UserPrincipalName one@exsh.test -Password $password
     Get-TransportService | Set-TransportService -ExternalDNSAdapterEnabled $false -ExternalDNSServers ${names.address}
     New-SendConnector -Name Internet -AddressSpaces 'SMTP:remote.example;1' -DNSRoutingEnabled $true -UseExternalDNSServersEnabled $true
     New-SendConnector -Name 'Smart host' -AddressSpaces 'SMTP:*;10' -DNSRoutingEnabled $false -SmartHosts '[${postfixAddress}]'`,
  ]);
  expect(made.stderr).toBe("");
  expect(made.code).toBe(0);
  await postfix.start();
  server = await startTransport(data);
});

afterAll(async () => {
  await server?.end();
  names?.close();
  postfix?.remove();
  folder.remove();
});

async function shell(script: string): Promise<string> {
  const result = await exsh(["--data", data, "-NoProfile", "-c", script]);
  expect(result.stderr).toBe("");
  return result.stdout.trim();
}

/** Sends as a user with a password and gives the Message-ID. */
async function send(to: string, id: string): Promise<void> {
  const args = ["--server", "127.0.0.1", "--port", String(server.port("Client Frontend")), "--helo", "client.example"];
  const login = ["--tls", "--auth", "PLAIN", "--auth-user", "one@exsh.test", "--auth-password", "correct horse 1"];
  const mail = ["--from", "one@exsh.test", "--to", to, "--header", `Message-Id: <${id}>`, "--body", `body of ${id}`];
  const result = await program("swaks", [...args, ...login, ...mail]);
  expect(`${result.code} ${result.stdout}`).toMatch(/^0 /);
}

/** Waits inside one shell until the expression is true, so that no test sleeps or polls with processes. */
function until(condition: string): string {
  return `$deadline = (Get-Date).AddSeconds(60); while (-not (${condition}) -and (Get-Date) -lt $deadline) { }`;
}

function tracked(id: string, event: string): string {
  return `@(Get-MessageTrackingLog -MessageId '<${id}>' -EventId ${event}).Count -gt 0`;
}

describe("Postfix", () => {
  test("gets mail for its domain by MX", async () => {
    await send("box@remote.example", "by-mx@client.example");
    await shell(until(tracked("by-mx@client.example", "SEND")));
    await postfix.received("body of by-mx@client.example");
  });

  test("gets mail as smart host", async () => {
    await shell("Set-SendConnector Internet -Enabled $false");
    await send("smart@remote.example", "by-smart-host@client.example");
    await shell(until(tracked("by-smart-host@client.example", "SEND")));
    await postfix.received("body of by-smart-host@client.example");
    await shell("Set-SendConnector Internet -Enabled $true");
  });

  test("is waited for while it is down, and gets the mail when it is up again", async () => {
    postfix.stop();
    await send("later@remote.example", "later@client.example");
    const seen = await shell(
      `${until("@(Get-Queue | Where-Object { $_.NextHopDomain -eq 'remote.example' -and $_.Status -eq 'Retry' }).Count -gt 0")}
       Get-Queue | Where-Object NextHopDomain -eq 'remote.example' | ForEach-Object { "$($_.Status) $($_.MessageCount) $($_.LastError)" }`,
    );
    expect(seen).toMatch(/^Retry 1 .+/);
    await postfix.start();
    await shell(
      `Get-Queue | Where-Object NextHopDomain -eq 'remote.example' | Retry-Queue; ${until(tracked("later@client.example", "SEND"))}`,
    );
    await postfix.received("body of later@client.example");
  });

  test("refuses a recipient, and the sender gets a well-formed report (RFC 3464)", async () => {
    await send("nobody@remote.example", "refused@client.example");
    const raw = await shell(
      `${until("@(Get-MailboxMessage one -Subject 'Undeliverable:*').Count -gt 0")}
       Get-MailboxMessage one -Subject 'Undeliverable:*' -Raw`,
    );
    expect(raw).toMatch(/^Return-Path: <>/m);
    expect(raw).toMatch(/^Content-Type: multipart\/report;[\s\S]*?report-type="?delivery-status"?/im);
    expect(raw).toMatch(/^Content-Type: message\/delivery-status/im);
    expect(raw).toMatch(/^Reporting-MTA: dns; ?\S+/m);
    expect(raw).toMatch(/^Final-Recipient: rfc822; ?nobody@remote\.example/m);
    expect(raw).toMatch(/^Action: failed/m);
    expect(raw).toMatch(/^Status: 5\.1\.1/m);
    expect(raw).toMatch(/^Diagnostic-Code: smtp; ?550 5\.1\.1 .*No such user here/m);
    expect(raw).toMatch(/^Remote-MTA: dns; ?mx\.remote\.example/m);
  });
});

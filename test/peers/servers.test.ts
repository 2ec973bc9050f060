// Real servers: a private Postfix found by MX in a name server of the tests, and as smart host; down, up again, refusing;
// with certificates that are good, and others; and as the sender.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startTransport, temporaryFolder } from "../process.ts";
import { type Authority, authority } from "../transport/authority.ts";
import { furnish, house, swaks, tracked, until } from "./house.ts";
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
let ours: Authority;

beforeAll(async () => {
  ours = await authority();
  postfix = privatePostfix(postfixAddress, "remote.example");
  postfix.certify(await ours.issue(["mx.remote.example", "remote.example"]));
  names = await nameServer(ownLoopback(), [
    { name: "remote.example", type: "MX", ttl: 60, data: { preference: 10, exchange: "mx.remote.example" } },
    { name: "mx.remote.example", type: "A", ttl: 60, data: postfixAddress },
  ]);
  const name = await furnish(
    data,
    ours,
    `
    $password = ConvertTo-SecureString 'correct horse 1' -AsPlainText -Force
    New-Mailbox -Name One -Alias one -UserPrincipalName one@exsh.test -Password $password
    Get-TransportService | Set-TransportService -ExternalDNSAdapterEnabled $false -ExternalDNSServers ${names.address}
    New-SendConnector -Name Internet -AddressSpaces 'SMTP:remote.example;1' -DNSRoutingEnabled $true -UseExternalDNSServersEnabled $true -Port ${postfix.port} -RequireTLS $true -TlsAuthLevel DomainValidation
    New-SendConnector -Name 'Smart host' -AddressSpaces 'SMTP:*;10' -DNSRoutingEnabled $false -SmartHosts '[${postfixAddress}]' -Port ${postfix.port} -RequireTLS $true -TlsAuthLevel CertificateValidation`,
  );
  server = await startTransport(data);
  postfix.route(ours.certificate, {
    "exsh.test": { host: `[127.0.0.1]:${server.port()}`, name },
    "wrong.example": { host: `[localhost]:${server.port()}`, name: "mail.wrong.example" },
  });
  await postfix.start();
});

afterAll(async () => {
  await server?.end();
  names?.close();
  postfix?.remove();
  folder.remove();
});

const { shell, send } = house(data, () => server);

const fromPostfix = (to: string, id: string) =>
  swaks(["--server", postfixAddress, "--port", String(postfix.port)], "box@remote.example", to, id);

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

  test("that shows the certificate of a stranger gets nothing until it shows a good one", async () => {
    postfix.certify(await (await authority("Stranger")).issue(["remote.example"]));
    await send("strange@remote.example", "strange@client.example");
    const waiting = "Get-Queue | Where-Object { $_.NextHopDomain -eq 'remote.example' -and $_.Status -eq 'Retry' }";
    const seen = await shell(
      `${until(`@(${waiting}).Count -gt 0`)}
       ${waiting} | ForEach-Object { "$($_.MessageCount) $($_.LastError)" }`,
    );
    expect(seen).toMatch(/^1 4.*certificate/i);
    postfix.certify(await ours.issue(["remote.example"]));
    await shell(`${waiting} | Retry-Queue; ${until(tracked("strange@client.example", "SEND"))}`);
    await postfix.received("body of strange@client.example");
  });

  test("sends to us over TLS, as our certificate bears our name by the word of its authority", async () => {
    await fromPostfix("one@exsh.test", "in@remote.example");
    await shell(until(tracked("in@remote.example", "DELIVER")));
    const raw = await shell("Get-MailboxMessage one -MessageId '<in@remote.example>' -Raw");
    expect(raw).toMatch(/^Received: from mx\.remote\.example[\s\S]*?\s+with ESMTPS /m);
    await postfix.logged("Verified TLS connection established to 127.0.0.1");
  });

  test("does not send to us under a name that our certificate does not bear", async () => {
    await fromPostfix("one@wrong.example", "wrong@remote.example");
    await postfix.logged("Server certificate not verified");
  });

  test("reads our refusal and reports it", async () => {
    await fromPostfix("unknown@exsh.test", "unknown@remote.example");
    expect(await postfix.received("unknown@exsh.test")).toMatch(/^Diagnostic-Code: smtp; 550 5\.1\.10 /m);
  });
});

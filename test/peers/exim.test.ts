// Exim as both sides: STARTTLS with certificates that must be good, passwords, every kind of refusal, reports both ways.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startTransport, temporaryFolder } from "../process.ts";
import { type Authority, authority } from "../transport/authority.ts";
import { type Exim, privateExim } from "./exim.ts";
import { furnish, house, password, swaks, tracked, until } from "./house.ts";
import { eximProgram, need, ownLoopback } from "./tools.ts";

need("swaks");
eximProgram();

const folder = temporaryFolder();
const data = join(folder.path, "data");
const { shell, send } = house(data, () => server);
let exim: Exim;
let server: Server;
let ours: Authority;

beforeAll(async () => {
  ours = await authority();
  exim = privateExim(ownLoopback(), "exim.example");
  await furnish(
    data,
    ours,
    `
    $password = ConvertTo-SecureString '${password}' -AsPlainText -Force
    New-Mailbox -Name One -Alias one -UserPrincipalName one@exsh.test -Password $password | Out-Null
    New-Mailbox -Name Two -Alias two -UserPrincipalName two@exsh.test -Password $password | Out-Null
    New-AcceptedDomain -Name Submit -DomainName submit.example | Out-Null
    Set-Mailbox two -EmailAddresses @{ Add = 'two@submit.example' }
    New-MailContact -Name Gone -Alias gone -ExternalEmailAddress nobody@exim.example | Out-Null
    $secret = New-Object PSCredential -ArgumentList 'exsh', (ConvertTo-SecureString 'open sesame 2' -AsPlainText -Force)
    New-SendConnector -Name Exim -AddressSpaces exim.example -DNSRoutingEnabled $false -SmartHosts '[${exim.address}]' -Port ${exim.port} -SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential $secret -RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain mx.exim.example | Out-Null`,
  );
  server = await startTransport(data);
  const theirs = await ours.issue(["mx.exim.example"]);
  await exim.start({
    certificate: theirs.cert,
    key: theirs.key,
    authority: ours.certificate,
    routes: {
      "exsh.test": { host: "127.0.0.1", port: server.port() },
      "submit.example": {
        host: "127.0.0.1",
        port: server.port("Client Frontend"),
        as: { user: "one@exsh.test", password },
      },
    },
    user: "exsh",
    password: "open sesame 2",
  });
});

afterAll(async () => {
  await server?.end();
  exim?.remove();
  folder.remove();
});

const queue = "Get-Queue | Where-Object DeliveryType -eq 'SmartHostConnectorDelivery'";
const fromExim = (to: string, id: string) =>
  swaks(["--server", exim.address, "--port", String(exim.port)], "box@exim.example", to, id);
/** What came into a mailbox, once it is there. */
const arrived = (mailbox: string, subject: string) =>
  shell(
    `${until(`@(Get-MailboxMessage ${mailbox} -Subject '${subject}').Count -gt 0`)}
     Get-MailboxMessage ${mailbox} -Subject '${subject}' -Raw`,
  );

describe("exsh to Exim", () => {
  test("goes over TLS, logged on, to a host that proves its name", async () => {
    await send("members@exim.example", "logged-on@client.example");
    expect(await exim.received("body of logged-on@client.example")).toMatch(/ with esmtpsa /);
  });

  test.each([
    ["the certificate bears another name", "-TlsDomain mx.other.example", "-TlsDomain mx.exim.example", "4.7.5"],
    [
      "the password is wrong",
      "-AuthenticationCredential (New-Object PSCredential -ArgumentList 'exsh', (ConvertTo-SecureString 'wrong' -AsPlainText -Force))",
      "-AuthenticationCredential (New-Object PSCredential -ArgumentList 'exsh', (ConvertTo-SecureString 'open sesame 2' -AsPlainText -Force))",
      "535",
    ],
  ])("waits while %s, and goes when that is mended", async (name, wrong, right, code) => {
    const id = `${name.replaceAll(" ", "-")}@client.example`;
    await shell(`Set-SendConnector Exim ${wrong}`);
    await send("members@exim.example", id);
    const seen = await shell(
      `${until(`@(${queue} | Where-Object Status -eq 'Retry').Count -gt 0`)}
       ${queue} | ForEach-Object { "$($_.MessageCount) $($_.LastError)" }`,
    );
    expect(seen).toMatch(/^1 4/);
    expect(seen).toContain(code);
    expect(seen).not.toContain("sesame");
    // A changed connector is tried at once.
    await shell(`Set-SendConnector Exim ${right}; ${queue} | Where-Object Status -eq 'Retry' | Retry-Queue`);
    await exim.received(`body of ${id}`);
  });

  test("that refuses a recipient: the sender gets a report (RFC 3464)", async () => {
    await send("nobody@exim.example", "refused@client.example");
    const raw = await arrived("one", "Undeliverable:*");
    expect(raw).toMatch(/^Final-Recipient: rfc822; ?nobody@exim\.example/m);
    expect(raw).toMatch(/^Status: 5\.1\.1/m);
    expect(raw).toMatch(/^Diagnostic-Code: smtp; ?550 5\.1\.1 No such user here/m);
  });

  test.each([
    ["defers", "later", "451 4.2.1 The mailbox is busy"],
    ["greylists", "grey", "451 4.7.1 Greylisted, try again"],
    ["hangs up", "hangsup", "451 4.4.2"],
  ])("that %s: the message waits, and knows why", async (_, local, reply) => {
    const id = `${local}@client.example`;
    await send(`${local}@exim.example`, id);
    const mine = `Get-Message -Filter "InternetMessageId -eq '<${id}>'"`;
    const seen = await shell(
      `${until(`@(${mine} | Where-Object { $_.LastError }).Count -gt 0`)}
       ${mine} | ForEach-Object LastError`,
    );
    expect(seen).toContain(reply);
    if (local !== "grey") {
      await shell(`${mine} | Remove-Message -WithNDR $false -Confirm:$false
                   ${queue} | Where-Object Status -eq 'Retry' | Retry-Queue`);
    } else {
      await shell(`${queue} | Retry-Queue -Resubmit $true -Confirm:$false`);
      await exim.received(`body of ${id}`);
    }
  });
});

describe("Exim to exsh", () => {
  test("goes over TLS, as our certificate is of an authority that it trusts", async () => {
    await fromExim("two@exsh.test", "stranger@exim.example");
    await shell(until(tracked("stranger@exim.example", "DELIVER")));
    const raw = await shell("Get-MailboxMessage two -MessageId '<stranger@exim.example>' -Raw");
    expect(raw).toMatch(/^Received: from mx\.exim\.example[\s\S]*?\s+with ESMTPS /m);
    expect(raw).toContain("body of stranger@exim.example");
  });

  test("is let in on the client port with a user's password", async () => {
    const at = ["--server", exim.address, "--port", String(exim.port)];
    await swaks(at, "one@exsh.test", "two@submit.example", "submitted@exim.example");
    await shell(until(tracked("submitted@exim.example", "DELIVER")));
    const seen = await shell(
      "Get-MessageTrackingLog -MessageId '<submitted@exim.example>' -EventId RECEIVE | ForEach-Object ConnectorId",
    );
    expect(seen).toContain("Client Frontend");
  });

  test("that nobody bears the address: Exim reads our refusal and reports it", async () => {
    await fromExim("unknown@exsh.test", "unknown@exim.example");
    const report = await exim.received("unknown@exsh.test");
    expect(report).toMatch(/550[ -]5\.1\.10/);
  });

  test("that cannot be passed on: our report comes back to it (RFC 3464)", async () => {
    await fromExim("gone@exsh.test", "forwarded@exim.example");
    const report = await exim.received("nobody@exim.example");
    expect(report).toMatch(/^Return-path: <>/im);
    expect(report).toMatch(/^Content-Type: multipart\/report;[\s\S]*?report-type="?delivery-status"?/im);
    expect(report).toMatch(/^Final-Recipient: rfc822; ?nobody@exim\.example/m);
    expect(report).toMatch(/^Diagnostic-Code: smtp; ?550 5\.1\.1 No such user here/m);
  });
});

// Line ends in what people set never become lines of mail or of SMTP: every parameter of every cmdlet that changes something.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cmdlet, Parameter } from "../../src/command/cmdlet.ts";
import { cmdletFiles, loaders } from "../loaders.ts";
import { temporaryFolder } from "../process.ts";
import { openSample, type Sample } from "../sample.ts";
import { Client } from "./receptionhouse.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const place = temporaryFolder();
let sample: Sample;
let outside: SmtpServer;

/** Line ends of each kind, alone and in what looks like addresses, domains, templates and greetings. */
const mark = "X-Injected: yes";
const evils = [
  `x\r\n${mark}`,
  `x\n${mark}`,
  `x\r${mark}`,
  `"x\r\n${mark}"@contoso.com`,
  `SMTP:"x\r\n${mark}"@contoso.com`,
  `contoso.com\r\n${mark}`,
  `220 x\r\n${mark}`,
  `<I>CN=x\r\n${mark}<S>CN=x`,
];

/** As it stands in a script. */
const quoted = (text: string) => `"${text.replaceAll('"', '`"').replaceAll("\r", "`r").replaceAll("\n", "`n")}"`;

/** Whether the kind of a parameter takes a text; most refuse what it cannot be. */
function takes({ type }: Parameter, text: string): boolean {
  if (type.name === "SwitchParameter") return false;
  try {
    type.convert(text);
    return true;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  outside = await smtpServer({
    script: (command) => (/^RCPT TO:<fail@/i.test(command) ? `550 5.1.1 No\r\n${mark}` : undefined),
  });
  sample = await openSample(`${place.path}/data`);
  const { told } = await sample.run(
    `New-SendConnector Out -AddressSpaces * -SmartHosts '[127.0.0.1]' -Port ${outside.port}
New-DistributionGroup Team -Members alice,bob; New-MailContact Partner -ExternalEmailAddress partner@partner.example
New-RemoteDomain Partner -DomainName partner.example; New-MailboxDatabase Second -Server EX1`,
  );
  expect(told).toBe("");
});

afterAll(async () => {
  await sample.close();
  await outside.close();
  place.remove();
});

/** What a change begins with; the objects are those that mail goes by. */
const targets: Readonly<Record<string, string>> = {
  Mailbox: "Set-Mailbox alice",
  User: "Set-User alice",
  DistributionGroup: "Set-DistributionGroup Team",
  MailContact: "Set-MailContact Partner",
  RemoteDomain: "Set-RemoteDomain Partner",
  SendConnector: "Set-SendConnector Out",
  MailboxDatabase: "Set-MailboxDatabase Second",
};

/** What finds objects, their ways and their passwords. */
const staying =
  /^(?:Identity|Server|DomainController|AddressSpaces|SmartHosts|RequireSenderAuthenticationEnabled|Alias|SamAccountName|UserPrincipalName|Password)$/;

/** The rest of what a cmdlet that makes something must be told. */
const makings: Readonly<Record<string, string>> = {
  "New-Mailbox": "New-Mailbox -Shared",
  "New-DistributionGroup": "New-DistributionGroup",
  "New-MailContact": "New-MailContact -ExternalEmailAddress evil{0}@partner.example",
  "New-RemoteDomain": "New-RemoteDomain -DomainName evil{0}.example",
  "New-AcceptedDomain": "New-AcceptedDomain -DomainName evil{0}.example",
  "New-SendConnector": "New-SendConnector -AddressSpaces evil{0}.example -SmartHosts '[127.0.0.1]'",
  "New-ReceiveConnector": "New-ReceiveConnector -Custom -Bindings 127.0.0.1:0 -RemoteIPRanges 10.9.9.{0}",
};

test("what every parameter takes, line ends and all, stays inside of fields and replies", async () => {
  const lines: string[] = [];
  let made = 0;
  for (const [name] of cmdletFiles()) {
    const isSetting = /^Set-/.test(name);
    if (!isSetting && makings[name] === undefined) continue;
    const cmdlet: Cmdlet = (await loaders()[name]!()).default;
    if (cmdlet.runs !== "organization") continue;
    const noun = name.slice(4);
    const table = Object.assign({}, cmdlet.parameters, ...Object.values(cmdlet.sets ?? {}));
    for (const [parameter, declared] of Object.entries<Parameter>(table)) {
      // The listeners are found by name.
      if (name === "Set-ReceiveConnector" && parameter === "Name") continue;
      // Where mail goes by stays, so that there is some.
      if (staying.test(parameter)) continue;
      for (const evil of evils.filter((text) => takes(declared, text))) {
        const begin = isSetting
          ? (targets[noun] ?? `Get-${noun} | Select-Object -First 1 | ${name}`)
          : makings[name]!.replace("{0}", String(made++));
        const named = isSetting || parameter === "Name" ? "" : ` -Name evil${made}`;
        lines.push(
          `try { ${begin}${named} -${parameter} ${quoted(evil)} -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null } catch { }`,
        );
      }
    }
  }
  expect(lines.length).toBeGreaterThan(100);
  for (let at = 0; at < lines.length; at += 200) await sample.run(lines.slice(at, at + 200).join("\n"));
  // The names stood in people's addresses, so these are given anew; what is shown and said to others stays, and so does
  // the logon: alice sends.
  const { told } = await sample.run(
    "Set-Mailbox alice -EmailAddressPolicyEnabled $false -EmailAddresses SMTP:alice@contoso.com -ForwardingSmtpAddress $null -ErrorAction SilentlyContinue; Start-Transport | Out-Null",
  );
  expect(told).toBe("");

  await sample.send({ from: "alice@contoso.com", to: "someone@partner.example", subject: "Out" }, "alice");
  await sample.send({ from: "alice@contoso.com", to: "fail@partner.example", subject: "Fails" }, "alice");
  await sample.send({ from: "alice@contoso.com", to: "nobody@contoso.com", subject: "Nobody" }, "alice");
  await sample.send({ from: "stranger@elsewhere.example", to: "alice@contoso.com", subject: "In" });
  await sample.send(
    { from: "alice@contoso.com", to: "team@contoso.com, partner@contoso.com", subject: "Group" },
    "alice",
  );
  await sample.run("Test-Mailflow");
  await sample.settle();
  const mail = `${place.path}/mail.mbox`;
  await sample.run(
    `Get-Mailbox | Select-Object -First 5 | ForEach-Object { Export-MailboxMessage $_ -Path ${mail} -Format Mbox }`,
  );
  const delivered = readFileSync(mail, "utf8");
  expect(delivered).toMatch(/Subject: Undeliverable: Nobody|Subject: .*Nobody/);
  expect(outside.taken.length).toBeGreaterThan(0);
  const wire = [...outside.commands.flat(), ...outside.taken.map(({ data }) => data)].join("\r\n");
  expect(wire).not.toMatch(new RegExp(`(?:^|[\\r\\n])${mark}`));
  // A report may show the words of another server, behind its own margin.
  expect(delivered).not.toMatch(new RegExp(`(?:^|[\\r\\n])${mark}`));

  for (const listener of sample.house.services.transport.listeners) {
    const speaker = await Client.to(listener.port);
    speaker.send("EHLO client.example\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<nobody@contoso.com>\r\nHELP\r\nQUIT\r\n");
    expect(await speaker.rest()).not.toMatch(/^X-Injected/m);
  }
}, 120_000);

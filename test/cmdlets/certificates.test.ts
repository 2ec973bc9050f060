// The cmdlets on certificates as an administrator uses them: made, asked for, brought, shown by SMTP, handed out, removed.

import { X509Certificate } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPfx } from "../../src/transport/certificates/pfx.ts";
import { temporaryFolder } from "../process.ts";
import { openSample, type Sample } from "../sample.ts";
import { authority } from "../transport/authority.ts";
import { Client } from "../transport/receptionhouse.ts";

const place = temporaryFolder();
let sample: Sample;
let says: "&Yes" | "&No" = "&Yes";
const asked: string[] = [];

beforeAll(async () => {
  sample = await openSample(`${place.path}/data`, {
    empty: true,
    answer: (question) => {
      asked.push("message" in question ? question.message : question.prompt);
      return question.kind === "choice" ? String(question.choices.findIndex(({ label }) => label === says)) : "";
    },
  });
});

afterAll(async () => {
  await sample.close();
  place.remove();
});

/** What a text shows, when it shows no error. */
async function run(text: string): Promise<string> {
  const { shown, told } = await sample.run(text);
  expect(told).toBe("");
  return shown.trim();
}

/** The thumbprint that SMTP shows. */
async function shown(): Promise<string> {
  const { port } = sample.house.services.transport.listeners[0]!;
  const client = await Client.to(port);
  await client.reply();
  await client.ask("EHLO client.example");
  await client.ask("STARTTLS");
  const secured = await client.secure();
  const found = secured.getPeerX509Certificate()!.fingerprint.replaceAll(":", "");
  client.end();
  return found;
}

const secret = "(ConvertTo-SecureString 'correct horse' -AsPlainText -Force)";

test("a request, its answer by an authority, and SMTP shows it; then it is renewed by another request", async () => {
  const ca = await authority();
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const request = await run(
    `New-ExchangeCertificate -GenerateRequest -SubjectName 'c=US,o=Contoso,cn=mail.contoso.com' -DomainName autodiscover.contoso.com -FriendlyName Mail -RequestFile ${place.path}/mail.req -PrivateKeyExportable $true`,
  );
  expect(request).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----[^-]+-----END CERTIFICATE REQUEST-----$/);
  expect(readFileSync(`${place.path}/mail.req`, "utf8").trim()).toBe(request);
  const state =
    'Get-ExchangeCertificate | Where-Object FriendlyName -eq Mail | ForEach-Object { "$($_.Status) $($_.Services) $($_.HasPrivateKey) $($_.CertificateDomains)" }';
  expect(await run(state)).toBe("PendingRequest None True mail.contoso.com autodiscover.contoso.com");
  const pending = await run("(Get-ExchangeCertificate | Where-Object Status -eq PendingRequest).Thumbprint");
  expect(await run(`Export-ExchangeCertificate ${pending}`)).toBe(request);
  expect((await sample.run(`Enable-ExchangeCertificate ${pending} -Services SMTP`)).told).toMatch(
    /no authority has answered/,
  );

  writeFileSync(`${place.path}/mail.crt`, (await ca.answer(request, from, "2100-01-01")) + ca.certificate);
  const thumbprint = await run(`(Import-ExchangeCertificate -FileName ${place.path}/mail.crt).Thumbprint`);
  expect(await run(state)).toBe("Untrusted None True mail.contoso.com autodiscover.contoso.com");
  writeFileSync(`${place.path}/ca.crt`, ca.certificate);
  await run(`Import-ExchangeCertificate -FileName ${place.path}/ca.crt`);
  expect(await run(state)).toBe("Valid None True mail.contoso.com autodiscover.contoso.com");
  expect(await shown()).not.toBe(thumbprint);
  await run(`Enable-ExchangeCertificate ${thumbprint} -Services SMTP -Force`);
  expect(await shown()).toBe(thumbprint);

  const again = await run(`Get-ExchangeCertificate ${thumbprint} | New-ExchangeCertificate -GenerateRequest`);
  expect(await shown()).toBe(thumbprint);
  const later = new Date(Date.now() - 3_600_000).toISOString();
  writeFileSync(`${place.path}/renewed.crt`, await ca.answer(again, later, "2100-01-01"));
  const renewed = await run(`(Import-ExchangeCertificate -FileName ${place.path}/renewed.crt).Thumbprint`);
  expect(await shown()).toBe(renewed);
  expect(await run("(Get-ExchangeCertificate -DomainName mail.contoso.com)[0].Thumbprint")).toBe(renewed);
  expect(await run("Get-ExchangeCertificate | Where-Object Status -eq PendingRequest")).toBe("");
  await run(`Remove-ExchangeCertificate ${renewed} -Confirm:$false`);
  expect(await shown()).not.toBe(renewed);
});

test("a file with the key, handed out and brought back; keys that may not leave stay", async () => {
  const made = await run(
    "(New-ExchangeCertificate -DomainName pfx.contoso.com -Services None -PrivateKeyExportable $true).Thumbprint",
  );
  await run(`Export-ExchangeCertificate ${made} -BinaryEncoded -Password ${secret} -FileName ${place.path}/out.pfx`);
  expect(statSync(`${place.path}/out.pfx`).mode & 0o777).toBe(0o600);
  const store = readPfx(readFileSync(`${place.path}/out.pfx`), "correct horse");
  expect(new X509Certificate(store.certificates[0]!).checkPrivateKey(store.key!)).toBe(true);
  const text = await run(`Export-ExchangeCertificate ${made} -Password ${secret}`);
  expect(readPfx(Buffer.from(text, "base64"), "correct horse").certificates).toEqual(store.certificates);
  await run(`Remove-ExchangeCertificate ${made} -Confirm:$false`);
  const bytes = `([System.IO.File]::ReadAllBytes('${place.path}/out.pfx'))`;
  expect(await run(`(Import-ExchangeCertificate -FileData ${bytes} -Password ${secret}).PrivateKeyExportable`)).toBe(
    "False",
  );
  expect((await sample.run(`Export-ExchangeCertificate ${made} -Password ${secret}`)).told).toMatch(
    /may not leave this server/,
  );
  expect(await run(`Export-ExchangeCertificate ${made}`)).toMatch(/^-----BEGIN CERTIFICATE-----/);
  const wrong = await sample.run(
    `Import-ExchangeCertificate -FileName ${place.path}/out.pfx -Password (ConvertTo-SecureString x -AsPlainText -Force)`,
  );
  expect(wrong.told).toMatch(/The password does not open/);
  const folder = `${place.path}/data/certificates`;
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(`${folder}/${made}.key`).mode & 0o777).toBe(0o600);
});

test("the default certificate of SMTP is replaced by who says yes, and by nobody else", async () => {
  says = "&No";
  const before = await shown();
  const one = await run("(New-ExchangeCertificate -DomainName one.contoso.com).Thumbprint");
  expect(asked.pop()).toMatch(/^Overwrite the existing default SMTP certificate\?/);
  expect(await shown()).toBe(before);
  says = "&Yes";
  await run(`Enable-ExchangeCertificate ${one} -Services SMTP`);
  expect(await shown()).toBe(one);
  expect(await run(`(Get-ExchangeCertificate ${one}).Services`)).toBe("IMAP, POP, SMTP");
  expect(await run(`Get-ExchangeCertificate ${one.toLowerCase()} | New-ExchangeCertificate -WhatIf`)).toMatch(
    /^What if:/,
  );
  const renewed = await run(`(Get-ExchangeCertificate ${one} | New-ExchangeCertificate).Thumbprint`);
  expect(await shown()).toBe(renewed);
});

test.each([
  ["Get-ExchangeCertificate 0000000000000000000000000000000000000000", /was not found/],
  ["Get-ExchangeCertificate nonsense", /isn't a thumbprint/],
  ["Import-ExchangeCertificate -FileName relative.pfx", /does not begin at the root/],
  ["Import-ExchangeCertificate -FileName /nowhere/at/all.pfx", /cannot be used/],
  ["Import-ExchangeCertificate -FileData (1,2,3)", /cannot be read as a certificate/],
  ["New-ExchangeCertificate -SubjectName nonsense", /isn't a subject/],
  ['New-ExchangeCertificate -DomainName "a`r`nb"', /isn't a name/],
  ["New-ExchangeCertificate -KeySize 1024", /KeySize/],
  ["New-ExchangeCertificate -Server OTHER", /OTHER/],
])("%s is told what is wrong", async (text, told) => {
  expect((await sample.run(text)).told).toMatch(told);
});

test("services that are not here are told of, and words that are no services refused", async () => {
  const made = await run("(New-ExchangeCertificate -DomainName other.contoso.com -Services None).Thumbprint");
  const later = await sample.run(`Enable-ExchangeCertificate ${made} -Services IMAP,POP`);
  expect(later.told).toMatch(/There is no service IMAP, POP here yet: SMTP alone shows certificates/);
  expect(await run(`(Get-ExchangeCertificate ${made}).Services`)).toBe("IMAP, POP");
  const unknown = await sample.run(`Enable-ExchangeCertificate ${made} -Services UM`);
  expect(unknown.told).toMatch(/possible values are: None, IMAP, POP, IIS, SMTP/);
});

// Import-ExchangeCertificate: takes a certificate with its key from a file, or the answer to a request.
import type { X509Certificate } from "node:crypto";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { badCertificateFile } from "../../src/transport/certificates/errors.ts";
import { readIn } from "../../src/transport/certificates/files.ts";
import { chainOf, readInput } from "../../src/transport/certificates/input.ts";
import { keyPem } from "../../src/transport/certificates/make.ts";
import {
  bytes,
  certificateParameters,
  ExchangeCertificate,
  ownServer,
  serverParameter,
  viewCertificate,
} from "../../src/transport/certificates/view.ts";
import { boolean, text } from "../../src/values/kinds.ts";
import { secureString } from "../../src/values/secret.ts";

export default defineCmdlet({
  name: "Import-ExchangeCertificate",
  synopsis: "Imports a certificate, or the answer of an authority to a request.",
  description:
    "Takes PKCS #12 (.pfx, .p12), PEM with or without a key, DER, and PKCS #7 bundles (.p7b). The answer to a request finds its key by itself, and when the request renewed a certificate, services show the new one at once. A certificate of an authority counts as trusted from then on.",
  runs: "organization",
  confirms: "allow",
  sets: {
    FileData: {
      FileData: {
        type: bytes,
        mandatory: true,
        summary: "The bytes of the file: ([System.IO.File]::ReadAllBytes('/path/file.pfx')).",
      },
    },
    FileName: {
      FileName: { type: text, mandatory: true, summary: "The file, on the server and named from the root." },
    },
  },
  defaultSet: "FileData",
  parameters: {
    ...certificateParameters,
    FriendlyName: {
      type: text,
      check: (value: string) => (value.length < 64 ? undefined : "A friendly name has fewer than 64 characters."),
      summary: "A name for people.",
    },
    Password: { type: secureString, summary: "What opens the file." },
    PrivateKeyExportable: { type: boolean, default: false, summary: "Whether the key may leave the server again." },
    Server: serverParameter,
  },
  outputs: [ExchangeCertificate],
  examples: [
    {
      run: "$password = ConvertTo-SecureString 'correct horse' -AsPlainText -Force; $file = New-ExchangeCertificate -DomainName mail.contoso.com -Services None -PrivateKeyExportable $true | Export-ExchangeCertificate -BinaryEncoded -Password $password; Import-ExchangeCertificate -FileData $file.FileData -Password $password",
      note: "Takes a PKCS #12 file; Enable-ExchangeCertificate lets SMTP show it.",
    },
  ],
  async *process(p, ctx) {
    await ownServer(p.Server, ctx);
    const name = p.FileName ?? "The file";
    const content = p.FileName === undefined ? Buffer.from(p.FileData!) : await readIn(p.FileName, ctx);
    const input = await readInput(content, p.Password?.reveal(), name);
    const chain = chainOf(input);
    const leaf = chain[0];
    if (leaf === undefined)
      throw badCertificateFile(name, input.key ? "the key in it is for no certificate in it" : "there is none in it");
    const all = await ctx.certificates.all();
    const spki = (one: X509Certificate) => one.publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const own = spki(leaf);
    const pending = all.find((held) => held.settings.request && spki(held.x509) === own);
    const thumbprint = leaf.fingerprint.replaceAll(":", "");
    const same = all.find((held) => held.thumbprint === thumbprint);
    const key = input.key
      ? keyPem(input.key)
      : (pending?.key ?? same?.key ?? all.find((held) => held.key && spki(held.x509) === own)?.key);
    if (!(await ctx.shouldProcess(`${thumbprint} (${leaf.subject.replaceAll("\n", ", ")})`))) return;
    const before = (same ?? pending)?.settings;
    const { held, warnings } = await ctx.certificates.add(chain.map((one) => one.toString()).join(""), key, {
      friendlyName: p.FriendlyName ?? before?.friendlyName ?? "",
      services: before?.services ?? [],
      exportable: ctx.given("PrivateKeyExportable") ? p.PrivateKeyExportable : (before?.exportable ?? false),
      isDefault: before?.isDefault ?? false,
      automatic: false,
    });
    for (const warning of warnings) ctx.warning(warning);
    if (pending) await ctx.certificates.remove(pending.thumbprint);
    if (key === undefined && !leaf.ca) {
      ctx.warning(`There is no private key for ${held.thumbprint}, so no service can show it.`);
    }
    yield viewCertificate(held, await ctx.certificates.all(), ctx);
  },
});

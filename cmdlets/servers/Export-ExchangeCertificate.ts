// Export-ExchangeCertificate: hands out a certificate, with its key under a password, or a request once more.
import { createPrivateKey } from "node:crypto";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { noPrivateKey, notExportable } from "../../src/transport/certificates/errors.ts";
import { writeOut } from "../../src/transport/certificates/files.ts";
import { writePfx } from "../../src/transport/certificates/pfx.ts";
import { certificatesIn } from "../../src/transport/certificates/trust.ts";
import {
  BinaryFile,
  certificateParameters,
  fileOf,
  findCertificate,
  oneCertificate,
} from "../../src/transport/certificates/view.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";
import { secureString } from "../../src/values/secret.ts";

export default defineCmdlet({
  name: "Export-ExchangeCertificate",
  synopsis: "Hands out a certificate, or a request for one.",
  description:
    "With -Password, certificate, chain and private key as PKCS #12 under AES-256, when the key may leave the server; without it, the certificate and its chain alone. A request that is still open is given once more.",
  runs: "organization",
  confirms: "allow",
  ...oneCertificate,
  parameters: {
    ...certificateParameters,
    BinaryEncoded: { type: switchParameter, summary: "Gives bytes (DER) rather than text." },
    FileName: { type: text, summary: "Writes them to this file instead, on the server and named from the root." },
    Password: { type: secureString, summary: "What opens the file; with it, the private key is in it." },
  },
  outputs: [BinaryFile],
  examples: [
    {
      run: "$password = ConvertTo-SecureString 'correct horse' -AsPlainText -Force; $file = New-ExchangeCertificate -DomainName mail.contoso.com -Services None -PrivateKeyExportable $true | Export-ExchangeCertificate -BinaryEncoded -Password $password; $file.FileData.Count -gt 1000",
      note: "$file.FileData holds the bytes of a .pfx file, for [System.IO.File]::WriteAllBytes.",
    },
  ],
  async *process(p, ctx) {
    const held = await findCertificate(p, ctx);
    const { thumbprint, settings } = held;
    const derOf = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64");
    const withKey = p.Password !== undefined && !settings.request;
    if (withKey && held.key === undefined) throw noPrivateKey(thumbprint);
    if (withKey && !settings.exportable) throw notExportable(thumbprint);
    if (!(await ctx.shouldProcess(`${thumbprint} (${held.subject})`))) return;
    const chain = certificatesIn(held.certificate);
    let binary: Buffer;
    let plain: string;
    if (withKey) {
      const key = createPrivateKey(held.key!);
      const store = { certificates: chain.map((one) => one.raw), key, friendlyName: settings.friendlyName };
      binary = writePfx(store, p.Password!.reveal(), ctx.world.random);
      plain = `${binary.toString("base64").replace(/.{64}(?=.)/g, "$&\n")}\n`;
    } else {
      plain = settings.request ?? held.certificate;
      binary = settings.request ? derOf(settings.request) : chain[0]!.raw;
    }
    const content = p.BinaryEncoded ? binary : Buffer.from(plain);
    if (p.FileName !== undefined) await writeOut(p.FileName, content, ctx);
    else yield p.BinaryEncoded ? fileOf(binary) : plain;
  },
});

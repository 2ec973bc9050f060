// What people are told when certificates cannot be found, read, made or handed out.
import { Problem } from "../../command/problem.ts";

export const certificateNotFound = (thumbprint: string) =>
  new Problem({
    id: "CertificateNotFound",
    category: "ObjectNotFound",
    text: `The certificate with thumbprint ${thumbprint} was not found. Get-ExchangeCertificate shows those there are.`,
    target: thumbprint,
  });

export const badCertificateFile = (name: string, reason: string) =>
  new Problem({
    id: "ImportCertificateDataIsInvalid",
    category: "InvalidData",
    text: `${name} cannot be read as a certificate: ${reason}.`,
    target: name,
  });

export const passwordNeeded = (name: string) =>
  new Problem({
    id: "ImportCertificatePasswordRequired",
    category: "InvalidArgument",
    text: `${name} is protected by a password. Give it with -Password.`,
    target: name,
  });

export const wrongPassword = (name: string) =>
  new Problem({
    id: "ImportCertificatePasswordInvalid",
    category: "AuthenticationError",
    text: `The password does not open ${name}.`,
    target: name,
  });

export const noPrivateKey = (thumbprint: string) =>
  new Problem({
    id: "CertificateHasNoPrivateKey",
    category: "InvalidOperation",
    text: `The certificate ${thumbprint} has no private key here, so no service can show it. Import it with its key, or complete the request it was made for on the server that made the request.`,
    target: thumbprint,
  });

export const isPending = (thumbprint: string) =>
  new Problem({
    id: "CertificateRequestIsPending",
    category: "InvalidOperation",
    text: `${thumbprint} is a request that no authority has answered. Import the answer with Import-ExchangeCertificate first.`,
    target: thumbprint,
  });

export const hasEnded = (thumbprint: string, day: string) =>
  new Problem({
    id: "CertificateIsNotValidNow",
    category: "InvalidOperation",
    text: `The certificate ${thumbprint} is not valid now (until ${day}). Renew it first.`,
    target: thumbprint,
  });

export const notExportable = (thumbprint: string) =>
  new Problem({
    id: "CertificateNotExportable",
    category: "PermissionDenied",
    text: `The private key of ${thumbprint} may not leave this server. Make a certificate with -PrivateKeyExportable $true.`,
    target: thumbprint,
  });

export const notASubject = (given: string) =>
  new Problem({
    id: "InvalidSubjectName",
    category: "InvalidArgument",
    text: `"${given}" isn't a subject. Write it as "C=US, O=Contoso, CN=mail.contoso.com".`,
    target: given,
  });

export const cannotUseFile = (path: string, error: unknown) =>
  new Problem({
    id: "CertificateFile",
    category: "ReadError",
    text: `The file '${path}' cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
    target: path,
    exceptionType: "System.IO.IOException",
  });

export const pathNotWhole = (path: string) =>
  new Problem({
    id: "InvalidPath",
    category: "InvalidArgument",
    text: `'${path}' does not begin at the root. The server reads and writes the file, so name it as /folder/file.`,
    target: path,
  });

export const badName = (name: string) =>
  new Problem({
    id: "InvalidDomainName",
    category: "InvalidArgument",
    text: `"${name}" isn't a name that a certificate can bear. Write it as mail.contoso.com or *.contoso.com.`,
    target: name,
  });

// Protocol scripts against a live reception: what a client says, what it must hear, and the clause that says so.
import { afterAll, beforeAll, describe, test } from "vitest";
import { client, connector, type House, internet, openHouse, play } from "./receptionhouse.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse({
    connectors: [
      connector("Default Frontend EX1", { ...internet, MaxProtocolErrors: 8, MaxRecipientsPerMessage: 2 }),
      connector("Client Frontend EX1", { ...client, MaxProtocolErrors: 8 }),
      connector("Small", { ...internet, MaxMessageSize: "64KB", MaxHeaderSize: 200, MaxHopCount: 3 }),
      connector("Plain", {
        ...internet,
        AuthMechanism: "None",
        SizeEnabled: "Disabled",
        PipeliningEnabled: false,
        EightBitMimeEnabled: false,
        DeliveryStatusNotificationEnabled: false,
        EnhancedStatusCodesEnabled: false,
        SmtpUtf8Enabled: false,
      }),
      connector("Strict", {
        ...internet,
        MaxProtocolErrors: 50,
        RequireTLS: true,
        RequireEHLODomain: true,
        Banner: "220 none of your business",
        Fqdn: "mail.contoso.com",
      }),
      connector("Relay", {
        AuthMechanism: "Tls, ExternalAuthoritative",
        PermissionGroups: "ExchangeServers",
        RejectReservedTopLevelRecipientDomains: true,
        RejectReservedSecondLevelRecipientDomains: true,
        RejectSingleLabelRecipientDomains: true,
        LongAddressesEnabled: true,
      }),
      connector("Nobody", { AuthMechanism: "Tls" }),
    ],
  });
});

afterAll(() => house.close());

const hello = `
  S: 220 ex1.contoso.com ESMTP MAIL Service ready at Mon, 2 Mar 2026 09:00:00 +0000
  C: EHLO client.example
  S: 250-ex1.contoso.com Hello [127.0.0.1]*`;

const scripts: readonly [name: string, connector: string, script: string][] = [
  [
    "a message from a stranger (RFC 5321 D.1)",
    "Default Frontend EX1",
    `
    S: 220 ex1.contoso.com ESMTP MAIL Service ready at *
    # the keywords in Exchange's order
    C: EHLO client.example
    S: 250-ex1.contoso.com Hello [127.0.0.1]|250-SIZE 37748736|250-PIPELINING|250-DSN|250-ENHANCEDSTATUSCODES|250-STARTTLS|250-8BITMIME|250 SMTPUTF8
    C: MAIL FROM:<joe@example.org>
    S: 250 2.1.0 Sender OK
    C: RCPT TO:<alice@contoso.com>
    S: 250 2.1.5 Recipient OK
    C: DATA
    S: 354 Start mail input; end with <CRLF>.<CRLF>
    C: Message-ID: <one@example.org>
    C:
    C: Hello
    C: .
    S: 250 2.6.0 <one@example.org> [InternalId=*, Hostname=ex1.contoso.com] Queued mail for delivery
    C: QUIT
    S: 221 2.0.0 Service closing transmission channel
    S: (closed)`,
  ],
  [
    "everything in one piece (RFC 2920 3.1)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<>
    C: RCPT TO:<ALICE@Contoso.COM>
    C: RCPT TO:<nobody@contoso.com>
    C: DATA
    S: 250 2.1.0 Sender OK / 250 2.1.5 Recipient OK / 550 5.1.10 * / 354 *
    C: Subject: x
    C:
    C: .
    C: NOOP
    C: QUIT
    S: 250 2.6.0 <*@ex1.contoso.com> * / 250 2.0.0 OK / 221 *`,
  ],
  [
    "a stranger never relays (behaviour 1.5)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    S: 250 *
    C: RCPT TO:<someone@example.org>
    S: 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain
    C: RCPT TO:<@contoso.com:someone@example.org>
    S: 550 5.7.54 *
    C: RCPT TO:<someone%example.org@contoso.com>
    S: 550 5.1.10 *
    C: RCPT TO:<"someone@example.org"@contoso.com>
    S: 550 5.1.10 *
    C: RCPT TO:<someone@[192.0.2.1]>
    S: 550 5.7.54 *
    C: RCPT TO:<nobody@contoso.com>
    S: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
    C: RCPT TO:<staff@contoso.com>
    S: 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required
    C: RCPT TO:<anybody@relay.example>
    S: 250 2.1.5 Recipient OK
    C: RCPT TO:<anybody@outside.example>
    S: 250 2.1.5 Recipient OK`,
  ],
  [
    "postmaster without a domain (RFC 5321 4.5.1) and subdomains of an accepted domain",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    S: 250 *
    C: RCPT TO:<Postmaster>
    S: 550 5.1.10 *
    C: RCPT TO:<x@deep.lab.contoso.com>
    S: 550 5.1.10 *
    C: RCPT TO:<joe>
    S: 501 5.1.3 Invalid address`,
  ],
  [
    "too many recipients (RFC 5321 4.5.3.1.10); one twice counts once",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    S: 250 *
    C: RCPT TO:<alice@contoso.com>
    C: RCPT TO:<ALICE@contoso.com>
    C: RCPT TO:<bob@contoso.com>
    C: RCPT TO:<alice.smith@contoso.com>
    S: 250 * / 250 * / 250 * / 452 4.5.3 Too many recipients`,
  ],
  [
    "the order of commands (RFC 5321 4.1.4)",
    "Default Frontend EX1",
    `
    S: 220 *
    C: MAIL FROM:<joe@example.org>
    S: 503 5.5.2 Send hello first
    C: HELO client.example
    S: 250 ex1.contoso.com Hello [127.0.0.1]
    C: RCPT TO:<alice@contoso.com>
    S: 503 5.5.2 Need mail command
    C: DATA
    S: 503 5.5.2 Need mail command
    C: MAIL FROM:<joe@example.org>
    S: 250 2.1.0 Sender OK
    C: MAIL FROM:<joe@example.org>
    S: 503 5.5.2 Sender already specified
    C: DATA
    S: 503 5.5.2 Need rcpt command
    C: RSET
    S: 250 2.0.0 Resetting
    C: RCPT TO:<alice@contoso.com>
    S: 503 5.5.2 Need mail command
    C: MAIL FROM:<joe@example.org>
    C: HELO client.example
    C: RCPT TO:<alice@contoso.com>
    S: 250 * / 250 * / 503 5.5.2 Need mail command`,
  ],
  [
    "words that are no commands, until it is enough (MaxProtocolErrors)",
    "Default Frontend EX1",
    `
    S: 220 *
    C: XYZZY
    S: 500 5.3.3 Unrecognized command
    C: BDAT 10 LAST
    S: 500 5.3.3 Unrecognized command
    C: EXPN staff
    S: 502 5.5.1 Command not implemented
    C: VRFY
    S: 501 5.5.4 Invalid arguments
    C: VRFY alice
    S: 252 2.1.5 Cannot VRFY user
    C: HELP
    S: 214-*
    C: WIZ
    C: SHELL
    C: KILL
    C: XCLIENT ADDR=10.0.0.1
    S: 500 * / 500 * / 500 * / 500 5.3.3 Unrecognized command
    S: 421 4.7.0 Too many errors on this connection, closing transmission channel
    S: (closed)`,
  ],
  [
    "a browser made to post (cross-protocol)",
    "Default Frontend EX1",
    `
    S: 220 *
    C: POST / HTTP/1.1
    C: MAIL FROM:<joe@example.org>
    S: 421 4.7.0 HTTP requests not allowed
    S: (closed)`,
  ],
  [
    "addresses and parameters that are none (RFC 5321 4.1.1.11, 4.1.2)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@@example.org>
    S: 501 5.1.7 Invalid address
    C: MAIL FROM:<joe@example.org> NONSENSE=1
    S: 555 5.5.4 Unrecognized parameter
    C: MAIL FROM:<joe@example.org> SIZE=x
    S: 501 5.5.4 Invalid arguments
    C: MAIL FROM:<joe@example.org> SIZE=10 SIZE=10
    S: 501 5.5.4 Invalid arguments
    C: MAIL FROM:<joe@example.org>SIZE=10
    S: 501 5.1.7 Invalid address
    C: MAIL FROM:<joe@example.org> BODY=BINARYMIME
    S: 501 5.5.4 Invalid arguments
    C: MAIL FROM:joe@example.org SIZE=99999999
    S: 552 5.3.4 Message size exceeds fixed maximum message size
    C: MAIL FROM: joe@example.org BODY=8bitmime SIZE=1000
    S: 250 2.1.0 Sender OK`,
  ],
  [
    "requests for reports (RFC 3461 4)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org> RET=NONE
    S: 501 *
    C: MAIL FROM:<joe@example.org> ENVID=bad+0D+0A
    S: 501 *
    C: MAIL FROM:<joe@example.org> RET=HDRS ENVID=QQ+2B1
    S: 250 *
    C: RCPT TO:<alice@contoso.com> NOTIFY=NEVER,SUCCESS
    S: 501 *
    C: RCPT TO:<alice@contoso.com> ORCPT=nothing
    S: 501 *
    C: RCPT TO:<alice@contoso.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;alice+2Bx@contoso.com
    S: 250 *`,
  ],
  [
    "SMTPUTF8 (RFC 6531 3.5)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<jöe@example.org>
    S: 553 5.6.7 Non-ASCII address without SMTPUTF8
    C: MAIL FROM:<jöe@bücher.example> SMTPUTF8
    S: 250 2.1.0 Sender OK
    C: RCPT TO:<김@contoso.com>
    S: 250 2.1.5 Recipient OK
    C: RSET
    C: MAIL FROM:<joe@example.org> SMTPUTF8=yes
    S: 250 * / 501 *`,
  ],
  [
    "control characters in commands",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe\\0@example.org>
    S: 500 5.5.2 Syntax error, control character in command
    C: NOOP a\\rb
    S: 500 5.5.2 *`,
  ],
  [
    "bare LF, bare CR, NUL, long lines in a message (RFC 5321 2.3.8, 4.5.3.1.6)",
    "Default Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: Subject: x\\nbare
    C: .
    S: 550 5.6.11 Message contains bare line feeds; lines must end with <CRLF>
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: Subject: x
    C:
    C: a\\n.
    C: MAIL FROM:<smuggled@contoso.com>
    C: .
    S: 550 5.6.11 *
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: Subject: x\\r.\\r
    C: .
    S: 550 5.6.11 Message contains bare carriage returns; lines must end with <CRLF>
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: \\0
    C: .
    S: 550 5.6.0 Message contains NUL characters
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: ${"x".repeat(999)}
    C: .
    S: 550 5.6.0 Message contains a line longer than 998 octets
    C: QUIT
    S: 221 *`,
  ],
  [
    "a header that is too large, and a message that has gone round (RFC 5321 6.3)",
    "Small",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: Subject: ${"y".repeat(250)}
    C:
    C: .
    S: 552 5.3.4 Header size exceeds fixed maximum size
    C: MAIL FROM:<joe@example.org>
    C: RCPT TO:<alice@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: Received: a
    C: Received: b
    C: Received: c
    C: Received: d
    C:
    C: .
    S: 554 5.4.14 Hop count exceeded - possible mail loop`,
  ],
  [
    "a connector that offers nothing",
    "Plain",
    `
    S: 220 *
    C: EHLO client.example
    S: 250 ex1.contoso.com Hello [127.0.0.1]
    C: STARTTLS
    S: 500 Unrecognized command
    C: MAIL FROM:<joe@example.org> SIZE=10
    S: 555 Unrecognized parameter
    C: MAIL FROM:<joe@example.org>
    S: 250 Sender OK`,
  ],
  [
    "a connector that asks for TLS and names (RFC 3207 4)",
    "Strict",
    `
    S: 220 none of your business
    C: EHLO not_a_domain
    S: 501 5.5.4 Invalid domain name
    C: EHLO
    S: 501 5.5.4 Invalid domain name
    C: EHLO [127.0.0.1]
    S: 250-mail.contoso.com Hello [127.0.0.1]*
    C: MAIL FROM:<joe@example.org>
    S: 530 5.7.0 Must issue a STARTTLS command first
    C: STARTTLS now
    S: 501 5.5.4 Invalid arguments
    C: STARTTLS
    S: 220 2.0.0 SMTP server ready
    T:
    # nothing from before is known (RFC 3207 4.2)
    C: MAIL FROM:<joe@example.org>
    S: 503 5.5.2 Send hello first
    C: EHLO client.example
    S: 250-mail.contoso.com Hello [127.0.0.1]|250-SIZE 37748736|250-PIPELINING|250-DSN|250-ENHANCEDSTATUSCODES|250-8BITMIME|250-SMTPUTF8|250 REQUIRETLS
    C: STARTTLS
    S: 503 5.5.2 Only one STARTTLS command can be issued per session
    C: MAIL FROM:<joe@example.org>
    S: 250 2.1.0 Sender OK`,
  ],
  [
    "commands that hide behind STARTTLS are never obeyed (RFC 3207 6)",
    "Default Frontend EX1",
    `
    ${hello}
    C: STARTTLS
    C: EHLO injected.example
    C: MAIL FROM:<injected@example.org>
    S: 220 2.0.0 SMTP server ready
    T:
    C: RCPT TO:<alice@contoso.com>
    S: 503 5.5.2 Need mail command
    C: MAIL FROM:<joe@example.org>
    S: 503 5.5.2 Send hello first`,
  ],
  [
    "logging on (RFC 4954 4)",
    "Client Frontend EX1",
    `
    ${hello}
    C: MAIL FROM:<alice@contoso.com>
    S: 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM
    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
    S: 538 5.7.11 Encryption required for requested authentication mechanism
    C: STARTTLS
    S: 220 *
    T:
    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
    S: 503 5.5.2 Send hello first
    C: EHLO client.example
    S: 250-*250-AUTH LOGIN PLAIN|*
    C: AUTH CRAM-MD5
    S: 504 5.7.4 Unrecognized authentication type
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: *
    S: 501 5.7.0 Authentication cancelled
    C: AUTH PLAIN
    S: 334 *
    C: AGFsaWNlAHdyb25n
    S: 535 5.7.3 Authentication unsuccessful
    C: AUTH LOGIN YWxpY2U=
    S: 334 UGFzc3dvcmQ6
    C: c2VjcmV0
    S: 235 2.7.0 Authentication successful
    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
    S: 503 5.5.2 Already authenticated
    # only from addresses of her own
    C: MAIL FROM:<bob@contoso.com>
    S: 550 5.7.60 SMTP; Client does not have permissions to send as this sender
    C: MAIL FROM:<joe@example.org>
    S: 550 5.7.60 *
    C: MAIL FROM:<alice.smith@contoso.com> AUTH=<>
    S: 250 2.1.0 Sender OK
    # to anybody, groups for members of the house too
    C: RCPT TO:<someone@example.org>
    C: RCPT TO:<staff@contoso.com>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: Bob <bob@contoso.com>
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: alice@contoso.com
    C: from : Bob <bob@contoso.com>
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: alice@contoso.com,
    C:  "x" <bob@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: <bob@contoso.com> <alice@contoso.com>
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: <alice@contoso.com> bob@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: bob@contoso.com <>
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: bob@contoso.com:;
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: alice@contoso.com
    C: Sender: bob@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    # on behalf of those who let her (GrantSendOnBehalfTo), and says so herself
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: carol@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: carol@contoso.com, bob@contoso.com
    C: Sender: alice@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: carol@contoso.com
    C: Sender: desk@contoso.com
    C:
    C: .
    S: 550 5.7.60 *
    C: MAIL FROM:<carol@contoso.com>
    S: 550 5.7.60 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: carol@contoso.com, desk@contoso.com
    C: Sender: alice@contoso.com
    C:
    C: .
    S: 250 2.6.0 *
    C: MAIL FROM:<alice@contoso.com>
    C: RCPT TO:<someone@example.org>
    C: DATA
    S: 250 * / 250 * / 354 *
    C: From: "Smith, Alice" <alice.smith@contoso.com>
    C:
    C: .
    S: 250 2.6.0 <*@ex1.contoso.com> *`,
  ],
  [
    "logging on fails too often (MaxLogonFailures)",
    "Client Frontend EX1",
    `
    ${hello}
    C: STARTTLS
    S: 220 *
    T:
    C: EHLO client.example
    S: 250-*
    # an unknown name, a wrong password, a disabled account
    C: AUTH PLAIN AHVua25vd24Ac2VjcmV0
    S: 535 5.7.3 Authentication unsuccessful
    C: AUTH PLAIN AGdvbmUAc2VjcmV0
    S: 535 5.7.3 Authentication unsuccessful
    C: AUTH PLAIN AGFsaWNlAHdyb25n
    S: 421 4.7.0 Too many errors on this connection, closing transmission channel
    S: (closed)`,
  ],
  [
    "where no user may submit, no logon is offered",
    "Default Frontend EX1",
    `
    ${hello}
    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
    S: 504 5.7.4 Unrecognized authentication type`,
  ],
  [
    "a trusted peer relays (ExternalAuthoritative)",
    "Relay",
    `
    ${hello}
    C: MAIL FROM:<alice@contoso.com> SIZE=99999999
    S: 250 *
    C: RCPT TO:<someone@example.net>
    S: 550 5.1.5 Recipient address reserved by RFC 2606
    C: RCPT TO:<someone@contoso.test>
    S: 550 5.1.4 Recipient address reserved by RFC 2606
    C: RCPT TO:<someone@intranet>
    S: 550 5.1.6 Recipient addresses in single label domains not accepted
    C: RCPT TO:<${"l".repeat(1000)}@fabrikam.com>
    S: 250 *
    C: RCPT TO:<staff@contoso.com>
    S: 250 *`,
  ],
  [
    "a connector without permissions",
    "Nobody",
    `
    ${hello}
    C: MAIL FROM:<joe@example.org>
    S: 530 5.7.57 *`,
  ],
];

describe("reception says what the standards and Exchange say", () => {
  test.for(scripts)("%s", async ([, name, script]) => {
    await play(house.port(name), script);
  });
});

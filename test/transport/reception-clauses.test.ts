// Every command, its order, its syntax and its limits, one line each with the clause that it follows.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client, client, connector, type House, internet, openHouse } from "./receptionhouse.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse({
    connectors: [
      connector("In", { ...internet, MaxProtocolErrors: "unlimited", MaxMessageSize: "64KB", MaxHeaderSize: "1KB" }),
      connector("Users", { ...client, AuthMechanism: "Tls, BasicAuth", MaxProtocolErrors: "unlimited" }),
      connector("Bare", {
        PermissionGroups: "AnonymousUsers",
        AuthMechanism: "None",
        PipeliningEnabled: false,
        EightBitMimeEnabled: false,
        DeliveryStatusNotificationEnabled: false,
        EnhancedStatusCodesEnabled: false,
        SmtpUtf8Enabled: false,
        SizeEnabled: "Disabled",
      }),
      connector("Long", { ...internet, LongAddressesEnabled: true, SizeEnabled: "EnabledWithoutValue" }),
    ],
  });
});

afterAll(() => house.close());

const ehlo = "EHLO client.example";
const from = "MAIL FROM:<joe@example.org>";
const to = "RCPT TO:<alice@contoso.com>";
const plain = "AUTH PLAIN AGFsaWNlAHNlY3JldA==";
const x = (count: number) => "x".repeat(count);

/** [clause, connector, lines said before, the line, the reply] */
const rows: readonly (readonly [string, string, readonly string[], string, string | RegExp])[] = [
  // RFC 5321 4.1.1.1: EHLO and HELO
  ["RFC 5321 4.1.1.1 HELO", "In", [], "HELO client.example", "250 ex1.contoso.com Hello [127.0.0.1]"],
  ["RFC 5321 4.1.1.1 EHLO", "In", [], ehlo, /^250-ex1\.contoso\.com Hello \[127\.0\.0\.1\]\n250-SIZE 65536\n/],
  ["RFC 5321 4.1.3 EHLO with a literal", "In", [], "EHLO [127.0.0.1]", /^250-/],
  ["RFC 5321 4.1.3 EHLO with an IPv6 literal", "In", [], "EHLO [IPv6:::1]", /^250-/],
  ["RFC 5321 2.4 verbs in any case", "In", [], "eHlO client.example", /^250-/],
  ["RFC 5321 4.1.1.1 EHLO with two words", "In", [], "EHLO two words", "501 5.5.4 Invalid domain name"],
  ["RFC 5321 4.5.3.1.2 a domain of 256 octets", "In", [], `EHLO ${x(256)}`, "501 5.5.4 Invalid domain name"],
  ["RFC 5321 4.1.4 EHLO forgets the transaction", "In", [ehlo, from, to, ehlo], "DATA", "503 5.5.2 Need mail command"],
  // RFC 5321 4.1.1.2: MAIL
  ["RFC 5321 4.1.4 MAIL before EHLO", "In", [], from, "503 5.5.2 Send hello first"],
  ["RFC 5321 4.1.1.2 MAIL", "In", [ehlo], from, "250 2.1.0 Sender OK"],
  ["RFC 5321 4.5.5 the null sender", "In", [ehlo], "MAIL FROM:<>", "250 2.1.0 Sender OK"],
  ["RFC 5321 4.1.1.2 MAIL twice", "In", [ehlo, from], from, "503 5.5.2 Sender already specified"],
  ["RFC 5321 4.1.1.2 MAIL without FROM", "In", [ehlo], "MAIL <joe@example.org>", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.2 MAIL alone", "In", [ehlo], "MAIL", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.2 MAIL TO", "In", [ehlo], "MAIL TO:<joe@example.org>", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.2 no domain", "In", [ehlo], "MAIL FROM:<joe>", "501 5.1.7 Invalid address"],
  ["RFC 5321 4.1.2 no local part", "In", [ehlo], "MAIL FROM:<@example.org>", "501 5.1.7 Invalid address"],
  ["RFC 5321 4.1.2 two dots", "In", [ehlo], "MAIL FROM:<j..e@example.org>", "501 5.1.7 Invalid address"],
  ["RFC 5321 4.1.2 a quoted local part", "In", [ehlo], 'MAIL FROM:<"j@\\"e"@example.org>', "250 2.1.0 Sender OK"],
  ["RFC 5321 4.1.2 an open quote", "In", [ehlo], 'MAIL FROM:<"joe@example.org>', "501 5.1.7 Invalid address"],
  ["RFC 5321 4.1.3 a literal", "In", [ehlo], "MAIL FROM:<joe@[192.0.2.1]>", "250 2.1.0 Sender OK"],
  ["RFC 5321 4.1.3 a literal that is none", "In", [ehlo], "MAIL FROM:<joe@[192.0.2.256]>", "501 5.1.7 Invalid address"],
  [
    "RFC 5321 C a source route is taken and dropped",
    "In",
    [ehlo],
    "MAIL FROM:<@a.example,@b.example:joe@example.org>",
    "250 2.1.0 Sender OK",
  ],
  [
    "RFC 5321 2.3.5 a label of 64 octets",
    "In",
    [ehlo],
    `MAIL FROM:<joe@${x(64)}.example>`,
    "501 5.1.7 Invalid address",
  ],
  [
    "RFC 5321 4.5.3.1.3 an address of 572 octets",
    "In",
    [ehlo],
    `MAIL FROM:<${x(560)}@example.org>`,
    "501 5.1.7 Invalid address",
  ],
  [
    "behaviour 1.6 XLONGADDR: an address of 1,860 octets",
    "Long",
    [ehlo],
    `MAIL FROM:<${x(1848)}@example.org>`,
    "250 2.1.0 Sender OK",
  ],
  [
    "behaviour 1.6 XLONGADDR: and no longer one",
    "Long",
    [ehlo],
    `MAIL FROM:<${x(1849)}@example.org>`,
    "501 5.1.7 Invalid address",
  ],
  ["RFC 5321 4.1.1.11 an unknown parameter", "In", [ehlo], `${from} X=1`, "555 5.5.4 Unrecognized parameter"],
  ["RFC 5321 4.1.1.11 parameters behind HELO", "In", ["HELO x"], `${from} SIZE=1`, "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.11 one twice", "In", [ehlo], `${from} SIZE=1 size=1`, "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.11 a value that is none", "In", [ehlo], `${from} SIZE=1=2`, "501 5.5.4 Invalid arguments"],
  // RFC 1870: SIZE
  ["RFC 1870 3 the limit itself", "In", [ehlo], `${from} SIZE=65536`, "250 2.1.0 Sender OK"],
  [
    "RFC 1870 6.1 more than the limit",
    "In",
    [ehlo],
    `${from} SIZE=65537`,
    "552 5.3.4 Message size exceeds fixed maximum message size",
  ],
  ["RFC 1870 6 21 digits", "In", [ehlo], `${from} SIZE=${"1".repeat(21)}`, "501 5.5.4 Invalid arguments"],
  ["RFC 1870 6 a negative size", "In", [ehlo], `${from} SIZE=-1`, "501 5.5.4 Invalid arguments"],
  ["RFC 1870 3 SIZE without a number", "Long", [], ehlo, /\n250-SIZE\n/],
  ["RFC 1870 3 not offered, not known", "Bare", [ehlo], `${from} SIZE=1`, "555 Unrecognized parameter"],
  // RFC 6152: 8BITMIME
  ["RFC 6152 2 BODY=7BIT", "In", [ehlo], `${from} BODY=7BIT`, "250 2.1.0 Sender OK"],
  ["RFC 6152 2 BODY=8BITMIME in any case", "In", [ehlo], `${from} body=8bitmime`, "250 2.1.0 Sender OK"],
  ["RFC 3030 3 BODY=BINARYMIME is not offered", "In", [ehlo], `${from} BODY=BINARYMIME`, "501 5.5.4 Invalid arguments"],
  ["RFC 6152 3 not offered, not known", "Bare", [ehlo], `${from} BODY=8BITMIME`, "555 Unrecognized parameter"],
  // RFC 6531: SMTPUTF8
  ["RFC 6531 3.4 SMTPUTF8", "In", [ehlo], "MAIL FROM:<jöe@bücher.example> SMTPUTF8", "250 2.1.0 Sender OK"],
  ["RFC 6531 3.4 takes no value", "In", [ehlo], `${from} SMTPUTF8=1`, "501 5.5.4 Invalid arguments"],
  [
    "RFC 6531 3.5 an address beyond ASCII without it",
    "In",
    [ehlo],
    "MAIL FROM:<jöe@example.org>",
    "553 5.6.7 Non-ASCII address without SMTPUTF8",
  ],
  [
    "RFC 6531 3.5 a recipient beyond ASCII without it",
    "In",
    [ehlo, from],
    "RCPT TO:<김@contoso.com>",
    "553 5.6.7 Non-ASCII address without SMTPUTF8",
  ],
  ["RFC 6531 3.7.1 VRFY", "In", [ehlo], "VRFY alice", "252 2.1.5 Cannot VRFY user"],
  ["RFC 6531 3.1 not offered, not known", "Bare", [ehlo], `${from} SMTPUTF8`, "555 Unrecognized parameter"],
  // RFC 3461: DSN
  ["RFC 3461 4.3 RET", "In", [ehlo], `${from} RET=FULL ENVID=a+2Bb`, "250 2.1.0 Sender OK"],
  ["RFC 3461 4.3 another RET", "In", [ehlo], `${from} RET=NONE`, "501 5.5.4 Invalid arguments"],
  ["RFC 3461 4.4 an ENVID of 101 octets", "In", [ehlo], `${from} ENVID=${x(101)}`, "501 5.5.4 Invalid arguments"],
  ["RFC 3461 4 xtext with a small letter", "In", [ehlo], `${from} ENVID=a+2b`, "501 5.5.4 Invalid arguments"],
  ["RFC 3461 4.1 NOTIFY", "In", [ehlo, from], `${to} NOTIFY=SUCCESS,FAILURE,DELAY`, "250 2.1.5 Recipient OK"],
  ["RFC 3461 4.1 NEVER stands alone", "In", [ehlo, from], `${to} NOTIFY=NEVER,DELAY`, "501 5.5.4 Invalid arguments"],
  ["RFC 3461 4.1 an empty NOTIFY", "In", [ehlo, from], `${to} NOTIFY=`, "501 5.5.4 Invalid arguments"],
  ["RFC 3461 4.2 ORCPT", "In", [ehlo, from], `${to} ORCPT=rfc822;a+2Bb@x.example`, "250 2.1.5 Recipient OK"],
  ["RFC 3461 4.2 ORCPT without a type", "In", [ehlo, from], `${to} ORCPT=alice`, "501 5.5.4 Invalid arguments"],
  [
    "RFC 6533 3 ORCPT in UTF-8",
    "In",
    [ehlo, "MAIL FROM:<> SMTPUTF8"],
    `${to} ORCPT=utf-8;김@x.example`,
    "250 2.1.5 Recipient OK",
  ],
  [
    "RFC 3461 4.2 a line end in xtext",
    "In",
    [ehlo, from],
    `${to} ORCPT=rfc822;a+0D+0Ab`,
    "501 5.5.4 Invalid arguments",
  ],
  ["RFC 3461 4 not offered, not known", "Bare", [ehlo], `${from} RET=FULL`, "555 Unrecognized parameter"],
  // RFC 5321 4.1.1.3: RCPT
  ["RFC 5321 4.1.4 RCPT before MAIL", "In", [ehlo], to, "503 5.5.2 Need mail command"],
  ["RFC 5321 4.1.1.3 RCPT", "In", [ehlo, from], to, "250 2.1.5 Recipient OK"],
  ["RFC 5321 4.1.1.3 RCPT without TO", "In", [ehlo, from], "RCPT <alice@contoso.com>", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.3 no null recipient", "In", [ehlo, from], "RCPT TO:<>", "501 5.1.3 Invalid address"],
  ["RFC 5321 4.5.1 postmaster alone", "In", [ehlo, from], "RCPT TO:<PostMaster>", /^(?:250 2\.1\.5|550 5\.1\.10) /],
  [
    "RFC 5321 3.6.1 no relaying",
    "In",
    [ehlo, from],
    "RCPT TO:<joe@example.org>",
    "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
  ],
  ["RFC 5321 3.3 nobody of that name", "In", [ehlo, from], "RCPT TO:<nobody@contoso.com>", /^550 5\.1\.10 /],
  // RFC 5321 4.1.1.4: DATA
  ["RFC 5321 4.1.4 DATA before MAIL", "In", [ehlo], "DATA", "503 5.5.2 Need mail command"],
  ["RFC 5321 3.3 DATA before RCPT", "In", [ehlo, from], "DATA", "503 5.5.2 Need rcpt command"],
  ["RFC 5321 4.1.1.4 DATA takes no argument", "In", [ehlo, from, to], "DATA x", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 4.1.1.4 DATA", "In", [ehlo, from, to], "DATA", "354 Start mail input; end with <CRLF>.<CRLF>"],
  [
    "RFC 5321 4.1.1.4 the end",
    "In",
    [ehlo, from, to, "DATA"],
    "Subject: x\r\n\r\nHi\r\n.",
    /^250 2\.6\.0 <[^>]+> \[InternalId=\d+, Hostname=ex1\.contoso\.com\] Queued mail for delivery$/,
  ],
  [
    "RFC 5321 4.1.1.4 nothing is left behind it",
    "In",
    [ehlo, from, to, "DATA", "."],
    to,
    "503 5.5.2 Need mail command",
  ],
  [
    "RFC 5321 2.3.8 bare LF",
    "In",
    [ehlo, from, to, "DATA"],
    "a\nb\r\n.",
    /^550 5\.6\.11 Message contains bare line feeds/,
  ],
  [
    "RFC 5321 2.3.8 bare CR",
    "In",
    [ehlo, from, to, "DATA"],
    "a\rb\r\n.",
    /^550 5\.6\.11 Message contains bare carriage returns/,
  ],
  ["RFC 5321 4.1.1.4 LF . LF is no end", "In", [ehlo, from, to, "DATA"], "a\n.\nb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 LF . CRLF is no end", "In", [ehlo, from, to, "DATA"], "a\n.\r\nb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 CR . CR is no end", "In", [ehlo, from, to, "DATA"], "a\r.\rb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 CRLF . LF is no end", "In", [ehlo, from, to, "DATA"], "a\r\n.\nb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 CRLF . CR is no end", "In", [ehlo, from, to, "DATA"], "a\r\n.\rb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 CR . CRLF is no end", "In", [ehlo, from, to, "DATA"], "a\r.\r\nb\r\n.", /^550 5\.6\.11 /],
  ["RFC 5321 4.1.1.4 CRLF NUL . CRLF is no end", "In", [ehlo, from, to, "DATA"], "a\r\n\0.\r\nb\r\n.", /^550 5\.6\.0 /],
  ["RFC 5321 4.1.1.4 CR CRLF . CRLF is not clean", "In", [ehlo, from, to, "DATA"], "a\r\r\n.", /^550 5\.6\.11 /],
  ["RFC 5322 2.3 NUL", "In", [ehlo, from, to, "DATA"], "a\0\r\n.", /^550 5\.6\.0 Message contains NUL/],
  ["RFC 5321 4.5.3.1.6 a line of 998 octets", "In", [ehlo, from, to, "DATA"], `\r\n${x(998)}\r\n.`, /^250 /],
  ["RFC 5321 4.5.3.1.6 a longer one", "In", [ehlo, from, to, "DATA"], `\r\n${x(999)}\r\n.`, /^550 5\.6\.0 /],
  [
    "RFC 1870 6.3 a message that is too large",
    "In",
    [ehlo, from, to, "DATA"],
    `\r\n${`${x(98)}\r\n`.repeat(656)}.`,
    "552 5.3.4 Message size exceeds fixed maximum message size",
  ],
  [
    "behaviour 1.8 a header that is too large",
    "In",
    [ehlo, from, to, "DATA"],
    `X: ${`${x(98)}\r\n `.repeat(12)}\r\n\r\n.`,
    "552 5.3.4 Header size exceeds fixed maximum size",
  ],
  [
    "RFC 5321 6.3 a loop",
    "In",
    [ehlo, from, to, "DATA"],
    `${"Received: x\r\n".repeat(31)}\r\n.`,
    "554 5.4.14 Hop count exceeded - possible mail loop",
  ],
  // RFC 5321 4.1.1.5 to 4.1.1.10
  ["RFC 5321 4.1.1.5 RSET", "In", [ehlo, from], "RSET", "250 2.0.0 Resetting"],
  ["RFC 5321 4.1.1.5 RSET before EHLO", "In", [], "RSET", "250 2.0.0 Resetting"],
  ["RFC 5321 4.1.1.6 VRFY alone", "In", [], "VRFY", "501 5.5.4 Invalid arguments"],
  ["RFC 5321 3.5.3 VRFY tells nothing", "In", [], "VRFY nobody", "252 2.1.5 Cannot VRFY user"],
  ["RFC 5321 4.1.1.7 EXPN", "In", [], "EXPN staff", "502 5.5.1 Command not implemented"],
  ["RFC 5321 4.1.1.8 HELP", "In", [], "HELP", /^214-This server supports the following commands:\n214 HELO EHLO /],
  ["RFC 5321 4.1.1.9 NOOP with words", "In", [], "NOOP x y", "250 2.0.0 OK"],
  ["RFC 5321 4.1.1.10 QUIT", "In", [], "QUIT", "221 2.0.0 Service closing transmission channel"],
  ["RFC 5321 4.2.4 no such command", "In", [], "TURN", "500 5.3.3 Unrecognized command"],
  ["RFC 5321 4.1.1 an empty line", "In", [], "", "500 5.3.3 Unrecognized command"],
  ["RFC 3030 2 BDAT is not offered", "In", [ehlo, from, to], "BDAT 1 LAST", "500 5.3.3 Unrecognized command"],
  [
    "RFC 5321 2.3.8 a bare LF in a command",
    "In",
    [],
    "NOOP\nNOOP",
    "500 5.5.2 Syntax error, a line must end with <CRLF>",
  ],
  [
    "RFC 5321 2.3.8 a bare CR in a command",
    "In",
    [],
    "NOOP\rNOOP",
    "500 5.5.2 Syntax error, control character in command",
  ],
  ["RFC 5321 4.1.2 NUL in a command", "In", [], "NOOP \0", "500 5.5.2 Syntax error, control character in command"],
  ["RFC 2034 4 without codes", "Bare", [ehlo], to, "503 Need mail command"],
  // RFC 3207: STARTTLS
  ["RFC 3207 4 STARTTLS takes no argument", "In", [ehlo], "STARTTLS x", "501 5.5.4 Invalid arguments"],
  ["RFC 3207 4 STARTTLS", "In", [ehlo], "STARTTLS", "220 2.0.0 SMTP server ready"],
  ["RFC 3207 4 not offered, not known", "Bare", [ehlo], "STARTTLS", "500 Unrecognized command"],
  // RFC 4954: AUTH
  ["RFC 4954 4 AUTH before EHLO", "Users", [], plain, "503 5.5.2 Send hello first"],
  ["RFC 4954 3 it is offered", "Users", [], ehlo, /\n250-AUTH LOGIN PLAIN\n/],
  ["RFC 4954 4 MAIL before AUTH", "Users", [ehlo], from, /^530 5\.7\.57 /],
  ["RFC 4954 4 an initial response", "Users", [ehlo], plain, "235 2.7.0 Authentication successful"],
  ["RFC 4954 4 AUTH twice", "Users", [ehlo, plain], plain, "503 5.5.2 Already authenticated"],
  [
    "RFC 4954 4 AUTH in a transaction",
    "In",
    [ehlo, from],
    plain,
    "503 5.5.2 AUTH is not permitted during a mail transaction",
  ],
  ["RFC 4954 4 an unknown mechanism", "Users", [ehlo], "AUTH NTLM", "504 5.7.4 Unrecognized authentication type"],
  ["RFC 4954 4 the challenge", "Users", [ehlo], "AUTH PLAIN", "334 "],
  ["RFC 4954 4 given up", "Users", [ehlo, "AUTH PLAIN"], "*", "501 5.7.0 Authentication cancelled"],
  ["RFC 4954 4 no base64", "Users", [ehlo], "AUTH PLAIN %%%", "535 5.7.3 Authentication unsuccessful"],
  [
    "RFC 4954 4 the wrong password",
    "Users",
    [ehlo],
    "AUTH PLAIN AGFsaWNlAHdyb25n",
    "535 5.7.3 Authentication unsuccessful",
  ],
  ["RFC 4954 4 three words", "Users", [ehlo], "AUTH PLAIN a b", "501 5.5.4 Invalid arguments"],
  [
    "RFC 4616 2 to act for another",
    "Users",
    [ehlo],
    `AUTH PLAIN ${Buffer.from("bob\0alice\0secret").toString("base64")}`,
    "535 5.7.3 Authentication unsuccessful",
  ],
  ["RFC 4954 5 AUTH= of MAIL", "Users", [ehlo, plain], "MAIL FROM:<alice@contoso.com> AUTH=<>", "250 2.1.0 Sender OK"],
  ["RFC 4954 5 AUTH= where it is not offered", "In", [ehlo], `${from} AUTH=<>`, "555 5.5.4 Unrecognized parameter"],
  [
    "behaviour 1.5 only from addresses of one's own",
    "Users",
    [ehlo, plain],
    from,
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
  ],
  // RFC 8689: REQUIRETLS
  ["RFC 8689 2 not without TLS", "In", [ehlo], `${from} REQUIRETLS`, "555 5.5.4 Unrecognized parameter"],
];

test.each(rows)("%s (%s)", async (_clause, name, before, line, wanted) => {
  const speaker = await Client.to(house.port(name));
  await speaker.reply();
  for (const said of before) expect(await speaker.ask(said)).toMatch(/^[235]/);
  const reply = await speaker.ask(line);
  if (typeof wanted === "string") expect(reply).toBe(wanted);
  else expect(reply).toMatch(wanted);
  speaker.end();
});

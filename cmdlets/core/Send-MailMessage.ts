// Send-MailMessage: a message from a script, handed to an SMTP server at once.
import MailComposer from "nodemailer/lib/mail-composer";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { literalPathParameter } from "../../src/command/fileinfo.ts";
import { basename, type Encoding, eachPath, encodeText, encoding } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { ClientFailure, openClient } from "../../src/transport/carriers/client.ts";
import { choice, many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { type Credential, credential } from "../../src/values/secret.ts";
import { toText } from "../../src/values/text.ts";

const addresses = (summary: string) => ({ type: many(text), pipeline: "property", summary }) as const;

/** The most bytes that attachments may have together. */
const largest = 64 * 1024 * 1024;

export default defineCmdlet({
  name: "Send-MailMessage",
  synopsis: "Sends a message through an SMTP server.",
  runs: "shell",
  parameters: {
    To: { ...addresses("The recipients: addresses, with names or without."), position: 1 },
    Subject: { type: text, position: 2, aliases: ["sub"], pipeline: "property", summary: "The subject." },
    Body: { type: text, position: 3, pipeline: "property", allowEmpty: true, summary: "The text." },
    SmtpServer: {
      type: text,
      position: 4,
      aliases: ["ComputerName"],
      pipeline: "property",
      summary: "The server; $PSEmailServer without it.",
    },
    From: { type: text, mandatory: true, pipeline: "property", summary: "The sender." },
    Cc: addresses("Who gets a copy."),
    Bcc: addresses("Who gets a copy that the others do not see."),
    ReplyTo: addresses("Where answers go."),
    Attachments: {
      ...literalPathParameter,
      mandatory: false,
      pipeline: "value",
      aliases: ["PsPath"],
      summary: "Files that go along.",
    },
    BodyAsHtml: { type: switchParameter, aliases: ["BAH"], pipeline: "property", summary: "The text is HTML." },
    DeliveryNotificationOption: {
      type: many(choice("DeliveryNotificationOptions", "None", "OnSuccess", "OnFailure", "Delay", "Never")),
      aliases: ["DNO"],
      pipeline: "property",
      summary: "Which reports about its delivery are asked for.",
    },
    Encoding: {
      type: encoding,
      default: "utf8",
      aliases: ["BE"],
      pipeline: "property",
      summary: "How the text is written.",
    },
    Priority: {
      type: choice("MailPriority", "Normal", "High", "Low"),
      pipeline: "property",
      summary: "How urgent it is.",
    },
    Credential: { type: credential, pipeline: "property", summary: "The account at the server." },
    UseSsl: { type: switchParameter, pipeline: "property", summary: "Sends only over an encrypted connection." },
    Port: {
      type: wholeNumber("Int32", 0, 65535),
      default: 25,
      pipeline: "property",
      summary: "The port of the server.",
    },
  },
  examples: [
    {
      run: "if ($false) { Send-MailMessage -From reports@contoso.com -To alice@contoso.com -Subject Quotas -Body 'All well.' -SmtpServer localhost }",
      note: "A report by mail.",
    },
  ],
  start(bound, ctx) {
    const files = new Set<string>();
    let given = bound;
    return {
      process(p) {
        given = { ...given, ...p };
        for (const file of p.Attachments ?? []) files.add(file);
      },
      async end() {
        await send(given, [...files], ctx);
      },
    };
  },
});

type Given = Partial<{
  To: readonly string[];
  Cc: readonly string[];
  Bcc: readonly string[];
  ReplyTo: readonly string[];
  From: string;
  Subject: string;
  Body: string;
  SmtpServer: string;
  BodyAsHtml: boolean;
  Encoding: Encoding;
  DeliveryNotificationOption: readonly string[];
  Priority: "Normal" | "High" | "Low";
  Credential: Credential;
  UseSsl: boolean;
  Port: number;
}>;

/** The text in UTF-8, or as the only alternative in another encoding, which the composer leaves as it is. */
function bodyOf({ Body = "", BodyAsHtml, Encoding = "utf8" }: Given) {
  const charset = charsets[Encoding];
  if (charset === undefined) return { [BodyAsHtml ? "html" : "text"]: Body };
  const contentType = `text/${BodyAsHtml ? "html" : "plain"}; charset=${charset}`;
  return { alternatives: [{ contentType, content: encodeText(Body, Encoding), encoding: "base64" as const }] };
}

const charsets: Partial<Readonly<Record<Encoding, string>>> = {
  ...{ ascii: "us-ascii", latin1: "iso-8859-1", ansi: "windows-1252" },
  ...{ unicode: "utf-16le", bigendianunicode: "utf-16be" },
};

async function send(p: Given, files: readonly string[], ctx: Context): Promise<void> {
  const { world } = ctx;
  const server = p.SmtpServer ?? toText(ctx.shell.variables.get("PSEmailServer")?.value ?? "");
  if (server === "") throw noServer();
  const everybody = [...(p.To ?? []), ...(p.Cc ?? []), ...(p.Bcc ?? [])];
  if (everybody.length === 0) throw nobody();
  const to = everybody.map(plain);
  const from = plain(p.From ?? "");
  const attachments: { filename: string; content: Buffer }[] = [];
  let size = 0;
  for await (const path of eachPath(ctx, [], files)) {
    const content = await world.disk.read(path);
    size += content.length;
    if (size > largest) throw tooLarge(path);
    attachments.push({ filename: basename(path), content });
  }
  const composer = new MailComposer({
    from: p.From,
    to: [...(p.To ?? [])],
    cc: [...(p.Cc ?? [])],
    replyTo: [...(p.ReplyTo ?? [])],
    subject: p.Subject ?? "",
    ...bodyOf(p),
    attachments,
    headers: urgency[p.Priority ?? "Normal"],
    date: new Date(world.clock.now()),
    messageId: `<${world.random.uuid()}@${world.host.hostname}>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const content = await composer.compile().build();
  const notify = (p.DeliveryNotificationOption ?? []).filter((one) => one !== "None").map((one) => words[one] ?? one);
  const port = p.Port || 25;
  try {
    const socket = await world.net.connect({ host: server, port }, 30_000);
    const client = await openClient({
      ...{ socket, clock: world.clock, host: server, name: world.host.hostname, silenceMs: 100_000 },
      tls: p.UseSsl ? "required" : "opportunistic",
      tlsOptions: { rejectUnauthorized: p.UseSsl === true },
    });
    try {
      if (p.Credential) {
        if (!client.secure) throw inClear(server);
        await client.logIn(p.Credential.userName, p.Credential.password.reveal());
      }
      const replied = await client.send(
        {
          ...{ from, to, size: content.length, eightBit: false },
          utf8: [from, ...to].some((one) => /[^\x00-\x7f]/.test(one)),
          ...(notify.length > 0 ? { dsn: { notify } } : {}),
        },
        [content],
      );
      for (const [recipient, reply] of replied.rejected) ctx.error(refused(recipient, reply));
      if (replied.accepted.length > 0 && !replied.reply?.startsWith("2"))
        throw notSent(server, replied.reply ?? replied.broken ?? "The connection broke.");
      ctx.verbose(`${server} took the message: ${replied.reply ?? ""}`);
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof ClientFailure || (error instanceof Error && "code" in error && !(error instanceof Problem)))
      throw notSent(server, error.message);
    throw error;
  }
}

/** Headers that mail programs show urgency by. */
const urgency: Readonly<Record<string, Record<string, string>>> = {
  High: { "X-Priority": "1", Priority: "urgent", Importance: "High" },
  Low: { "X-Priority": "5", Priority: "non-urgent", Importance: "Low" },
  Normal: {},
};

/** NOTIFY of RFC 3461 4.1 by .NET's names. */
const words: Readonly<Record<string, string>> = {
  OnSuccess: "SUCCESS",
  OnFailure: "FAILURE",
  Delay: "DELAY",
  Never: "NEVER",
};

/** The address of "Ann <ann@contoso.com>". */
function plain(given: string): string {
  const found = /<([^<>]{3,320})>\s*$/.exec(given)?.[1] ?? given.trim();
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(found)) throw noAddress(given);
  return found;
}

const sendError = (id: string, text: string, target: unknown): Problem =>
  new Problem({ id, category: "InvalidOperation", text, target, exceptionType: "System.Net.Mail.SmtpException" });

const notSent = (server: string, why: string): Problem =>
  sendError("SmtpException", `${server} did not take the message: ${why}`, server);
const refused = (recipient: string, reply: string): Problem =>
  sendError(
    "SmtpFailedRecipientException",
    `Mailbox unavailable: ${recipient}. The server response was: ${reply}`,
    recipient,
  );
const inClear = (server: string): Problem =>
  sendError(
    "SmtpException",
    `${server} offers no encryption, and a password is not sent in clear. Leave out -Credential, or use a port with STARTTLS.`,
    server,
  );
const tooLarge = (path: string): Problem =>
  sendError("SmtpException", `With '${path}' the attachments are larger than 64 MB.`, path);

function noServer(): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidArgument",
    text: "The email cannot be sent because no SMTP server was specified. You must specify an SMTP server by using either the SmtpServer parameter or the $PSEmailServer variable.",
  });
}

function nobody(): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidArgument",
    text: "A recipient must be specified: -To, -Cc or -Bcc.",
  });
}

function noAddress(given: string): Problem {
  return new Problem({
    id: "FormatException",
    category: "InvalidType",
    text: `'${given}' is not an email address.`,
    target: given,
    exceptionType: "System.FormatException",
  });
}

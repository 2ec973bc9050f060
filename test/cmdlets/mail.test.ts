// Send-MailMessage against a server on loopback that answers as it is told, and the programs of the machine by cmdlets.
import { describe, expect, test } from "vitest";
import { type SmtpServer, smtpServer } from "../transport/smtpserver.ts";
import type { ProgramCall } from "../world/processes.ts";
import { testShell } from "./shell.ts";
import { transcripts } from "./transcripts.ts";

async function withServer(script: string, look: (shown: string, server: SmtpServer) => void, said?: string) {
  const server = await smtpServer({ script: (command) => (said && command.startsWith("RCPT") ? said : undefined) });
  try {
    const shell = await testShell();
    const shown = await shell.show(
      `$m = @{ From = 'Ann <ann@contoso.com>'; SmtpServer = '127.0.0.1'; Port = ${server.port} }; ${script}`,
    );
    look(shown, server);
  } finally {
    await server.close();
  }
}

describe("Send-MailMessage", () => {
  test("hands the message over with its headers, text and files", () =>
    withServer(
      "'abc' | Set-Content a.txt; Send-MailMessage @m -To 'Bob <bob@example.com>', carol@example.com -Cc dan@example.com -Bcc eve@example.com -Subject Quotas -Body 'All well.' -Priority High -ReplyTo help@contoso.com -Attachments a.txt",
      (shown, { taken }) => {
        expect(shown).toBe("");
        expect(taken).toHaveLength(1);
        const [{ from, to, data }] = taken as [SmtpServer["taken"][0]];
        expect(from).toBe("ann@contoso.com");
        expect(to).toEqual(["bob@example.com", "carol@example.com", "dan@example.com", "eve@example.com"]);
        for (const line of [
          "From: Ann <ann@contoso.com>",
          "To: Bob <bob@example.com>, carol@example.com",
          "Cc: dan@example.com",
          "Reply-To: help@contoso.com",
          "Subject: Quotas",
          "Importance: High",
          "All well.",
          "filename=a.txt",
        ])
          expect(data).toContain(line);
        expect(data).not.toContain("eve@example.com");
      },
    ));

  test("sends HTML, and files that come through the pipeline, in one message", () =>
    withServer(
      "'1' | sc a.csv; '2' | sc b.csv; dir *.csv | Send-MailMessage @m -To bob@example.com -Subject s -Body '<b>x</b>' -BodyAsHtml",
      (_, { taken }) => {
        expect(taken).toHaveLength(1);
        expect(taken[0]!.data).toMatch(/Content-Type: text\/html/);
        expect(taken[0]!.data).toMatch(/filename=a\.csv[\s\S]*filename=b\.csv/);
      },
    ));

  test.each([
    ["", /charset=utf-8/],
    ["-Encoding latin1", /charset=iso-8859-1[\s\S]*Zo=EB/],
    ["-Encoding ([Text.Encoding]::UTF8) -BodyAsHtml", /text\/html; charset=utf-8/],
    ["-Encoding unicode", /charset=utf-16le/],
  ])("writes the text as -Encoding says: %s", (how, fits) =>
    withServer(`Send-MailMessage @m -To bob@example.com -Subject s -Body 'Zoë' ${how}`, (shown, { taken }) => {
      expect(shown).toBe("");
      expect(taken[0]!.data).toMatch(fits);
    }),
  );

  test("tells who was refused, and why", () =>
    withServer(
      "Send-MailMessage @m -To bob@example.com -Subject s",
      (shown) =>
        expect(shown).toMatch(
          /^Send-MailMessage: Mailbox unavailable: bob@example\.com\. The server response was: 550 5\.1\.1 No such user/m,
        ),
      "550 5.1.1 No such user",
    ));

  test("sends no password in clear, and nothing without TLS where that is asked for", async () => {
    const secret = "-Credential ([pscredential]::new('ann', (ConvertTo-SecureString pw -AsPlainText)))";
    await withServer(`Send-MailMessage @m -To bob@example.com -Subject s ${secret}`, (shown, { commands, taken }) => {
      expect(shown).toContain("a password is not sent in clear");
      expect(commands.flat().join()).not.toContain("AUTH");
      expect(taken).toEqual([]);
    });
    await withServer("Send-MailMessage @m -To bob@example.com -Subject s -UseSsl", (shown, { taken }) => {
      expect(shown).toMatch(/^Send-MailMessage: 127\.0\.0\.1 did not take the message: /);
      expect(taken).toEqual([]);
    });
  });

  transcripts([
    [
      "Send-MailMessage -From a@contoso.com -To b@contoso.com -Subject s",
      [
        "Send-MailMessage: The email cannot be sent because no SMTP server was specified. You must specify an SMTP server by using either the SmtpServer parameter or the $PSEmailServer variable.",
      ],
    ],
    [
      "$PSEmailServer = '127.0.0.1'; Send-MailMessage -From a@contoso.com -Subject s; Send-MailMessage -From nobody -To b@contoso.com",
      [
        "Send-MailMessage: A recipient must be specified: -To, -Cc or -Bcc.",
        "Send-MailMessage: 'nobody' is not an email address.",
      ],
    ],
  ]);
});

describe("functions that every session has", () => {
  transcripts([
    ["mkdir a/b | % FullName; md c | Out-Null; mkdir -p d/e | Out-Null; (dir -Name) -join ' '", ["/home/a/b", "a c d"]],
    [
      'mkdir a | Out-Null; mkdir a -ErrorAction SilentlyContinue; "$($Error[0])"; mkdir a -Force | % Name',
      ["An item with the specified name /home/a already exists.", "a"],
    ],
    [
      "mkdir a -WhatIf; Test-Path a",
      ['What if: Performing the operation "Create Directory" on target "Destination: /home/a".', "False"],
    ],
    ["function mkdir { 'mine' }; mkdir x", ["mine"]],
  ]);
});

describe("programs that run (Get-Process, Stop-Process)", () => {
  const options = {
    programs: {
      async *"/bin/ps"() {
        yield "  1     0  1000  2000 00:00:05 root     /sbin/init\n 42     1   500   900 1-00:00:01 ann      node\n";
        return 0;
      },
      async *"/bin/kill"({ args }: ProgramCall) {
        if (args[1] === "1") {
          yield { error: "kill: (1): Operation not permitted\n" };
          return 1;
        }
        return 0;
      },
    },
  };
  transcripts([
    ["$p = Get-Process node; $p.Id; $p.CPU; $p.WorkingSet64; $p.UserName", ["42", "86401", "512000", "ann"], options],
    [
      "(gps).Name -join ' '; Get-Process -Id 7",
      [
        "init node",
        "Get-Process: Cannot find a process with the identifier 7. Verify the process identifier and call the cmdlet again.",
      ],
      options,
    ],
    [
      "Get-Process nope; Get-Process nope*",
      ['Get-Process: Cannot find a process with the name "nope". Verify the process name and call the cmdlet again.'],
      options,
    ],
    [
      "Stop-Process -Name node -PassThru | % Id; Stop-Process 1",
      ["42", "Stop-Process: Cannot stop process 1: kill: (1): Operation not permitted"],
      options,
    ],
    [
      "Get-Process node | Stop-Process -WhatIf",
      ['What if: Performing the operation "Stop-Process" on target "node (42)".'],
      options,
    ],
    ["Get-Process", ["Get-Process: The program 'ps' of the system is needed and not in $env:PATH."]],
  ]);
});

// New-PSSessionOption: settings for New-PSSession, as old scripts make them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { int, switchParameter, text } from "../../src/values/kinds.ts";

const milliseconds = (summary: string, preset: number) => ({ type: int, default: preset, summary });

export default defineCmdlet({
  name: "New-PSSessionOption",
  synopsis: "Makes settings for New-PSSession.",
  description: "They are settings of a connection. As New-PSSession makes none here, they only show what was set.",
  runs: "shell",
  parameters: {
    SkipCACheck: { type: switchParameter, summary: "Whether any issuer of the certificate will do." },
    SkipCNCheck: { type: switchParameter, summary: "Whether any name in the certificate will do." },
    SkipRevocationCheck: { type: switchParameter, summary: "Whether a revoked certificate will do." },
    ProxyAccessType: { type: text, default: "None", summary: "How a proxy is found." },
    OpenTimeout: {
      ...milliseconds("How long a connection may take, in milliseconds.", 180_000),
      aliases: ["OpenTimeoutMSec"],
    },
    OperationTimeout: {
      ...milliseconds("How long an operation may take, in milliseconds.", 180_000),
      aliases: ["OperationTimeoutMSec"],
    },
    IdleTimeout: { ...milliseconds("How long a session may rest, in milliseconds.", -1), aliases: ["IdleTimeoutMSec"] },
  },
  examples: [
    {
      run: "New-PSSession ex1 -ConfigurationName Microsoft.Exchange -SessionOption (New-PSSessionOption -SkipCACheck -SkipCNCheck)",
      note: "As scripts do for a server with a certificate of its own.",
    },
  ],
  process(p) {
    return [
      new FixedObject(["System.Management.Automation.Remoting.PSSessionOption"], {
        SkipCACheck: p.SkipCACheck === true,
        SkipCNCheck: p.SkipCNCheck === true,
        SkipRevocationCheck: p.SkipRevocationCheck === true,
        ProxyAccessType: p.ProxyAccessType,
        OpenTimeout: p.OpenTimeout,
        OperationTimeout: p.OperationTimeout,
        IdleTimeout: p.IdleTimeout,
      }),
    ];
  },
});

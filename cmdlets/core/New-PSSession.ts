// New-PSSession: the session with which old scripts begin; it stands for this shell, which has the cmdlets of Exchange.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { connectionParameters, hostOf, openSession, PSSession } from "../../src/command/remoting.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "New-PSSession",
  synopsis: "Opens a session for the cmdlets of Exchange, as old scripts do; it stands for this shell.",
  description:
    "Nothing is connected to: the cmdlets are in this shell, and all that a session is handed to runs here. Sessions for anything but Exchange, and for Exchange Online, are refused.",
  runs: "shell",
  aliases: ["nsn"],
  defaultSet: "ComputerName",
  sets: {
    ComputerName: {
      ComputerName: {
        type: many(text),
        position: 1,
        aliases: ["Cn"],
        default: ["localhost"],
        summary: "The server, whose name the session then bears.",
      },
    },
    Uri: {
      ConnectionUri: {
        type: many(text),
        mandatory: true,
        aliases: ["URI", "CU"],
        summary: "The address of the server: http://server/PowerShell/.",
      },
    },
  },
  parameters: {
    ConfigurationName: { type: text, summary: "What the session is for: Microsoft.Exchange." },
    Name: { type: many(text), summary: "Names for the sessions; Runspace1 and so on when left out." },
    ...connectionParameters,
  },
  outputs: [PSSession],
  examples: [
    {
      run: "$session = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri http://ex1.contoso.com/PowerShell/ -Authentication Kerberos; Import-PSSession $session -DisableNameChecking",
      note: "The first lines of an old script; the cmdlets of Exchange work with or without them.",
    },
  ],
  *process(p, ctx) {
    const computers = p.ConnectionUri?.map(hostOf) ?? p.ComputerName ?? [];
    for (const [index, computer] of computers.entries()) {
      try {
        const asked = { configuration: p.ConfigurationName, computer, name: p.Name?.[index] };
        const made = openSession(ctx.world, asked);
        ctx.verbose(
          `No connection to '${computer}' is made: the session '${made.Name}' stands for this shell, which has the cmdlets of Exchange.`,
        );
        yield made;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        ctx.error(error);
      }
    }
  },
});

// Get-Host: what shell this is.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { version } from "../../src/command/version.ts";

export default defineCmdlet({
  name: "Get-Host",
  synopsis: "Tells about the shell.",
  runs: "shell",
  examples: [{ run: "(Get-Host).Name", note: "exsh" }],
  process(_, { shell }) {
    return [
      new FixedObject(["System.Management.Automation.Internal.Host.InternalHost"], {
        Name: "exsh",
        Version: version,
        IsInteractive: shell.interactive,
        UI: new FixedObject(["System.Management.Automation.Internal.Host.InternalHostUserInterface"], {
          RawUI: new FixedObject(["System.Management.Automation.Internal.Host.InternalHostRawUserInterface"], {
            WindowSize: new FixedObject(["System.Management.Automation.Host.Size"], { Width: shell.screen.width }),
            BufferSize: new FixedObject(["System.Management.Automation.Host.Size"], { Width: shell.screen.width }),
          }),
        }),
      }),
    ];
  },
});

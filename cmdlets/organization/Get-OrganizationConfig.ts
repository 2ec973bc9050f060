// Get-OrganizationConfig: the settings of the organization as a whole.

import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { OrganizationConfig } from "../../src/org/classes/OrganizationConfig.ts";
import { directory } from "../../src/org/directory.ts";

export default defineCmdlet({
  name: "Get-OrganizationConfig",
  synopsis: "Shows the settings of the organization as a whole.",
  runs: "organization",
  parameters: directory,
  outputs: [OrganizationConfig],
  examples: [{ run: "Get-OrganizationConfig | Format-List", note: "All of them." }],
  async *process(_given, { org }) {
    yield* org.all(OrganizationConfig);
  },
});

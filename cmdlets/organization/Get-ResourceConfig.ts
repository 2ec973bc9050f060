// Get-ResourceConfig: the words by which rooms and equipment are described.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { ResourceConfig } from "../../src/org/resources.ts";

export default defineCmdlet({
  name: "Get-ResourceConfig",
  synopsis: "Shows the words by which rooms and equipment are described.",
  runs: "organization",
  parameters: directory,
  outputs: [ResourceConfig],
  examples: [{ run: "(Get-ResourceConfig).ResourcePropertySchema", note: "All of them." }],
  *process(_given, { org }) {
    const { ResourcePropertySchema } = org.snapshot().organization;
    yield ResourceConfig.make({ Identity: "Resource Schema", Name: "Resource Schema", ResourcePropertySchema });
  },
});

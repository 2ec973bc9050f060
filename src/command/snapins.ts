// The snap-ins of Windows PowerShell by which old scripts know the cmdlets of Exchange; they are always loaded.
import { text } from "../values/kinds.ts";
import { defineShape, type Of } from "../values/shape.ts";
import { wildcard } from "../values/wildcard.ts";

export const PSSnapIn = defineShape({
  name: "System.Management.Automation.PSSnapInInfo",
  summary: "A set of cmdlets as Windows PowerShell 5 and older load it.",
  properties: {
    Name: { type: text, mandatory: true, summary: "Its name." },
    PSVersion: { type: text, mandatory: true, summary: "The version of PowerShell that it is for." },
    Description: { type: text, mandatory: true, summary: "What it holds." },
  },
});

/** Of Exchange 2007, 2010 and those since 2013. */
const snapins = ["Admin", "E2010", "SnapIn"].map((part) =>
  PSSnapIn.make({
    Name: `Microsoft.Exchange.Management.PowerShell.${part}`,
    PSVersion: "1.0",
    Description: "The cmdlets of Exchange that exsh has.",
  }),
);

export function snapinsLike(pattern: string): readonly Of<typeof PSSnapIn>[] {
  const fits = wildcard(pattern);
  return snapins.filter((one) => fits(one.Name));
}

// New-SendConnector: a route out of the organization.

import { Problem } from "../../src/command/problem.ts";
import { SendConnector, settings } from "../../src/org/classes/SendConnector.ts";
import { newOf } from "../../src/org/derived.ts";
import { Reference } from "../../src/org/reference.ts";
import { connectorNeedsServer } from "../../src/transport/errors.ts";
import { choice, switchParameter, unlimitedValue } from "../../src/values/kinds.ts";

const usages = ["Custom", "Internal", "Internet", "Partner"] as const;

const usageSwitch = (usage: string) => ({
  type: switchParameter,
  summary: `The same as -Usage ${usage}.`,
});

export default newOf(SendConnector, {
  synopsis: "Creates a Send connector.",
  description:
    "A Send connector carries mail for the domains of its address spaces: by the MX records of each domain, or through smart hosts. Of several that match, the most specific address space wins, then the lowest cost.",
  parameters: settings,
  extra: {
    Usage: {
      type: choice("UsageType", ...usages),
      summary: "What it is for; an Internal one has no size limit at first.",
    },
    Custom: usageSwitch("Custom"),
    Internal: usageSwitch("Internal"),
    Internet: usageSwitch("Internet"),
    Partner: usageSwitch("Partner"),
  },
  values(values, given, tx) {
    const named = usages.filter((usage) => given[usage] === true || given["Usage"] === usage);
    if (new Set(named).size > 1) {
      throw new Problem({
        id: "SeveralUsages",
        category: "InvalidArgument",
        text: `A Send connector has one usage; ${named.join(" and ")} were given.`,
      });
    }
    connectorNeedsServer(values);
    const hosts = values["SmartHosts"] as readonly string[] | null | undefined;
    return {
      SourceTransportServers: [Reference.to(tx.snapshot().server)],
      ...(named[0] === "Internal" ? { MaxMessageSize: unlimitedValue } : {}),
      // Smart hosts say where mail goes, so nothing is left for DNS to say.
      ...(hosts && hosts.length > 0 ? { DNSRoutingEnabled: false } : {}),
      ...values,
    };
  },
  examples: [
    {
      run: "New-SendConnector -Name Internet -Internet -AddressSpaces * -DNSRoutingEnabled:$true",
      note: "Sends all other mail by MX records.",
    },
    {
      run: "New-SendConnector 'Smart host' -AddressSpaces fabrikam.com -SmartHosts '[192.0.2.25]' -DNSRoutingEnabled $false",
      note: "Sends the mail for one domain through a host.",
    },
  ],
});

// Get-RemoteDomain: settings for mail to and from domains outside.
import { RemoteDomain } from "../../src/org/classes/RemoteDomain.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(RemoteDomain, {
  noun: "RemoteDomain",
  synopsis: "Shows remote domains.",
  examples: [{ run: "Get-RemoteDomain Default", note: "The entry for all domains that have none of their own." }],
});

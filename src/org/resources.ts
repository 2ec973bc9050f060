// The words by which rooms and equipment are described, and which of them a mailbox may have.
import { text } from "../values/kinds.ts";
import { defineShape } from "../values/shape.ts";
import { refused } from "./errors.ts";
import type { MailboxObject, Reader } from "./organization.ts";
import { changed, type ListChange } from "./parameters.ts";
import { resourceSchema } from "./resourceschema.ts";

export const ResourceConfig = defineShape({
  name: "ResourceConfig",
  summary: "The words by which rooms and equipment are described.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The name of the configuration." },
    Name: { type: text, mandatory: true, summary: "The same." },
    ResourcePropertySchema: resourceSchema,
  },
  list: ["ResourcePropertySchema", "Identity"],
});

/**
 * The words for a resource after a change. Throws a Problem for a mailbox that is no resource, and for a word that the
 * organization's resource configuration does not know for its kind.
 */
export function resourceWords(
  reader: Reader,
  mailbox: MailboxObject,
  type: "Room" | "Equipment" | null,
  change: ListChange<string> | null,
): readonly string[] {
  const words = change === null ? [] : changed(mailbox.ResourceCustom, change, (word) => word.toLowerCase());
  if (words.length > 0 && type === null) {
    throw refused(
      "ResourceCustomOfNoResource",
      `The mailbox '${mailbox.Identity}' is no room and no piece of equipment, so it has no ResourceCustom.`,
      mailbox.Identity,
    );
  }
  const known = reader
    .snapshot()
    .organization.ResourcePropertySchema.filter((one) => one.startsWith(`${type}/`))
    .map((one) => one.slice(one.indexOf("/") + 1));
  return words.map((word) => {
    const found = known.find((one) => one.toLowerCase() === word.toLowerCase());
    if (found !== undefined) return found;
    throw refused(
      "ResourceCustomUnknown",
      `'${word}' isn't a word for ${type === "Room" ? "rooms" : "equipment"}. ${known.length === 0 ? "There are none yet" : `Those there are: ${known.join(", ")}`}; Set-ResourceConfig -ResourcePropertySchema @{Add='${type}/${word}'} adds it.`,
      word,
    );
  });
}

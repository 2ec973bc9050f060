// The kind of words by which rooms and equipment are described, apart from what asks about them.
import { many } from "../values/kinds.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { shortText } from "./kinds.ts";

/** "Room/Projector" or "Equipment/Van": the kind of resource, and a word for it. */
const resourceProperty: Type<string> = {
  ...shortText(128),
  convert(value) {
    const given = toText(value).trim();
    const [, kind, word] = /^(room|equipment)\/([^/]{1,100})$/i.exec(given) ?? [];
    if (kind === undefined || word === undefined || word.trim() === "") {
      throw new ConversionError(`"${given}" isn't a resource property. Write it as Room/Projector or Equipment/Van.`);
    }
    return `${kind.toLowerCase() === "room" ? "Room" : "Equipment"}/${word.trim()}`;
  },
};

/** The property of the organization that holds the words. */
export const resourceSchema = {
  type: many(resourceProperty, "MultiValuedProperty"),
  default: [],
  summary: "The words that Set-Mailbox -ResourceCustom takes, each as Room/word or Equipment/word.",
} as const;

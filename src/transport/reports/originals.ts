// The texts that reports have of themselves, as records for people.

import { statusCode } from "../../org/classes/SystemMessage.ts";
import { language } from "../../org/kinds.ts";
import { boolean, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { Words } from "./words.ts";

export const OriginalMessage = defineShape({
  name: "OriginalSystemMessage",
  summary: "What reports with an enhanced status code say where no text of the administrator's own is there.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "Language and code in one." },
    DsnCode: { type: statusCode, mandatory: true, summary: "The enhanced status code." },
    Internal: {
      type: boolean,
      mandatory: true,
      summary: "Whether senders inside read it, or those outside; both read the same.",
    },
    Language: { type: language, mandatory: true, summary: "The language it is written in." },
    Text: { type: text, mandatory: true, summary: "What people read." },
  },
  table: ["Identity", "Text"],
});

/** One record for each language, side and code. */
export function* originals(all: readonly Words[]): Generator<Of<typeof OriginalMessage>> {
  for (const words of all) {
    for (const internal of [true, false]) {
      for (const [code, { what, todo }] of Object.entries(words.codes)) {
        if (code.startsWith("x")) continue;
        yield OriginalMessage.make({
          Identity: `${words.language}\\${internal ? "Internal" : "External"}\\${code}`,
          DsnCode: code,
          Internal: internal,
          Language: words.language,
          Text: `${what} ${todo}`,
        });
      }
    }
  }
}

// A text of the administrator's own for reports with one enhanced status code, in one language.
import { readMarkup } from "../../mail/markup.ts";
import { boolean } from "../../values/kinds.ts";
import { toText } from "../../values/text.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { defineClass } from "../class.ts";
import { language, objectName } from "../kinds.ts";

/** "5.7.1": the second and third numbers of any value, the first one 4 or 5 (RFC 3463 2). */
export const statusCode: Type<string> = {
  name: "EnhancedStatusCode",
  convert(value) {
    const given = toText(value).trim();
    if (!/^[45]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/.test(given)) {
      throw new ConversionError(`"${given}" isn't an enhanced status code. Write it as 5.7.1 or 4.4.7.`);
    }
    return given;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  key: (value) => value,
};

const mostText = 512;

const messageText: Type<string> = {
  ...objectName,
  convert(value) {
    const given = toText(value).trim();
    if (given === "") throw new ConversionError("The text must not be empty.");
    if (given.length > mostText) {
      throw new ConversionError(`The text has ${given.length} characters; at most ${mostText} are allowed.`);
    }
    if (/[\x00-\x1f\x7f]/.test(given)) {
      throw new ConversionError("The text must not hold control characters; <BR> begins a new line.");
    }
    try {
      readMarkup(given);
    } catch (error) {
      throw new ConversionError((error as Error).message);
    }
    return given;
  },
};

export const SystemMessage = defineClass({
  name: "SystemMessage",
  label: "system message",
  summary: "A text for reports with one enhanced status code, in one language.",
  identity: ["Name"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "Language, side and code in one." },
    DsnCode: { type: statusCode, mandatory: true, summary: "The enhanced status code of the reports it is for." },
    Internal: {
      type: boolean,
      mandatory: true,
      summary: "Whether it is for senders inside the organization, or for those outside.",
    },
    Language: { type: language, mandatory: true, summary: "The language it is written in." },
    Text: {
      type: messageText,
      mandatory: true,
      summary: 'What people read: at most 512 characters, with the tags <B>, <EM>, <BR>, <P> and <A HREF="...">.',
    },
  },
  table: ["Identity", "Text"],
});

/** "en\\Internal\\5.7.1". */
export const systemMessageName = (lang: string, internal: boolean, code: string) =>
  `${lang}\\${internal ? "Internal" : "External"}\\${code}`;

// ConvertTo-SecureString: a password that no view, log or error shows.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { checkKey, keyBytes, keyOfSecret, readOpenText, unseal } from "../../src/command/sealed.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";
import { SecureString, secureString } from "../../src/values/secret.ts";

const source = { type: text, mandatory: true, position: 1, pipeline: "value", summary: "The text." } as const;

export default defineCmdlet({
  name: "ConvertTo-SecureString",
  synopsis: "Makes a SecureString of text.",
  runs: "shell",
  defaultSet: "Secure",
  sets: {
    Secure: {
      String: source,
      SecureKey: {
        type: secureString,
        position: 2,
        summary: "The key that the text was sealed with, as a SecureString.",
      },
    },
    PlainText: {
      String: source,
      AsPlainText: { type: switchParameter, mandatory: true, position: 2, summary: "The text is the password itself." },
      Force: { type: switchParameter, position: 3, summary: "Confirms this; not needed, as in PowerShell 7." },
    },
    Open: {
      String: source,
      Key: {
        type: keyBytes,
        mandatory: true,
        check: checkKey,
        summary: "The key that the text was sealed with, as bytes.",
      },
    },
  },
  examples: [{ run: "ConvertTo-SecureString 'Pa$$word1' -AsPlainText -Force", note: "A password for New-Mailbox." }],
  *process(p) {
    if (p.set === "PlainText") yield new SecureString(p.String);
    else if (p.set === "Open") yield unseal(p.String, p.Key);
    else if (p.SecureKey) yield unseal(p.String, keyOfSecret(p.SecureKey));
    else {
      const read = readOpenText(p.String);
      if (typeof read === "string") throw notRead(read);
      yield read;
    }
  },
});

function notRead(why: string): Problem {
  return new Problem({
    id: "ImportSecureString_InvalidArgument",
    category: "InvalidArgument",
    text: `The text cannot be read as a password. ${why} A text sealed with a key needs it (-Key or -SecureKey); give a password itself with -AsPlainText.`,
  });
}

// ConvertFrom-SecureString: a password sealed under a key as text, or in clear where that is asked for.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { checkKey, keyBytes, keyOfSecret, openText, openTextWarning, seal } from "../../src/command/sealed.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { secureString } from "../../src/values/secret.ts";

const source = {
  type: secureString,
  mandatory: true,
  position: 1,
  pipeline: "value",
  summary: "The password.",
} as const;

export default defineCmdlet({
  name: "ConvertFrom-SecureString",
  synopsis: "Seals a SecureString under a key, as text that can be stored; or gives it as plain text.",
  description:
    "Without a key the text is what PowerShell gives where the system seals nothing: whoever can read it has the password.",
  runs: "shell",
  defaultSet: "Secure",
  sets: {
    Secure: {
      SecureString: source,
      SecureKey: { type: secureString, position: 2, summary: "The key, 8, 12 or 16 characters." },
    },
    AsPlainText: {
      SecureString: source,
      AsPlainText: { type: switchParameter, mandatory: true, summary: "Gives the password itself as text." },
    },
    Open: {
      SecureString: source,
      Key: { type: keyBytes, mandatory: true, check: checkKey, summary: "The key, 16, 24 or 32 bytes." },
    },
  },
  examples: [
    {
      run: "ConvertTo-SecureString secret -AsPlainText | ConvertFrom-SecureString -Key (1..16)",
      note: "Text that ConvertTo-SecureString -Key reads again.",
    },
  ],
  *process(p, { world, verbose }) {
    if (p.set === "AsPlainText") {
      yield p.SecureString.reveal();
      return;
    }
    const key = p.set === "Open" ? p.Key : p.SecureKey && keyOfSecret(p.SecureKey);
    if (!key) {
      verbose(openTextWarning);
      yield openText(p.SecureString);
    } else yield seal(p.SecureString, key, world.random.bytes(16));
  },
});

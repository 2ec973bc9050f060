// Get-Credential: asks for a user name and password.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";
import { Credential, SecureString } from "../../src/values/secret.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

/** A credential is given back as it is; text is the user name to ask a password for. */
const nameOrCredential: Type<Credential | string> = {
  name: "PSCredential or user name",
  convert(value) {
    if (value instanceof Credential) return value;
    const name = toText(value);
    if (name === "") throw new ConversionError("A user name cannot be empty.");
    return name;
  },
  show: (value) => (value instanceof Credential ? value.userName : value),
  encode: (value) => (value instanceof Credential ? value.userName : value),
  decode: String,
};

export default defineCmdlet({
  name: "Get-Credential",
  synopsis: "Asks for a user name and password.",
  runs: "shell",
  defaultSet: "CredentialSet",
  sets: {
    CredentialSet: {
      Credential: { type: nameOrCredential, position: 1, summary: "The user name, or a credential already there." },
    },
    MessageSet: {
      Message: { type: text, summary: "Why it is asked." },
      UserName: { type: text, position: 1, summary: "The user name." },
      Title: { type: text, default: "PowerShell credential request", summary: "The heading of the question." },
    },
  },
  examples: [
    {
      run: "if ($false) { Get-Credential alice@contoso.com }",
      note: "Asks for the password, when there is a person to ask.",
    },
  ],
  async *process(p, { shell }) {
    if (p.Credential instanceof Credential) {
      yield p.Credential;
      return;
    }
    const heading = p.set === "MessageSet" ? `${p.Title}\n${p.Message ?? "Enter your credentials."}\n` : "";
    const known = p.set === "MessageSet" ? p.UserName : p.Credential;
    const userName = known ?? (await shell.ask({ kind: "text", prompt: `${heading}User: ` }));
    const prompt = `${known === undefined ? "" : heading}Password for user ${userName}: `;
    yield new Credential(userName, new SecureString(await shell.ask({ kind: "secret", prompt })));
  },
});

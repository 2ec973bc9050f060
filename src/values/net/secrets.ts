// [securestring] and [pscredential]: made of what is secret already, never of plain text by a cast.
import { CustomObject } from "../custom.ts";
import { CastError, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { Credential, SecureString } from "../secret.ts";
import { refuse } from "./core.ts";

export const secureStringType: NetType = {
  name: "System.Security.SecureString",
  aliases: ["securestring"],
  holds: (value) => value instanceof SecureString,
  convert(value) {
    if (value === null || value === undefined) return null;
    throw new CastError(
      "Text cannot be converted to a SecureString. Use ConvertTo-SecureString -AsPlainText -Force.",
      "ConvertToFinalInvalidCastException",
    );
  },
  members: members<SecureString>({
    get: { Length: (self) => self.length },
    call: { Dispose: () => undefined, MakeReadOnly: () => undefined },
  }),
};

export const credentialType: NetType = {
  name: "System.Management.Automation.PSCredential",
  aliases: ["pscredential", "management.automation.pscredential"],
  holds: (value) => value instanceof Credential,
  convert(value) {
    if (value === null || value === undefined) return null;
    throw refuse(value, "System.Management.Automation.PSCredential");
  },
  members: members<Credential>({
    call: {
      GetNetworkCredential: (self) => {
        const [domain, user] = self.userName.includes("\\") ? self.userName.split("\\", 2) : ["", self.userName];
        return new CustomObject({ UserName: user, Password: self.password.reveal(), Domain: domain }, [
          "System.Net.NetworkCredential",
        ]);
      },
    },
  }),
  construct: ([name, password]) => {
    if (typeof name !== "string" || !(password instanceof SecureString)) {
      throw new MemberError("A credential is made from a user name and a SecureString.");
    }
    return new Credential(name, password);
  },
};

registerTypes(secureStringType, credentialType);

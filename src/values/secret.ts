// Passwords in transit: SecureString and PSCredential, which never show what they hold.
import { Structured } from "./structured.ts";
import { ConversionError, type Type } from "./type.ts";

/** Text that no view, log or error shows; only `reveal` gives it. */
export class SecureString {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    Object.freeze(this);
  }

  /** The text itself; whoever calls must neither keep nor print it. */
  reveal(): string {
    return this.#text;
  }

  get length(): number {
    return this.#text.length;
  }

  toString(): string {
    return "System.Security.SecureString";
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A user name with its password. */
export class Credential extends Structured {
  override readonly typeNames = ["System.Management.Automation.PSCredential"];
  readonly userName: string;
  readonly password: SecureString;

  constructor(userName: string, password: SecureString) {
    super();
    this.userName = userName;
    this.password = password;
  }

  override names(): readonly string[] {
    return ["UserName", "Password"];
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "username":
        return this.userName;
      case "password":
        return this.password;
      default:
        return null;
    }
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }
}

/** Text is refused: a password typed as a word would stand in the history. */
export const secureString: Type<SecureString> = {
  name: "SecureString",
  convert(value) {
    if (value instanceof SecureString) return value;
    throw new ConversionError(
      "A password must be a SecureString. Make one with ConvertTo-SecureString -AsPlainText -Force, Read-Host -AsSecureString or Get-Credential.",
    );
  },
  show: (value) => value.toString(),
  encode: (value) => value.reveal(),
  decode: (json) => new SecureString(String(json)),
};

export const credential: Type<Credential> = {
  name: "PSCredential",
  convert(value) {
    if (value instanceof Credential) return value;
    throw new ConversionError("A credential must come from Get-Credential or [pscredential]::new(name, password).");
  },
  show: (value) => value.userName,
  encode: (value) => ({ userName: value.userName, password: value.password.reveal() }),
  decode(json) {
    const stored = json as { readonly userName: string; readonly password: string };
    return new Credential(stored.userName, new SecureString(stored.password));
  },
};

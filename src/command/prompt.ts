// Asks a person for mandatory parameters that were left out.
import { type Credential, SecureString } from "../values/secret.ts";
import type { Type } from "../values/type.ts";
import type { Question } from "./context.ts";

export type Ask = (question: Question) => Promise<string>;

/** What the person gives for one parameter; `heading` stands before the first question of a command. */
export async function askValue(name: string, type: Type<unknown>, heading: string, ask: Ask): Promise<unknown> {
  if (type.name === "SecureString") {
    return new SecureString(await ask({ kind: "secret", prompt: `${heading}${name}: ` }));
  }
  if (type.name === "PSCredential") return askCredential(type as Type<Credential>, heading, ask);
  if (!type.element) return ask({ kind: "text", prompt: `${heading}${name}: ` });
  const items: string[] = [];
  for (;;) {
    const head = items.length === 0 ? heading : "";
    const item = await ask({ kind: "text", prompt: `${head}${name}[${items.length}]: ` });
    if (item === "") return items;
    items.push(item);
  }
}

async function askCredential(type: Type<Credential>, heading: string, ask: Ask): Promise<Credential> {
  const userName = await ask({ kind: "text", prompt: `${heading}User: ` });
  const password = await ask({ kind: "secret", prompt: `Password for user ${userName}: ` });
  return type.decode({ userName, password });
}

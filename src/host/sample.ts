// The sample mailboxes of --ephemeral, made by the same cmdlet as anybody's.
import { Problem } from "../command/problem.ts";
import type { HouseLink } from "./house.ts";
import { openConversation } from "./session.ts";
import type { Visit } from "./visit.ts";

/** The password of all of them. */
export const samplePassword = "sandbox";

export async function addSampleMailboxes(link: HouseLink, domain: string, visit: Visit): Promise<void> {
  let told = "";
  const terminal = {
    ...visit.terminal,
    out: () => undefined,
    error: (text: string) => {
      told += text;
    },
  };
  const conversation = openConversation({ outputFormat: "Text" }, { ...visit, terminal }, link, undefined);
  const ending = await conversation.run(
    `$password = ConvertTo-SecureString '${samplePassword}' -AsPlainText -Force
     'Alice', 'Bob', 'Carol' | ForEach-Object {
       $alias = $_.ToLower()
       New-Mailbox -Name $_ -Alias $alias -UserPrincipalName "$alias@${domain}" -Password $password
     }`,
  );
  if (ending.kind === "done" && ending.ok) return;
  throw new Problem({
    id: "NoSampleMailboxes",
    category: "InvalidResult",
    text: `The sample mailboxes could not be made. ${told.trim()}`,
  });
}

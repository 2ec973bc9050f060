// Postfix as it is measured: a private instance with its default durability, virtual delivery to a hundred Maildirs.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Postfix, privatePostfix } from "../../peers/postfix.ts";
import { ownLoopback } from "../../peers/tools.ts";
import { boxes } from "./exsh.ts";
import type { Peer } from "./peer.ts";
import { cleaning, cpuOf, tail } from "./proc.ts";

export const domain = "postfix.test";

/** What performance is measured with, beside the defaults: no TLS and no names, as many processes as there are sessions. */
const settings = {
  smtpd_tls_security_level: "none",
  smtp_tls_security_level: "none",
  smtpd_recipient_restrictions: "permit_mynetworks, reject",
  default_process_limit: "250",
};

export interface MeasuredPostfix extends Peer {
  readonly postfix: Postfix;
}

/** @param more further settings of main.cf. */
export async function startPostfix(more: Readonly<Record<string, string>> = {}): Promise<MeasuredPostfix> {
  const postfix = privatePostfix(ownLoopback(), domain, { ...settings, ...more });
  const remove = cleaning(postfix.remove);
  try {
    // The last two digits choose one of the hundred.
    const maps = ["/^\\d*?(\\d\\d)bench@/ box$1/", "/^(\\d)bench@/ box0$1/", "/^/ box00/"];
    writeFileSync(join(postfix.folder, "etc", "boxes"), `${maps.slice(0, boxes).join("\n")}\n`);
    await postfix.start();
  } catch (error) {
    remove();
    throw error;
  }
  const master = Number(readFileSync(join(postfix.folder, "queue", "pid", "master.pid"), "utf8"));
  const lines = tail(join(postfix.folder, "log"), "mail.log");
  let count = 0;
  return {
    postfix,
    address: postfix.address,
    port: postfix.port,
    domain,
    cpu: () => cpuOf(master),
    delivered(wanted) {
      count += lines().filter((line) => line.includes("/virtual[") && line.includes("status=sent")).length;
      return count >= wanted ? newest(join(postfix.folder, "mail")) : undefined;
    },
    end: async () => remove(),
  };
}

/** When the last file came into a Maildir; its log tells the second only. */
function newest(mail: string): number {
  let last = 0;
  for (const box of readdirSync(mail))
    for (const name of readdirSync(join(mail, box, "new")))
      last = Math.max(last, statSync(join(mail, box, "new", name)).ctimeMs);
  return last;
}

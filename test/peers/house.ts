// A transport beside real servers: runs scripts against it, sends to it with swaks, and waits inside the shell.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { exsh, freePorts, program, type Server } from "../process.ts";
import type { Authority } from "../transport/authority.ts";

export const password = "correct horse 1";

export interface House {
  /** Runs a script that must not fail, and gives what it wrote. */
  shell(script: string): Promise<string>;
  /** Sends as one@exsh.test, who has a password, with this Message-ID; the body is "body of" it. */
  send(to: string, id: string): Promise<void>;
}

export function house(data: string, server: () => Server): House {
  return {
    async shell(script) {
      const result = await exsh(["--data", data, "-NoProfile", "-c", script]);
      expect(result.stderr).toBe("");
      return result.stdout.trim();
    },
    async send(to, id) {
      const at = ["--server", "127.0.0.1", "--port", String(server().port("Client Frontend"))];
      const login = ["--tls", "--auth", "PLAIN", "--auth-user", "one@exsh.test", "--auth-password", password];
      await swaks([...at, ...login], "one@exsh.test", to, id);
    },
  };
}

/** Makes an organization by a script, with certificates of the authority; gives the name of its server. */
export async function furnish(data: string, authority: Authority, script: string): Promise<string> {
  const made = await exsh(["--data", data, "-NoProfile", "-c", `${freePorts}\n${script}\n(Get-ExchangeServer).Fqdn`]);
  expect(made.stderr).toBe("");
  expect(made.code).toBe(0);
  const name = made.stdout.trim().split("\n").at(-1) ?? "";
  const certificates = join(data, "certificates");
  mkdirSync(certificates, { recursive: true });
  const own = await authority.issue([name]);
  writeFileSync(join(certificates, "authority.crt"), authority.certificate);
  writeFileSync(join(certificates, "mail.crt"), own.cert);
  writeFileSync(join(certificates, "mail.key"), own.key, { mode: 0o600 });
  return name;
}

/** Sends a message, which must be taken. */
export async function swaks(how: readonly string[], from: string, to: string, id: string): Promise<void> {
  const mail = ["--from", from, "--to", to, "--header", `Message-Id: <${id}>`, "--body", `body of ${id}`];
  const result = await program("swaks", ["--helo", "client.example", ...how, ...mail]);
  expect(`${result.code} ${result.stdout}`).toMatch(/^0 /);
}

/** Waits inside one shell until the expression is true, so that no test sleeps or polls with processes. */
export function until(condition: string): string {
  return `$deadline = (Get-Date).AddSeconds(60); while (-not (${condition}) -and (Get-Date) -lt $deadline) { }`;
}

export function tracked(id: string, event: string): string {
  return `@(Get-MessageTrackingLog -MessageId '<${id}>' -EventId ${event}).Count -gt 0`;
}

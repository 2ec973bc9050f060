// What is asked and said when a certificate is enabled for services.
import type { Context } from "../../command/context.ts";
import type { Certificate, Held } from "./store.ts";

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Whether a certificate that becomes SMTP's also becomes its default: asked, unless -Force says so. */
export async function replacesDefault(
  next: Pick<Certificate, "thumbprint" | "notAfter">,
  services: readonly string[],
  force: boolean | undefined,
  ctx: Context,
): Promise<boolean> {
  if (!services.includes("SMTP")) return false;
  if (force) return true;
  const all = await ctx.certificates.all();
  const current: Held | undefined =
    all.find(({ settings }) => settings.isDefault) ?? all.find(({ settings }) => settings.automatic);
  if (current === undefined || current.thumbprint === next.thumbprint) return true;
  const one = (held: Pick<Certificate, "thumbprint" | "notAfter">) =>
    `'${held.thumbprint}' (expires ${dayOf(held.notAfter)})`;
  return ctx.shouldContinue(
    `Overwrite the existing default SMTP certificate?\n\nCurrent certificate: ${one(current)}\nReplace it with certificate: ${one(next)}`,
    "Confirm",
  );
}

/** Tells of services that are yet to come. */
export function offerServices(services: readonly string[], ctx: Context): void {
  const later = services.filter((service) => service !== "SMTP");
  if (later.length > 0) {
    ctx.warning(
      `There is no service ${later.join(", ")} here yet: SMTP alone shows certificates. The certificate is marked for when there is.`,
    );
  }
}

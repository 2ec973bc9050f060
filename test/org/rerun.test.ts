// A provisioning script that runs again: what is there already is told before the slow hash of a password is made.
import { expect, test, vi } from "vitest";
import { hashPassword } from "../../src/org/password.ts";
import { bench, password } from "./cmdlets.ts";
import { collect } from "./organization.ts";

vi.mock("../../src/org/password.ts", { spy: true });

test("no hash is made for a mailbox that cannot be", async () => {
  const at = await bench();
  const kim = { Name: "Kim Akers", UserPrincipalName: "kim@contoso.com", Password: password() };
  const hashes = vi.mocked(hashPassword).mock.calls;
  await at.get("New-Mailbox", kim);
  expect(hashes).toHaveLength(1);
  const changes = async () => (await collect(at.org.history())).length;
  const before = await changes();
  for (const [more, text] of [
    [{}, "the Name 'Kim Akers'"],
    [{ Name: "Kim" }, "the UserPrincipalName 'kim@contoso.com'"],
    [{ Name: "Kim", UserPrincipalName: "k@contoso.com", SamAccountName: "KIM" }, "the SamAccountName 'KIM'"],
    [{ Name: "Kim", UserPrincipalName: "k@contoso.com", PrimarySmtpAddress: "kim@contoso.com" }, "proxy address"],
    [{ Name: "Kim", UserPrincipalName: "k@contoso.com", Database: "nowhere" }, "'nowhere' couldn't be found"],
  ] as const) {
    expect(await at.fails("New-Mailbox", { ...kim, ...more })).toContain(text);
  }
  expect(hashes).toHaveLength(1);
  expect(await changes()).toBe(before);
  await at.get("New-Mailbox", { ...kim, Name: "Kim Abercrombie", UserPrincipalName: "k@contoso.com" });
  expect(hashes).toHaveLength(2);
});

test("of two shells that make the same mailbox at once one is refused, although neither had seen the other", async () => {
  const at = await bench();
  const kim = { Name: "Kim Akers", UserPrincipalName: "kim@contoso.com", Password: password() };
  const both = await Promise.all([at.run(["New-Mailbox", kim]), at.run(["New-Mailbox", kim])]);
  expect(both.flatMap((one) => one.output)).toHaveLength(1);
  expect(both.flatMap((one) => one.errors).map((one) => one.message)).toEqual([
    expect.stringContaining("There is already an object with the Name 'Kim Akers'"),
  ]);
});

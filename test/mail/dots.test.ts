// What DATA takes of a message: the next server reads the same message, and its end where it ends.
import fc from "fast-check";
import { expect, it } from "vitest";
import { dotted } from "../../src/mail/dots.ts";

/** As a server reads it (RFC 5321 4.5.2). */
function read(wire: string): string {
  const lines = wire.split("\r\n");
  const end = lines.indexOf(".");
  expect(lines.slice(end + 1)).toEqual([""]);
  return lines
    .slice(0, end)
    .map((line) => `${line.replace(/^\./, "")}\r\n`)
    .join("");
}

const text = fc
  .array(fc.constantFrom("a", ".", "\r\n", "\r", "\n", "..", "\r\n.\r\n"))
  .map((pieces) => pieces.join(""));

it("what goes over the wire is read as the message, each of whose line ends is CRLF", () => {
  fc.assert(
    fc.property(text, (message) => {
      const wire = dotted(Buffer.from(message, "latin1")).toString("latin1");
      const lines = message.replace(/\r\n|\r|\n/g, "\r\n");
      expect(read(wire)).toBe(lines === "" || lines.endsWith("\r\n") ? lines : `${lines}\r\n`);
      expect(wire.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    }),
  );
});

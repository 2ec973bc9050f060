// Transcripts: what is typed and what is shown, each run in the owner of an organization and through its socket.
// `UPDATE_TRANSCRIPTS=1 npx vitest run test/transcripts.test.ts` writes what the owner shows into the files; read the difference.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { playTranscript, printTranscript, readTranscript } from "./transcript.ts";

const folder = fileURLToPath(new URL("./transcripts", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));
const update = process.env["UPDATE_TRANSCRIPTS"] === "1";

describe.each(files)("%s", (file) => {
  const path = join(folder, file);
  const transcript = readTranscript(readFileSync(path, "utf8"));

  test("in the owner", async () => {
    const shown = printTranscript(await playTranscript(transcript, "owner"));
    if (update) writeFileSync(path, shown);
    else expect(shown).toBe(printTranscript(transcript));
  });

  test("through the socket", async () => {
    const shown = printTranscript(await playTranscript(transcript, "guest"));
    expect(shown).toBe(printTranscript(update ? readTranscript(readFileSync(path, "utf8")) : transcript));
  });
});

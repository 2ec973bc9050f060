// Runs what a person or a script asks of a session: one text, one script file, or the prompt.
import { join } from "node:path";
import type { CommonOptions } from "./arguments.ts";
import { buildVersion } from "./build.ts";
import { openScript, type Script } from "./check.ts";
import type { Conversation, Ending, Person, Prompt } from "./conversation.ts";
import { dataFolder, type Folder, userFolder } from "./folder.ts";
import { type HouseLink, openLink } from "./house.ts";
import { openConversation } from "./session.ts";
import { onSignal } from "./signals.ts";
import type { Visit } from "./visit.ts";

type Wanted =
  | { readonly kind: "shell" }
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "file"; readonly file: string; readonly args: readonly string[] };

/** What is to be run, read whole before anything begins. */
type Work =
  | { readonly kind: "prompt" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "script"; readonly script: Script; readonly args: readonly string[] };

/** @returns the exit status. */
export async function runSession(options: Wanted & CommonOptions, visit: Visit): Promise<number> {
  const work = await workOf(options, visit);
  if (typeof work === "string") {
    visit.terminal.error(`exsh: ${work}\n`);
    return 2;
  }
  const { world } = visit;
  const folder = dataFolder(options.data, world.host);
  visit.logs = folder.logs;
  const link = visit.link ?? openLink(folder, visit, { domain: undefined, onStop: undefined });
  visit.last.push(() => link.close());
  try {
    return work.kind === "prompt"
      ? await interact(options, visit, link, folder)
      : await perform(work, options, visit, link);
  } finally {
    await link.close();
  }
}

async function workOf(options: Wanted, { world, terminal }: Visit): Promise<Work | string> {
  switch (options.kind) {
    case "command":
      return { kind: "text", text: options.text === "-" ? await terminal.readAll() : options.text };
    case "file": {
      const script =
        options.file === "-"
          ? { path: "", source: await terminal.readAll() }
          : await openScript(options.file, world.host, world);
      return typeof script === "string" ? script : { kind: "script", script, args: options.args };
    }
    case "shell":
      // Without a terminal there is nobody to prompt: the input is the text, as with `-Command -`.
      return terminal.person ? { kind: "prompt" } : { kind: "text", text: await terminal.readAll() };
  }
}

/** Runs a text or a script, and says how it ended. */
async function perform(
  work: Exclude<Work, { kind: "prompt" }>,
  options: CommonOptions,
  visit: Visit,
  link: HouseLink,
): Promise<number> {
  let person: Person | undefined;
  const ask = async (question: Parameters<Person["ask"]>[0]) => {
    person ??= (await visit.shell()).openPerson(visit.world);
    return person.ask(question);
  };
  const asks = visit.terminal.person && !options.nonInteractive;
  const conversation = openConversation(options, visit, link, asks ? ask : undefined);
  let signalled: number | undefined;
  const letGo = onSignal((_name, status) => {
    signalled = status;
    conversation.stop();
  });
  let gone = false;
  visit.terminal.onGone(() => {
    gone = true;
    conversation.stop();
  });
  try {
    const before = options.noProfile ? undefined : await runProfile(conversation, visit);
    if (before?.kind === "exit") return before.status;
    const ending =
      work.kind === "text" ? await conversation.run(work.text) : await conversation.runScript(work.script, work.args);
    return signalled ?? (gone ? 0 : statusOf(ending));
  } finally {
    letGo();
    person?.close();
  }
}

/** Stopped by the person, at a question: as Ctrl+C elsewhere. */
function statusOf(ending: Ending): number {
  if (ending.kind === "exit") return ending.status;
  if (ending.kind === "stopped") return 130;
  return ending.ok ? 0 : 1;
}

async function interact(options: CommonOptions, visit: Visit, link: HouseLink, folder: Folder): Promise<number> {
  const { world, terminal } = visit;
  const shell = await visit.shell();
  const history = join(userFolder("state", world.host), "exsh", "history");
  const prompt: Prompt = await shell.openPrompt({ world, history });
  const conversation = openConversation(
    options,
    visit,
    link,
    options.nonInteractive ? undefined : (question) => prompt.ask(question),
  );
  let signalled: number | undefined;
  const letGo = onSignal(
    (_name, status) => {
      signalled = status;
      conversation.stop();
      prompt.close();
    },
    ["SIGTERM", "SIGHUP"],
  );
  try {
    if (!options.noLogo) terminal.out(banner(options, folder));
    const before = options.noProfile ? undefined : await runProfile(conversation, visit);
    if (before?.kind === "exit") return before.status;
    const status = await prompt.converse(conversation);
    return signalled ?? status;
  } finally {
    letGo();
    prompt.close();
  }
}

function banner(options: CommonOptions, folder: Folder): string {
  const place = options.ephemeral
    ? "A temporary organization with alice, bob and carol (password 'sandbox');\nit is gone when you leave.\n"
    : `The organization is in ${folder.path}.\n`;
  return `exsh ${buildVersion}. Get-Command lists all, Get-Help <name> explains, Tab completes.\n${place}\n`;
}

/** Runs the user's profile script if there is one (about_Profiles). */
async function runProfile(conversation: Conversation, { world, terminal }: Visit): Promise<Ending | undefined> {
  const path = join(userFolder("config", world.host), "exsh", "profile.ps1");
  if ((await world.disk.stat(path)) === undefined) return undefined;
  const script = await openScript(path, world.host, world);
  if (typeof script === "string") {
    terminal.error(`exsh: ${script}\n`);
    return undefined;
  }
  return conversation.runProfile(script);
}

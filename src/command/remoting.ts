// Sessions of PowerShell remoting as old scripts open them to Exchange: each stands for this shell, which has its cmdlets.
import { choice, int, switchParameter, text } from "../values/kinds.ts";
import { credential } from "../values/secret.ts";
import { defineShape, type Of } from "../values/shape.ts";
import { ConversionError, type Type } from "../values/type.ts";
import type { ParameterTable } from "./cmdlet.ts";
import { anything } from "./kinds.ts";
import { Problem } from "./problem.ts";
import type { Aliases } from "./session.ts";

export const PSSession = defineShape({
  name: "System.Management.Automation.Runspaces.PSSession",
  summary: "A session for the cmdlets of Exchange; it stands for the shell it was made in.",
  properties: {
    Id: { type: int, mandatory: true, summary: "Its number in this shell." },
    Name: { type: text, mandatory: true, summary: "Its name." },
    Transport: { type: text, mandatory: true, summary: "How the other side is reached: always Local." },
    ComputerName: { type: text, mandatory: true, summary: "The server that was asked for." },
    ComputerType: { type: text, mandatory: true, summary: "Always RemoteMachine." },
    State: {
      type: choice("RunspaceState", "Opened", "Closed"),
      mandatory: true,
      summary: "Closed when it was removed.",
    },
    ConfigurationName: { type: text, mandatory: true, summary: "Microsoft.Exchange." },
    Availability: {
      type: choice("RunspaceAvailability", "Available", "None"),
      mandatory: true,
      summary: "Whether it can be used.",
    },
  },
  table: ["Id", "Name", "Transport", "ComputerName", "ComputerType", "State", "ConfigurationName", "Availability"],
});
export type Session = Of<typeof PSSession>;

export const session: Type<Session> = {
  name: "PSSession",
  convert(value) {
    if (PSSession.holds(value)) return value;
    throw new ConversionError("A session must come from New-PSSession or Get-PSSession.");
  },
  show: (value) => value.Name,
  encode: (value) => value.stored(),
  decode: (json) => PSSession.decode(json as Parameters<typeof PSSession.decode>[0]),
};

interface Sessions {
  last: number;
  readonly open: Session[];
}

/** The sessions of a shell; a world lives as long as its shell. */
const kept = new WeakMap<object, Sessions>();
/** What Import-PSSession -Prefix made for a session. */
const imported = new WeakMap<Session, string[]>();

function sessionsOf(world: object): Sessions {
  let sessions = kept.get(world);
  if (!sessions) {
    sessions = { last: 0, open: [] };
    kept.set(world, sessions);
  }
  return sessions;
}

/** The open ones, oldest first. */
export const openSessions = (world: object): readonly Session[] => sessionsOf(world).open;

/** Opens one; throws a Problem where something else than Exchange, or the cloud, is asked for. */
export function openSession(
  world: object,
  asked: { readonly configuration: string | undefined; readonly computer: string; readonly name?: string | undefined },
): Session {
  refuseOthers(asked.configuration, asked.computer);
  const sessions = sessionsOf(world);
  const id = ++sessions.last;
  const made = PSSession.make({
    Id: id,
    Name: asked.name ?? `Runspace${id}`,
    Transport: "Local",
    ComputerName: asked.computer,
    ComputerType: "RemoteMachine",
    State: "Opened",
    ConfigurationName: "Microsoft.Exchange",
    Availability: "Available",
  });
  sessions.open.push(made);
  return made;
}

export function closeSession(world: object, one: Session, aliases: Aliases): void {
  const { open } = sessionsOf(world);
  const at = open.indexOf(one);
  if (at >= 0) open.splice(at, 1);
  one.set("State", "Closed");
  one.set("Availability", "None");
  for (const name of imported.get(one) ?? []) aliases.remove(name, "Global");
  imported.delete(one);
}

/** Remembers names that go with the session. */
export function goesWith(one: Session, names: readonly string[]): void {
  imported.set(one, [...(imported.get(one) ?? []), ...names]);
}

export function mustBeOpen(one: Session): void {
  if (one.State === "Opened") return;
  throw new Problem({
    id: "PSSessionNotOpened",
    category: "InvalidArgument",
    text: `The session '${one.Name}' is closed. Open another one with New-PSSession, or leave sessions out: the cmdlets of Exchange are in this shell.`,
    target: one,
  });
}

/** Throws a Problem unless the cmdlets of an Exchange of one's own are asked for. */
export function refuseOthers(configuration: string | undefined, computer: string): void {
  if (configuration?.toLowerCase() !== "microsoft.exchange") throw noRemoting(computer);
  if (isCloud(computer)) throw noCloud(computer);
}

/** The server in the URI of a connection, or the text itself where it is none. */
export function hostOf(uri: string): string {
  try {
    return new URL(uri).hostname || uri;
  } catch {
    return uri;
  }
}

const cloud = /(?:^|\.)(?:outlook\.com|office365\.(?:com|us)|outlook\.cn|protection\.outlook\.com|office\.de)$/i;

const isCloud = (host: string) => cloud.test(host);

function noRemoting(computer: string): Problem {
  return new Problem({
    id: "PSSessionOpenFailed",
    category: "OpenError",
    text: `No session with '${computer}' can be opened: exsh runs commands in this shell only. -ConfigurationName Microsoft.Exchange gives a session that stands for this shell.`,
    target: computer,
    exceptionType: "System.Management.Automation.Remoting.PSRemotingTransportException",
  });
}

function noCloud(computer: string): Problem {
  return new Problem({
    id: "PSSessionOpenFailed",
    category: "OpenError",
    text: `No session with '${computer}' can be opened: exsh is an organization of its own and does not reach Exchange Online. Leave the line out to work on this organization.`,
    target: computer,
    exceptionType: "System.Management.Automation.Remoting.PSRemotingTransportException",
  });
}

const nobodySignsIn = "the session stands for this shell, where nobody signs in.";
const noConnection = "the session stands for this shell; no connection is made.";

/** How the other side of a connection is reached and convinced; nothing of it is needed here. */
export const connectionParameters: ParameterTable = {
  Credential: { type: credential, allowNull: true, noEffect: nobodySignsIn, quiet: true, summary: "Who signs in." },
  Authentication: { type: text, noEffect: nobodySignsIn, quiet: true, summary: "How that is done: Kerberos, Basic …" },
  AllowRedirection: {
    type: switchParameter,
    noEffect: noConnection,
    quiet: true,
    summary: "Whether the server may name another.",
  },
  SessionOption: {
    type: anything,
    allowNull: true,
    noEffect: noConnection,
    quiet: true,
    summary: "What New-PSSessionOption gave.",
  },
};

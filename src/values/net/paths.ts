// [IO.Path]: paths as text, with nothing asked of the disk but a temporary file.
import { posix } from "node:path";
import { typed } from "../collections.ts";
import { members, type NetType, registerTypes } from "../nettype.ts";
import { Char } from "../numbers.ts";
import { toText } from "../text.ts";

function extension(path: string): string {
  const name = posix.basename(path);
  const dot = name.lastIndexOf(".");
  return dot < 0 || dot === name.length - 1 ? "" : name.slice(dot);
}

const pathType: NetType = {
  name: "System.IO.Path",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    get: {
      DirectorySeparatorChar: () => new Char(47),
      AltDirectorySeparatorChar: () => new Char(47),
      VolumeSeparatorChar: () => new Char(47),
      PathSeparator: () => new Char(58),
    },
    call: {
      Combine: (_, parts) =>
        parts
          .map((part) => toText(part))
          .reduce(
            (all, part) =>
              part.startsWith("/") || all === "" ? part : part === "" ? all : `${all.replace(/\/$/, "")}/${part}`,
            "",
          ),
      Join: (_, parts) =>
        parts
          .map((part) => toText(part))
          .filter((part) => part !== "")
          .reduce((all, part) => (all === "" ? part : `${all.replace(/\/$/, "")}/${part.replace(/^\//, "")}`), ""),
      GetFileName: (_, [path]) => toText(path).split("/").pop() ?? "",
      GetFileNameWithoutExtension: (_, [path]) => {
        const name = toText(path).split("/").pop() ?? "";
        return name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name;
      },
      GetExtension: (_, [path]) => extension(toText(path)),
      GetDirectoryName: (_, [path]) => {
        const text = toText(path);
        const at = text.lastIndexOf("/");
        return at < 0 ? "" : at === 0 ? (text.length > 1 ? "/" : null) : text.slice(0, at);
      },
      ChangeExtension: (_, [path, ending]) => {
        const text = toText(path);
        const old = extension(text);
        const front = old === "" ? text : text.slice(0, -old.length);
        return ending === null ? front : `${front}.${toText(ending).replace(/^\./, "")}`;
      },
      GetFullPath: (_, [path], around) => posix.resolve(around.host.cwd, toText(path)),
      GetTempPath: (_, __, around) => `${(around.host.env["TMPDIR"] ?? "/tmp").replace(/\/$/, "")}/`,
      GetRandomFileName: (_, __, around) => {
        const letters = Array.from(
          around.random.bytes(11),
          (byte) => "abcdefghijklmnopqrstuvwxyz012345"[byte & 31],
        ).join("");
        return `${letters.slice(0, 8)}.${letters.slice(8)}`;
      },
      GetTempFileName: async (_, __, around) => {
        const path = posix.join(
          around.host.env["TMPDIR"] ?? "/tmp",
          `tmp${around.random.bytes(6).toString("hex")}.tmp`,
        );
        await around.disk.write(path, "");
        return path;
      },
      GetRelativePath: (_, [from, to], around) =>
        posix.relative(posix.resolve(around.host.cwd, toText(from)), posix.resolve(around.host.cwd, toText(to))) || ".",
      IsPathFullyQualified: (_, [path]) => toText(path).startsWith("/"),
      EndsInDirectorySeparator: (_, [path]) => toText(path).endsWith("/"),
      TrimEndingDirectorySeparator: (_, [path]) => {
        const text = toText(path);
        return text.length > 1 && text.endsWith("/") ? text.slice(0, -1) : text;
      },
      Exists: async (_, [path], around) =>
        toText(path) !== "" && (await around.disk.stat(posix.resolve(around.host.cwd, toText(path)))) !== undefined,
      GetInvalidPathChars: () => typed("System.Char", [new Char(0)]),
      HasExtension: (_, [path]) => extension(toText(path)) !== "",
      IsPathRooted: (_, [path]) => toText(path).startsWith("/"),
      GetInvalidFileNameChars: () => typed("System.Char", [new Char(0), new Char(47)]),
      GetPathRoot: (_, [path]) => (toText(path).startsWith("/") ? "/" : ""),
    },
  }),
};

registerTypes(pathType);

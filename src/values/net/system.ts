// Static members of .NET that scripts call: [math], [convert], [environment], [random] and their kin.
import { posix } from "node:path";
import { typed } from "../collections.ts";
import { CustomObject } from "../custom.ts";
import { Dictionary } from "../dictionary.ts";
import {
  MemberError,
  members,
  type NetType,
  namedType,
  registerTypes,
  type Surroundings,
  TypeValue,
} from "../nettype.ts";
import {
  type AnyNumber,
  Char,
  double,
  int64,
  isNumber,
  isWhole,
  kindOf,
  type NumberKind,
  toBigInt,
  whole,
} from "../numbers.ts";
import { shownText, toText } from "../text.ts";
import { Version } from "../version.ts";
import { cultureIn } from "./culture.ts";
import { byteList, bytesOf } from "./encoding.ts";
import { castNumber, isTrue } from "./numbers.ts";
import { intOf } from "./strings.ts";

function convertMethod(kind: NumberKind) {
  return (_: unknown, [value, base]: readonly unknown[]): AnyNumber => {
    if (typeof value === "string" && base !== undefined) {
      const radix = intOf(base);
      const digits = value.trim().toLowerCase().replace(/^0x/, "");
      if (
        ![2, 8, 10, 16].includes(radix) ||
        !new RegExp(`^[+-]?[${"0123456789abcdef".slice(0, radix)}]+$`).test(digits)
      ) {
        throw new MemberError("Could not find any recognizable digits.", "System.FormatException");
      }
      let big = 0n;
      for (const digit of digits.replace(/^[+-]/, ""))
        big = big * BigInt(radix) + BigInt(Number.parseInt(digit, radix));
      if (digits.startsWith("-")) big = -big;
      const width = kind === "Int64" ? 64 : kind === "Int32" ? 32 : kind === "Int16" ? 16 : 0;
      return castNumber(kind, whole("BigInteger", radix !== 10 && width > 0 ? BigInt.asIntN(width, big) : big));
    }
    return castNumber(kind, value);
  };
}

function inBase(value: unknown, base: unknown): string {
  const given = castNumber(isNumber(value) && isWhole(kindOf(value)) ? kindOf(value) : "Int64", value);
  const big = toBigInt(given);
  const radix = intOf(base);
  return (big < 0n && radix !== 10 ? BigInt.asUintN(kindOf(given) === "Int64" ? 64 : 32, big) : big).toString(radix);
}

const convertType: NetType = {
  name: "System.Convert",
  aliases: ["convert"],
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      ...Object.fromEntries(
        (
          [
            "Int16",
            "Int32",
            "Int64",
            "UInt16",
            "UInt32",
            "UInt64",
            "Byte",
            "SByte",
            "Double",
            "Single",
            "Decimal",
          ] as const
        ).map((kind) => [`To${kind}`, convertMethod(kind)]),
      ),
      ToString: (_, [value, base]) =>
        base === undefined || !isNumber(base) ? shownText(value, cultureIn([base])) : inBase(value, base),
      ToBoolean: (_, [value]) => {
        if (typeof value !== "string") return isTrue(value);
        const word = value.trim().toLowerCase();
        if (word !== "true" && word !== "false")
          throw new MemberError(`String '${value}' was not recognized as a valid Boolean.`, "System.FormatException");
        return word === "true";
      },
      ToBase64String: (_, [bytes]) => bytesOf(bytes).toString("base64"),
      FromBase64String: (_, [text]) => {
        const source = toText(text).replace(/\s+/g, "");
        if (source.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(source)) {
          throw new MemberError(
            "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.",
            "System.FormatException",
          );
        }
        return byteList(Buffer.from(source, "base64"));
      },
      ToChar: (_, [value]) => new Char(typeof value === "string" ? value.charCodeAt(0) : intOf(value)),
      ToDateTime: (_, [value], around) => namedType("datetime")?.convert(value, around),
      ChangeType: (_, [value, type], around) =>
        type instanceof TypeValue ? (type.type.holds(value) ? value : type.type.convert(value, around)) : value,
      IsDBNull: () => false,
      ToHexString: (_, [bytes]) => bytesOf(bytes).toString("hex").toUpperCase(),
      FromHexString: (_, [text]) => byteList(Buffer.from(toText(text), "hex")),
    },
  }),
};

const specialFolders: Readonly<Record<string, (around: Surroundings) => string>> = {
  UserProfile: (around) => around.host.home,
  Desktop: (around) => posix.join(around.host.home, "Desktop"),
  MyDocuments: (around) => posix.join(around.host.home, "Documents"),
  ApplicationData: (around) => posix.join(around.host.home, ".config"),
  LocalApplicationData: (around) => posix.join(around.host.home, ".local", "share"),
};

function environment(around: Surroundings): ReadonlyMap<string, string> {
  if (around.session) return new Map([...around.session.env.values()].map(({ name, value }) => [name, value]));
  return new Map(
    Object.entries(around.host.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const environmentType: NetType = {
  name: "System.Environment",
  aliases: ["environment"],
  holds: () => false,
  convert: (value) => value,
  statics: members<unknown>({
    get: {
      NewLine: () => "\n",
      MachineName: (_, around) => around.host.hostname.split(".")[0],
      UserName: (_, around) => around.host.user,
      UserDomainName: (_, around) => around.host.hostname.split(".")[0],
      CurrentDirectory: (_, around) => around.session?.location ?? around.host.cwd,
      ProcessId: (_, around) => around.host.pid,
      Is64BitProcess: () => true,
      Is64BitOperatingSystem: () => true,
      UserInteractive: () => true,
      TickCount: (_, around) => Math.floor(around.clock.monotonic()) | 0,
      TickCount64: (_, around) => int64(BigInt(Math.floor(around.clock.monotonic()))),
      ProcessorCount: () => 1,
      SystemDirectory: () => "",
      OSVersion: (_, around) =>
        new CustomObject({
          Platform: around.host.platform === "win32" ? "Win32NT" : "Unix",
          Version: new Version(0, 0),
          VersionString: around.host.platform,
        }),
      ProcessPath: () => "exsh",
      CommandLine: () => "exsh",
      HasShutdownStarted: () => false,
      Version: () => new Version(8, 0, 0),
      ExitCode: () => 0,
    },
    call: {
      GetEnvironmentVariable: (_, [name], around) => environment(around).get(toText(name)) ?? null,
      GetEnvironmentVariables: (_, __, around) => Dictionary.of(Object.fromEntries(environment(around)), "Hashtable"),
      SetEnvironmentVariable: (_, [name, value], around) => {
        const key = toText(name);
        if (key === "") throw new MemberError("String cannot be of zero length. (Parameter 'variable')");
        const text = toText(value);
        if (text === "") around.session?.env.delete(key);
        else around.session?.env.set(key, { name: key, value: text });
      },
      ExpandEnvironmentVariables: (_, [text], around) =>
        toText(text).replace(/%([^%]+)%/g, (all, name: string) => environment(around).get(name) ?? all),
      GetCommandLineArgs: () => typed("System.String", ["exsh"]),
      GetFolderPath: (_, [folder], around) => specialFolders[toText(folder)]?.(around) ?? "",
    },
  }),
};

/** A source of random numbers, [random]. */
export class Random {}

const randomType: NetType = {
  name: "System.Random",
  aliases: ["random"],
  holds: (value) => value instanceof Random,
  convert: (value) => value,
  construct: () => new Random(),
  members: members<Random>({
    call: {
      Next: (_, [low, high], around) => {
        const from = high === undefined ? 0 : intOf(low);
        const to = high === undefined ? (low === undefined ? 2147483647 : intOf(low)) : intOf(high);
        if (to < from)
          throw new MemberError("'minValue' cannot be greater than maxValue.", "System.ArgumentOutOfRangeException");
        return to === from ? from : from + around.random.integer(to - from);
      },
      NextInt64: (_, __, around) => int64(around.random.bytes(8).readBigUInt64BE() >> 1n),
      NextBytes: (_, [target], around) => {
        if (!Array.isArray(target)) throw new MemberError("Buffer cannot be null. (Parameter 'buffer')");
        for (const [i, byte] of around.random.bytes(target.length).entries()) target[i] = whole("Byte", byte);
      },
      NextDouble: (_, __, around) => double(around.random.integer(2 ** 48) / 2 ** 48),
    },
  }),
};

const dnsType: NetType = {
  name: "System.Net.Dns",
  holds: () => false,
  convert: (value) => value,
  statics: members({ call: { GetHostName: (_, __, around) => around.host.hostname } }),
};

registerTypes(dnsType, convertType, environmentType, randomType);

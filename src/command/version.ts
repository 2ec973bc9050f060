// The version of exsh as scripts see it: what the build wrote into it.
import { Version } from "../values/version.ts";

declare const EXSH_VERSION: string | undefined;

/** Without what follows a dash; 0.0.0 where nothing was built. */
export const version: Version =
  Version.parse((typeof EXSH_VERSION === "string" ? EXSH_VERSION : "").replace(/-.*$/, "")) ?? new Version(0, 0, 0);

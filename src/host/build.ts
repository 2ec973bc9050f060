// Which exsh this is: the version people see, and the build that owner and guest must share.

declare const EXSH_VERSION: string | undefined;
declare const EXSH_BUILD: string | undefined;

/** "0.1.0". */
export const buildVersion: string = typeof EXSH_VERSION === "string" ? EXSH_VERSION : "0.0.0";

/** Version and a digest of the sources it was built from: equal for two processes that speak the same frames. */
export const buildIdentity: string = `${buildVersion}+${typeof EXSH_BUILD === "string" ? EXSH_BUILD : "source"}`;

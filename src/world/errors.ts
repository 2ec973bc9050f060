// Errors of the world: plain Errors with a `code`, as Node's own have it.

/** An Error with `code`, for failures that no system call reports itself. */
export function worldError(code: string, text: string): Error & { code: string } {
  return Object.assign(new Error(text), { code });
}

/** @returns the `code` of an error ("ENOSPC", "LEVEL_LOCKED" …), or "" when it has none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

// Where in a script something stands, for errors and $MyInvocation.

export interface ScriptPosition {
  /** The file, or "" for typed text. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The whole source line. */
  readonly text: string;
}

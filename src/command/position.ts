// Where in a script something stands, for errors and $MyInvocation.

export interface ScriptPosition {
  /** The file, or "" for typed text. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Characters of it that stand on this line, for the underlining; 1 when not known. */
  readonly length?: number;
  /** The whole source line. */
  readonly text: string;
}

// Lines of CSV on their way to a file, written sign by sign into bytes: a busy server writes thousands a second, and each as
// a text of its own would be most of what it throws away.

export interface Lines {
  /** Takes a line: the values by RFC 4180, and CRLF. */
  add(values: readonly string[]): void;
  /** Bytes that wait. */
  readonly size: number;
  /** Hands over what waits. */
  take(): Buffer[];
}

const piece = 64 * 1024;
const quote = 0x22;
const comma = 0x2c;
const blank = 0x20;
const DEL = 0x7f;
const nothing = Buffer.alloc(0);

export function createLines(): Lines {
  let full: Buffer[] = [];
  let size = 0;
  let open = nothing;
  let used = 0;

  function room(values: readonly string[]): void {
    // A sign takes three bytes at most, or two when it is a quotation mark; around each value stand two marks and a comma.
    let most = 2;
    for (const value of values) most += 3 * value.length + 3;
    if (used + most <= open.length) return;
    if (used > 0) full.push(open.subarray(0, used));
    open = Buffer.allocUnsafe(Math.max(piece, most));
    used = 0;
  }

  return {
    add(values) {
      room(values);
      const begin = used;
      for (let index = 0; index < values.length; index++) {
        if (index > 0) open[used++] = comma;
        used = put(open, used, values[index]!);
      }
      open[used++] = 0x0d;
      open[used++] = 0x0a;
      size += used - begin;
    },
    get size() {
      return size;
    },
    take() {
      const all = used > 0 ? [...full, open.subarray(0, used)] : full;
      full = [];
      open = nothing;
      used = 0;
      size = 0;
      return all;
    },
  };
}

/** Writes a value as it is while it needs nothing. @returns where it ends. */
function put(bytes: Buffer, start: number, value: string): number {
  let at = start;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < blank || code >= DEL || code === quote || code === comma) return dressed(bytes, start, value);
    bytes[at++] = code;
  }
  return at;
}

/** RFC 4180; control characters, which would break a line in two, become blanks. */
function dressed(bytes: Buffer, start: number, value: string): number {
  let at = start;
  let marked = false;
  bytes[at++] = quote;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > DEL) return start + bytes.write(csv(value), start);
    const control = isControl(code);
    if (code === quote || code === comma) marked = true;
    if (code === quote) bytes[at++] = quote;
    if (!control) bytes[at++] = code;
    // A run of them becomes one blank.
    else if (index === 0 || !isControl(value.charCodeAt(index - 1))) bytes[at++] = blank;
  }
  if (!marked) {
    bytes.copyWithin(start, start + 1, at);
    return at - 1;
  }
  bytes[at++] = quote;
  return at;
}

const isControl = (code: number) => code < blank || code === DEL;

/** The same for text beyond ASCII. */
function csv(value: string): string {
  const clean = value.replace(/[\x00-\x1f\x7f]+/g, " ");
  return /[",]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

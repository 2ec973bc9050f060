// Reads which tables a LevelDB database consists of: a crash leaves others behind, half written, that LevelDB removes.
const blockSize = 32_768;
const headSize = 7;
/** Types of records in a log or MANIFEST file (leveldb doc/log_format.md). */
const full = 1;
const last = 4;

/**
 * The numbers of the tables that a MANIFEST file lists.
 * @returns undefined when it cannot be read to its end; a record that the end cuts does not count.
 */
export function liveTables(manifest: Buffer): ReadonlySet<number> | undefined {
  const live = new Set<number>();
  try {
    for (const edit of recordsIn(manifest)) applyEdit(edit, live);
  } catch {
    return undefined;
  }
  return live;
}

/** The whole records, put together from their fragments. */
function* recordsIn(data: Buffer): Iterable<Buffer> {
  let parts: Buffer[] = [];
  for (let at = 0; at + headSize <= data.length; ) {
    const left = blockSize - (at % blockSize);
    if (left < headSize) {
      at += left;
      continue;
    }
    const length = data.readUInt16LE(at + 4);
    const type = data[at + 6]!;
    if (type === 0 && length === 0) return;
    if (at + headSize + length > data.length) return;
    parts.push(data.subarray(at + headSize, at + headSize + length));
    at += headSize + length;
    if (type === full || type === last) {
      yield Buffer.concat(parts);
      parts = [];
    }
  }
}

/** One change of the list of files (VersionEdit::EncodeTo): fields, each led by its tag. */
function applyEdit(edit: Buffer, live: Set<number>): void {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = edit[at++];
      if (byte === undefined) break;
      value += (byte & 127) * 2 ** (7 * shift);
      if (byte < 128) return value;
    }
    throw new Error("no number");
  };
  const skip = () => {
    const length = number();
    at += length;
  };
  while (at < edit.length) {
    switch (number()) {
      case 1:
        skip();
        break;
      case 2:
      case 3:
      case 4:
      case 9:
        number();
        break;
      case 5:
        number();
        skip();
        break;
      case 6:
        number();
        live.delete(number());
        break;
      case 7:
        number();
        live.add(number());
        number();
        skip();
        skip();
        break;
      default:
        throw new Error("unknown field");
    }
  }
  if (at > edit.length) throw new Error("the record is too short");
}

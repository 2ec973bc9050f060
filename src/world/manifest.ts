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
export const liveTables = (manifest: Buffer): ReadonlySet<number> | undefined => stateOf(manifest)?.tables;

/**
 * The number of the oldest log that a MANIFEST file needs. LevelDB removes a log only when the record that names a later
 * one is durable: if this one is gone, the end of the MANIFEST is gone, too.
 * @returns undefined when none is named.
 */
export const neededLog = (manifest: Buffer): number | undefined => stateOf(manifest)?.log;

interface State {
  readonly tables: Set<number>;
  log: number | undefined;
}

function stateOf(manifest: Buffer): State | undefined {
  const state: State = { tables: new Set(), log: undefined };
  try {
    for (const edit of recordsIn(manifest)) applyEdit(edit, state);
  } catch {
    return undefined;
  }
  return state;
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
function applyEdit(edit: Buffer, state: State): void {
  const { tables: live } = state;
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
        state.log = number();
        break;
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

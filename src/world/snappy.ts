// Unpacks Snappy (google/snappy format_description.txt), in which LevelDB may keep the directory of a table.

/** @returns the unpacked bytes; throws an Error when the packed ones make no sense. */
export function unsnap(packed: Buffer): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = packed[at++];
    if (byte === undefined || shift > 28) throw bad();
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  if (length > packed.length * 64) throw bad();
  const out = Buffer.alloc(length);
  let end = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    if ((tag & 3) === 0) {
      let size = tag >>> 2;
      const extra = size - 59;
      if (extra > 0) {
        if (at + extra > packed.length) throw bad();
        size = packed.readUIntLE(at, extra);
        at += extra;
      }
      size += 1;
      if (at + size > packed.length || end + size > length) throw bad();
      packed.copy(out, end, at, at + size);
      at += size;
      end += size;
      continue;
    }
    const wide = tag & 3;
    const more = wide === 1 ? 1 : wide === 2 ? 2 : 4;
    if (at + more > packed.length) throw bad();
    const size = wide === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const back = wide === 1 ? ((tag >>> 5) << 8) | packed[at]! : packed.readUIntLE(at, more);
    at += more;
    if (back === 0 || back > end || end + size > length) throw bad();
    for (let index = 0; index < size; index++, end++) out[end] = out[end - back]!;
  }
  if (end !== length) throw bad();
  return out;
}

const bad = (): Error => new Error("a compressed block cannot be unpacked.");

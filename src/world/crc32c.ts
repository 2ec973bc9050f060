// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum inside LevelDB's files; eight bytes a step.

const tables = makeTables();

function makeTables(): Uint32Array[] {
  const all = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    all[0]![byte] = value >>> 0;
  }
  for (let byte = 0; byte < 256; byte++)
    for (let step = 1; step < 8; step++) {
      const before = all[step - 1]![byte]!;
      all[step]![byte] = (all[0]![before & 255]! ^ (before >>> 8)) >>> 0;
    }
  return all;
}

/** @returns the CRC-32C of the bytes from `start` to `end`, as an unsigned number. */
export function crc32c(data: Buffer, start = 0, end = data.length): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let crc = 0xffffffff;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    crc =
      t7[crc & 255]! ^
      t6[(crc >>> 8) & 255]! ^
      t5[(crc >>> 16) & 255]! ^
      t4[crc >>> 24]! ^
      t3[data[at + 4]!]! ^
      t2[data[at + 5]!]! ^
      t1[data[at + 6]!]! ^
      t0[data[at + 7]!]!;
  }
  for (; at < end; at++) crc = t0[(crc ^ data[at]!) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** LevelDB keeps checksums masked, because the CRC of data that holds its own CRC is a weak one. */
export const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

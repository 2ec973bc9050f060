// RC2 in CBC mode, reading only: older servers export certificates under it, and OpenSSL no longer opens it (RFC 2268).

const table = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32" +
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a" +
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e" +
    "c5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);

/** Throws an Error with `code` when the padding shows another key. `key` has 5 or 16 octets, all of which count. */
export function decryptRc2(key: Buffer, vector: Buffer, sealed: Buffer): Buffer {
  const words = expand(key);
  if (sealed.length === 0 || sealed.length % 8 !== 0) throw badPadding();
  const plain = Buffer.alloc(sealed.length);
  let before = vector;
  for (let at = 0; at < sealed.length; at += 8) {
    const block = sealed.subarray(at, at + 8);
    decryptBlock(words, block, plain.subarray(at, at + 8));
    for (let index = 0; index < 8; index++) plain[at + index] = plain[at + index]! ^ before[index]!;
    before = block;
  }
  const padding = plain[plain.length - 1]!;
  if (padding < 1 || padding > 8 || plain.subarray(-padding).some((byte) => byte !== padding)) throw badPadding();
  return plain.subarray(0, plain.length - padding);
}

const badPadding = () => Object.assign(new Error("The padding is wrong."), { code: "ERR_OSSL_BAD_DECRYPT" });

/** RFC 2268 2. */
function expand(key: Buffer): readonly number[] {
  const bytes = Buffer.alloc(128);
  key.copy(bytes);
  for (let at = key.length; at < 128; at++) bytes[at] = table[(bytes[at - 1]! + bytes[at - key.length]!) & 0xff]!;
  bytes[128 - key.length] = table[bytes[128 - key.length]!]!;
  for (let at = 127 - key.length; at >= 0; at--) bytes[at] = table[bytes[at + 1]! ^ bytes[at + key.length]!]!;
  return Array.from({ length: 64 }, (_, at) => bytes.readUInt16LE(at * 2));
}

/** RFC 2268 4. */
function decryptBlock(words: readonly number[], sealed: Buffer, plain: Buffer): void {
  const r = [0, 2, 4, 6].map((at) => sealed.readUInt16LE(at));
  const shifts = [1, 2, 3, 5];
  for (let round = 15; round >= 0; round--) {
    for (let at = 3; at >= 0; at--) {
      const turned = r[at]!;
      const shift = shifts[at]!;
      const straight = ((turned >>> shift) | (turned << (16 - shift))) & 0xffff;
      const [a, b, c] = [r[(at + 3) % 4]!, r[(at + 2) % 4]!, r[(at + 1) % 4]!];
      r[at] = (straight - words[round * 4 + at]! - (a & b) - (~a & c)) & 0xffff;
    }
    if (round !== 5 && round !== 11) continue;
    for (let at = 3; at >= 0; at--) r[at] = (r[at]! - words[r[(at + 3) % 4]! & 63]!) & 0xffff;
  }
  for (const [index, word] of r.entries()) plain.writeUInt16LE(word, index * 2);
}

// How a message goes over the wire behind DATA: nothing in it can be mistaken for its end.

const [lf, cr, dot] = [0x0a, 0x0d, 0x2e];

/** The content as DATA takes it: dots at the beginning of lines doubled, each line end CRLF, a dot alone at last (RFC 5321 4.5.2). */
export function dotted(content: Buffer): Buffer {
  const made: Buffer[] = [];
  let from = 0;
  const add = (at: number, text: string) => {
    made.push(content.subarray(from, at), Buffer.from(text));
    from = at;
  };
  let before = lf;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (before === cr && byte !== lf) {
      add(at, "\n");
      before = lf;
    } else if (byte === lf && before !== cr) add(at, "\r");
    if (byte === dot && before === lf) add(at, ".");
    before = byte;
  }
  made.push(content.subarray(from), Buffer.from(before === lf ? ".\r\n" : before === cr ? "\n.\r\n" : "\r\n.\r\n"));
  return Buffer.concat(made);
}

// The rows of the organization's store as lines of JSON: a form that no database has to be asked for.
import type { Database, DatabaseChange } from "../world/world.ts";
import { pieceSize } from "./files.ts";

/** More than any row has. */
const longestLine = 64 * 2 ** 20;
const batchBytes = 2 ** 20;

/** @param seen told of each row. */
export async function* printRows(
  rows: AsyncIterable<readonly [string, string]>,
  seen: (key: string, value: string) => void,
): AsyncGenerator<Buffer> {
  let text = "";
  for await (const [key, value] of rows) {
    seen(key, value);
    text += `${JSON.stringify([key, value])}\n`;
    if (text.length < pieceSize) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

/** Reads what {@link printRows} has written. Throws a SyntaxError for what is no such text. */
export async function* parseRows(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly [string, string]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, at)) {
      yield rowIn(data.toString("utf8", at, end));
      at = end + 1;
    }
    rest = data.subarray(at);
    if (rest.length > longestLine) throw new SyntaxError("a line is too long");
  }
  if (rest.length > 0) throw new SyntaxError("the last line is cut");
}

function rowIn(line: string): readonly [string, string] {
  const row: unknown = JSON.parse(line);
  if (!Array.isArray(row) || row.length !== 2 || !row.every((one) => typeof one === "string"))
    throw new SyntaxError("a line is no row");
  return row as unknown as readonly [string, string];
}

/** Puts rows into a database; durable on return. */
export async function putRows(database: Database, rows: AsyncIterable<readonly [string, string]>): Promise<void> {
  let held: DatabaseChange[] = [];
  let size = 0;
  for await (const [key, value] of rows) {
    held.push({ type: "put", key, value });
    size += key.length + value.length;
    if (size < batchBytes) continue;
    await database.batch(held, { sync: false });
    held = [];
    size = 0;
  }
  await database.batch(held, { sync: false });
  await database.flush();
}

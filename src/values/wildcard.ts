// Wild cards of -like and of parameters: `*`, `?`, `[a-c]`, and the backtick that takes their meaning away.

type Piece = { readonly any: true } | { readonly test: (char: string) => boolean };

/** True where text holds a wild card that no backtick precedes. */
export function hasWildcard(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "`") i++;
    else if (char === "*" || char === "?" || char === "[") return true;
  }
  return false;
}

/** Text as a pattern that matches only itself. */
export function escapeWildcard(text: string): string {
  return text.replace(/[*?[\]`]/g, "`$&");
}

/** The text that a pattern without wild cards stands for. */
export function unescapeWildcard(pattern: string): string {
  return pattern.replace(/`([*?[\]`])/g, "$1");
}

function classOf(body: string): (char: string) => boolean {
  const ranges: [string, string][] = [];
  for (let i = 0; i < body.length; i++) {
    const low = body[i] as string;
    if (body[i + 1] === "-" && i + 2 < body.length) {
      ranges.push([low, body[i + 2] as string]);
      i += 2;
    } else ranges.push([low, low]);
  }
  return (char) => ranges.some(([low, high]) => char >= low && char <= high);
}

function compile(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const same = (expected: string): Piece => ({ test: (char) => char === expected });
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === "*") {
      if (!pieces.at(-1) || !("any" in (pieces.at(-1) as Piece))) pieces.push({ any: true });
    } else if (char === "?") pieces.push({ test: () => true });
    else if (char === "[") {
      const close = pattern.indexOf("]", i + 2);
      if (close < 0) pieces.push(same("["));
      else {
        pieces.push({ test: classOf(pattern.slice(i + 1, close)) });
        i = close;
      }
    } else if (char === "`" && i + 1 < pattern.length) pieces.push(same(pattern[++i] as string));
    else pieces.push(same(char));
  }
  return pieces;
}

/** A test for one pattern; its time is at most length of text times length of pattern. */
export function wildcard(pattern: string, caseSensitive = false): (text: string) => boolean {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase());
  if (!hasWildcard(pattern)) {
    const whole = fold(unescapeWildcard(pattern));
    return (text) => fold(text) === whole;
  }
  const pieces = compile(fold(pattern));
  return (text) => {
    const chars = fold(text);
    let at = 0;
    let piece = 0;
    let star = -1;
    let mark = 0;
    while (at < chars.length) {
      const wanted = pieces[piece];
      if (wanted && "any" in wanted) {
        star = piece++;
        mark = at;
      } else if (wanted && "test" in wanted && wanted.test(chars[at] as string)) {
        piece++;
        at++;
      } else if (star >= 0) {
        piece = star + 1;
        at = ++mark;
      } else return false;
    }
    while (pieces[piece] && "any" in (pieces[piece] as Piece)) piece++;
    return piece === pieces.length;
  };
}

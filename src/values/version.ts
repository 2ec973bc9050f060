// System.Version: two to four whole numbers with dots.

export class Version {
  /** Major, minor, build, revision; -1 where it was not written. */
  readonly parts: readonly [number, number, number, number];

  constructor(major: number, minor: number, build = -1, revision = -1) {
    this.parts = [major, minor, build, revision];
    Object.freeze(this);
  }

  /** "15.2", "15.2.1748.10"; undefined for other text. */
  static parse(text: string): Version | undefined {
    const match = /^\s*(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9})(?:\.(\d{1,9}))?)?\s*$/.exec(text);
    if (!match) return undefined;
    return new Version(Number(match[1]), Number(match[2]), Number(match[3] ?? -1), Number(match[4] ?? -1));
  }

  compare(other: Version): number {
    for (let i = 0; i < 4; i++) {
      const difference = (this.parts[i] ?? 0) - (other.parts[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  toString(): string {
    return this.parts.filter((part) => part >= 0).join(".");
  }
}

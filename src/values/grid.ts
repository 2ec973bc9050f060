// Arrays of more than one dimension: `New-Object 'int[,]' 2, 3`.
import { Collection } from "./collections.ts";

/** Its elements row by row, as a pipeline unrolls them. */
export class Grid extends Collection {
  /** The full name of the type of its elements. */
  readonly element: string;
  /** How many there are in each dimension. */
  readonly lengths: readonly number[];
  readonly items: unknown[];

  constructor(element: string, lengths: readonly number[], empty: unknown) {
    super();
    this.element = element;
    this.lengths = lengths;
    this.items = new Array(lengths.reduce((all, one) => all * one, 1)).fill(empty);
  }

  override get typeName(): string {
    return `${this.element}[${",".repeat(this.lengths.length - 1)}]`;
  }

  override get count(): number {
    return this.items.length;
  }

  override [Symbol.iterator](): IterableIterator<unknown> {
    return this.items.values();
  }

  /** The place of an element in `items`; -1 when there is none there. */
  at(place: readonly number[]): number {
    if (place.length !== this.lengths.length) return -1;
    let at = 0;
    for (const [i, one] of place.entries()) {
      const length = this.lengths[i] as number;
      if (!(one >= 0 && one < length)) return -1;
      at = at * length + Math.trunc(one);
    }
    return at;
  }
}

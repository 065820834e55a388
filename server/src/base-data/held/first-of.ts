import type { Distance, EntryBlock } from './entry-block.js';

/** A found entry: ordered by rank, then by number, then by organisation. */
export interface Found {
  block: EntryBlock;
  at: number;
  rank: number;
}

/** Position at the end of a page. */
export interface Position {
  rank: number;
  number: Buffer;
  orgNumber: string;
}

const DISTANCES = 3;
/** Returns the rank: usable entries first, whatever their distance. */
export const rankOf = (usable: boolean, distance: Distance): number => (usable ? 0 : DISTANCES) + distance;
export const partsOf = (rank: number): [unusable: number, distance: number] => [
  rank >= DISTANCES ? 1 : 0,
  rank % DISTANCES,
];
export const rankAt = (unusable: number, distance: number): number => unusable * DISTANCES + distance;

/** Keeps the first `most` entries after a position, and counts all entries. */
export class FirstOf {
  total = 0;
  readonly found: Found[] = [];

  constructor(
    private readonly most: number,
    private readonly after: Position | null,
  ) {}

  add(block: EntryBlock, at: number, distance: Distance): void {
    this.total += 1;
    const one = { block, at, rank: rankOf(block.isUsable(at), distance) };
    const last = this.found.at(-1);
    if (last && this.found.length >= this.most && compare(one, last) >= 0) return;
    if (this.after !== null && compareAt(one, this.after) <= 0) return;
    let [low, high] = [0, this.found.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.found[middle];
      if (other && compare(other, one) <= 0) low = middle + 1;
      else high = middle;
    }
    this.found.splice(low, 0, one);
    if (this.found.length > this.most) this.found.pop();
  }
}

const compare = (one: Found, other: Found): number =>
  one.rank - other.rank ||
  one.block.compareWith(one.at, other.block, other.at) ||
  byText(one.block.orgNumber, other.block.orgNumber);

const compareAt = (one: Found, position: Position): number =>
  one.rank - position.rank ||
  one.block.compareNumber(one.at, position.number) ||
  byText(one.block.orgNumber, position.orgNumber);

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

import { plainSpelling } from '../../base-data/held/entry-block.js';
import { spellingsOf } from './spelt-word.js';

/** The columns of a row that are searched and sorted. */
export interface SearchedRow {
  id: string;
  row_key: string;
  key_label: string;
  target_number: string;
  target_name: string;
  org_number: string;
}

/** Position of a row: by key, byte for byte, then by id. */
export interface RowPlace {
  key: Buffer;
  id: Buffer;
}

export const placeOf = (key: string, id: string): RowPlace => ({ key: Buffer.from(key), id: Buffer.from(id) });

/** Returns a value below, at or above zero if the first place is before, equal to or after the other. */
export const comparePlaces = (one: RowPlace, other: RowPlace): number =>
  Buffer.compare(one.key, other.key) || Buffer.compare(one.id, other.id);

const BREAK = '\n';
const oneLine = (text: string): string => text.replace(/\n/g, ' ');

/** Some consecutive current rows of a table, packed: the searched texts in one buffer, and key and id of each row in another. */
export class RowBlock {
  readonly size: number;
  private readonly text: Buffer;
  /** Start of each row in the text, and the end of the last row. */
  private readonly starts: Uint32Array;
  private readonly places: Buffer;
  /** Start of key and id of each row, and the end of the last row. */
  private readonly parts: Uint32Array;
  /** Index of each row's target, as `targetOf` gave it. */
  private readonly targets: Uint32Array;
  /** Index of each row's organisation, as `orgOf` gave it. */
  private readonly orgs: Uint16Array;
  /** Pinyin of the source values, and the start of each row in it; made at the first search by pinyin. */
  private spelt: { text: Buffer; starts: Uint32Array } | null = null;

  /** @param rows in their order. @param targetOf returns a small index for each target, `orgOf` for each organisation. */
  constructor(rows: readonly SearchedRow[], targetOf: (number: string) => number, orgOf: (number: string) => number) {
    this.size = rows.length;
    this.starts = new Uint32Array(this.size + 1);
    this.parts = new Uint32Array(this.size * 2 + 1);
    this.targets = new Uint32Array(this.size);
    this.orgs = new Uint16Array(this.size);
    const texts: string[] = [];
    const places: string[] = [];
    let [start, part] = [0, 0];
    for (const [at, row] of rows.entries()) {
      const searched = [row.row_key, row.key_label, row.target_number, row.target_name].map(oneLine).join(BREAK);
      const text = `${plainSpelling(searched)}${BREAK}`;
      texts.push(text);
      this.starts[at] = start;
      start += Buffer.byteLength(text);
      for (const [index, each] of [row.row_key, row.id].entries()) {
        places.push(each);
        this.parts[at * 2 + index] = part;
        part += Buffer.byteLength(each);
      }
      this.targets[at] = targetOf(row.target_number);
      this.orgs[at] = orgOf(row.org_number);
    }
    this.starts[this.size] = start;
    this.parts[this.size * 2] = part;
    this.text = Buffer.from(texts.join(''));
    this.places = Buffer.from(places.join(''));
  }

  place(at: number): RowPlace {
    const [from, middle, end] = [0, 1, 2].map((each) => this.parts[at * 2 + each] ?? 0);
    return { key: this.places.subarray(from, middle), id: this.places.subarray(middle, end) };
  }

  /** Returns the index of a row's organisation. */
  org(at: number): number {
    return this.orgs[at] ?? 0;
  }

  id(at: number): string {
    return this.place(at).id.toString();
  }

  /**
   * Returns 1 for each row that contains the word, or has one of the targets.
   * @param word as plainSpelling spells it; empty: all rows match.
   */
  matches(word: Buffer, targets: Uint8Array | null): Uint8Array {
    const hit = new Uint8Array(this.size);
    if (word.length === 0) return hit.fill(1);
    if (targets !== null) for (let at = 0; at < this.size; at++) hit[at] = targets[this.targets[at] ?? 0] ?? 0;
    mark(hit, this.text, this.starts, word);
    return hit;
  }

  /**
   * Marks the rows whose source value has this pinyin.
   * @param word lower-case letters and digits. @returns whether the pinyin had to be made first, which takes some ms.
   */
  readSo(word: Buffer, hit: Uint8Array): boolean {
    const known = this.spelt;
    const { text, starts } = known ?? this.spell();
    mark(hit, text, starts, word);
    return known === null;
  }

  private spell(): { text: Buffer; starts: Uint32Array } {
    const starts = new Uint32Array(this.size + 1);
    const texts: string[] = [];
    let start = 0;
    for (let at = 0; at < this.size; at++) {
      const row = this.text.subarray(this.starts[at], this.starts[at + 1]).toString();
      const [key = '', label = ''] = row.split(BREAK);
      const text = `${spellingsOf(label === '' ? key : label)}${BREAK}`;
      texts.push(text);
      starts[at] = start;
      // The length in bytes: the text has lower-case letters and digits only.
      start += text.length;
    }
    starts[this.size] = start;
    this.spelt = { text: Buffer.from(texts.join('')), starts };
    return this.spelt;
  }
}

/** Sets 1 for each row whose part of the text contains the word. */
function mark(hit: Uint8Array, text: Buffer, starts: Uint32Array, word: Buffer): void {
  let at = 0;
  for (let place = text.indexOf(word); place >= 0; place = text.indexOf(word, place)) {
    while ((starts[at + 1] ?? 0) <= place) at += 1;
    hit[at] = 1;
    place = starts[at + 1] ?? text.length;
  }
}

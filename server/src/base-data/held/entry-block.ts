import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';

/** One entry, with its search texts. `reason`: in words, null if the entry can be used. */
export interface Entry {
  number: string;
  name: string;
  pinyin: string;
  initials: string;
  usable: boolean;
  reason: string | null;
  /** See `BaseDataItem.seen`. */
  seen?: true;
}

/** A search word, spelt as the entries are: as it was typed, and without spaces as pinyin is stored. */
export interface Sought {
  word: Buffer;
  typed: Buffer;
}

/** Distance of an entry from the word: 0 equal, 1 begins with it, 2 contains it. */
export type Distance = 0 | 1 | 2;

/** Order of an entry's parts in the text; the number as Kingdee writes it is last and is not searched. */
const [PLAIN_NUMBER, PLAIN_NAME, PINYIN, INITIALS, NUMBER, PARTS] = [0, 1, 2, 3, 4, 5];
const BREAK = 1;

/** Returns the text in half-width and lower case: 云杉（杭州） and 云杉(杭州) are one name for a search. */
export const plainSpelling = (text: string): string => text.normalize('NFKC').toLowerCase();
const oneLine = (text: string): string => text.replace(/\n/g, ' ');

/**
 * Entries of one kind and organisation in the order of their numbers, packed: one text for all of them and the start of each part, some
 * two hundred bytes an entry instead of a thousand, outside the garbage-collected heap.
 */
export class EntryBlock {
  private readonly text: Buffer;
  /** Start of each part of each entry, and the end of the last part. */
  private readonly places: Uint32Array;
  private readonly usable: Uint8Array;
  private readonly reasons = new Map<number, string>();
  /** Original names, if they differ from their search spelling. */
  private readonly names = new Map<number, string>();
  private readonly seen = new Set<number>();
  readonly size: number;

  constructor(
    readonly kind: BaseDataKind,
    readonly orgNumber: string,
    entries: readonly Entry[],
  ) {
    this.size = entries.length;
    this.usable = new Uint8Array(this.size);
    this.places = new Uint32Array(this.size * PARTS + 1);
    const parts: string[] = [];
    let place = 0;
    for (const [at, entry] of entries.entries()) {
      const name = oneLine(plainSpelling(entry.name));
      if (name !== entry.name) this.names.set(at, entry.name);
      if (entry.reason !== null) this.reasons.set(at, entry.reason);
      if (entry.seen) this.seen.add(at);
      this.usable[at] = entry.usable ? 1 : 0;
      const of = [oneLine(plainSpelling(entry.number)), name, entry.pinyin, entry.initials, entry.number];
      for (const [part, text] of of.entries()) {
        this.places[at * PARTS + part] = place;
        place += Buffer.byteLength(text) + BREAK;
        parts.push(text);
      }
    }
    this.places[this.size * PARTS] = place;
    this.text = Buffer.from(`${parts.join('\n')}\n`);
  }

  /** Whether Kingdee listed any of the entries; organisations may only have been seen on other data. */
  get isListed(): boolean {
    return this.seen.size < this.size;
  }

  item(at: number): BaseDataItem {
    return {
      kind: this.kind,
      number: this.part(at, NUMBER),
      name: this.names.get(at) ?? this.part(at, PLAIN_NAME),
      orgNumber: this.orgNumber,
      usable: this.isUsable(at),
      reason: this.reasons.get(at) ?? null,
      ...(this.seen.has(at) ? { seen: true as const } : {}),
    };
  }

  isUsable(at: number): boolean {
    return this.usable[at] === 1;
  }

  pinyin(at: number): string {
    return this.part(at, PINYIN);
  }

  /** Returns the index of the entry with a number; null if there is none. @param number in UTF-8. */
  find(number: Buffer): number | null {
    let [low, high] = [0, this.size - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.compareNumber(middle, number);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /** Returns a value below, at or above zero if the entry's number is before, equal to or after the other. */
  compareNumber(at: number, number: Buffer): number {
    return this.text.compare(number, 0, number.length, this.start(at, NUMBER), this.end(at, NUMBER));
  }

  compareWith(at: number, other: EntryBlock, otherAt: number): number {
    return this.text.compare(
      other.text,
      other.start(otherAt, NUMBER),
      other.end(otherAt, NUMBER),
      this.start(at, NUMBER),
      this.end(at, NUMBER),
    );
  }

  /** Reports every entry that contains the word in its number, name, pinyin or initials, each once, in order. */
  matches(sought: Sought, found: (at: number, distance: Distance) => void): void {
    if (sought.word.length === 0) {
      for (let at = 0; at < this.size; at++) found(at, 0);
      return;
    }
    const hit = new Uint8Array(this.size);
    if (sought.word.equals(sought.typed)) this.mark(hit, sought.word, PLAIN_NUMBER, NUMBER);
    else {
      this.mark(hit, sought.word, PLAIN_NUMBER, PINYIN);
      if (sought.typed.length > 0) this.mark(hit, sought.typed, PINYIN, NUMBER);
    }
    for (let at = 0; at < this.size; at++) if (hit[at] === 1) found(at, this.distance(at, sought));
  }

  /** Reports the numbers of the entries whose pinyin or initials contain what was typed. */
  readSo(typed: Buffer, found: (number: string) => void): void {
    const hit = new Uint8Array(this.size);
    this.mark(hit, typed, PINYIN, NUMBER);
    for (let at = 0; at < this.size; at++) if (hit[at] === 1) found(this.part(at, NUMBER));
  }

  /** Marks the entries that contain the word in the parts `from` to before `until`. */
  private mark(hit: Uint8Array, word: Buffer, from: number, until: number): void {
    let at = 0;
    for (let place = 0; ; ) {
      place = this.text.indexOf(word, place);
      if (place < 0) return;
      while ((this.places[(at + 1) * PARTS] ?? 0) <= place) at += 1;
      const [first, behind] = [this.start(at, from), this.start(at, until)];
      if (place < first) place = first;
      else if (place >= behind) place = this.places[(at + 1) * PARTS] ?? this.text.length;
      else {
        hit[at] = 1;
        place = this.places[(at + 1) * PARTS] ?? this.text.length;
      }
    }
  }

  private distance(at: number, { word, typed }: Sought): Distance {
    if (this.is(at, PLAIN_NUMBER, word) || this.is(at, PLAIN_NAME, word) || this.is(at, INITIALS, typed)) return 0;
    const begins =
      this.begins(at, PLAIN_NUMBER, word) ||
      this.begins(at, PLAIN_NAME, word) ||
      this.begins(at, PINYIN, typed) ||
      this.begins(at, INITIALS, typed);
    return begins ? 1 : 2;
  }

  private is(at: number, part: number, word: Buffer): boolean {
    return this.end(at, part) - this.start(at, part) === word.length && this.begins(at, part, word);
  }

  private begins(at: number, part: number, word: Buffer): boolean {
    const start = this.start(at, part);
    if (start + word.length > this.end(at, part)) return false;
    for (let sign = 0; sign < word.length; sign++) if (this.text[start + sign] !== word[sign]) return false;
    return true;
  }

  private part(at: number, part: number): string {
    return this.text.toString('utf8', this.start(at, part), this.end(at, part));
  }

  private start(at: number, part: number): number {
    return this.places[at * PARTS + part] ?? 0;
  }

  private end(at: number, part: number): number {
    return (this.places[at * PARTS + part + 1] ?? 0) - BREAK;
  }
}

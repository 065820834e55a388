import type { FieldProvenance } from './provenance.js';
import { fromWords, type SaidProvenance } from './provenance-before.js';
import { referenceWords } from './provenance-words.js';

/** The reason that one or more paths share: as FieldProvenance, with its ladder as the list of rungs, their values, and which ones counted. */
type Told = readonly [
  kind: FieldProvenance['kind'],
  reference: FieldProvenance['reference'],
  version: string,
  source: string,
  sourceLabel: string,
  rungs: number,
  values: Readonly<Record<string, string>>,
  hits: readonly number[],
];
/** Version 2: kind, reference and rungs are codes. Text without a version holds the words of that time. */
const VERSION = 2;
interface Stored {
  v?: number;
  rungs: readonly (readonly string[])[];
  told: readonly Told[];
  /** Path → index in `told`. */
  at: Readonly<Record<string, number>>;
}

/**
 * Returns the text of bill_content.provenance. Reasons that rows share are in it once, and empty rungs not at all: a fifth of the plain JSON, and
 * still the largest thing that is written of a bill. Equal provenance gives equal text.
 */
export function writeProvenance(provenance: Readonly<Record<string, FieldProvenance>>): string {
  const paths = Object.entries(provenance);
  if (paths.length === 0) return '{}';
  const rungs = new Ladders();
  const told = new Places();
  const places = new Map<FieldProvenance, number>();
  const at: Record<string, number> = {};
  for (const [path, one] of paths) {
    // Fields that are the same on every row share one object, which is converted once.
    const known = places.get(one);
    const place = known ?? told.of(JSON.stringify(toTold(one, rungs)));
    if (known === undefined) places.set(one, place);
    at[path] = place;
  }
  return `{"v":${VERSION},"rungs":${rungs.text},"told":${told.text},"at":${JSON.stringify(at)}}`;
}

/**
 * Reads the stored text, also text stored in words, and plain provenance by path.
 * @returns provenance that the reader's schema has still to check.
 */
export function readProvenance(text: string): unknown {
  const stored: unknown = JSON.parse(text);
  if (!isStored(stored)) return byPath(stored, (said) => fromWords(said));
  const fields = stored.told.map((told) => fromTold(told, stored.rungs));
  const read = stored.v === VERSION ? fields : fields.map((said) => fromWords(said as unknown as SaidProvenance));
  return Object.fromEntries(Object.entries(stored.at).map(([path, place]) => [path, read[place]]));
}

/** Returns whether the stored provenance equals what the engine gives now: byte for byte, or in words if it was stored in words. */
export function saysTheSame(stored: string, again: Readonly<Record<string, FieldProvenance>>): boolean {
  const parsed: unknown = JSON.parse(stored);
  if (isStored(parsed) && parsed.v === VERSION) return stored === writeProvenance(again);
  return inWords(readProvenance(stored) as Record<string, FieldProvenance>) === inWords(again);
}
const inWords = (provenance: Readonly<Record<string, FieldProvenance>>): string =>
  JSON.stringify(
    Object.entries(provenance).map(([path, { kind, reference, version, source, sourceLabel, ladder }]) => [
      path,
      kind,
      referenceWords(reference, '', (text) => text),
      version,
      source,
      sourceLabel,
      ladder.map(({ rung, value, hit }) => [rung, value, hit]),
    ]),
  );

const byPath = (stored: unknown, read: (said: SaidProvenance) => FieldProvenance): unknown =>
  typeof stored === 'object' && stored !== null
    ? Object.fromEntries(Object.entries(stored).map(([path, said]) => [path, read(said)]))
    : stored;

function toTold({ kind, reference, version, source, sourceLabel, ladder }: FieldProvenance, rungs: Ladders): Told {
  const values: Record<string, string> = {};
  const hits: number[] = [];
  for (const [index, { value, hit }] of ladder.entries()) {
    if (value !== null) values[index] = value;
    if (hit) hits.push(index);
  }
  return [kind, reference, version, source, sourceLabel, rungs.of(ladder), values, hits];
}

function fromTold(told: Told, lists: Stored['rungs']): FieldProvenance {
  const [kind, reference, version, source, sourceLabel, names, values, hits] = told;
  const ladder = (lists[names] ?? []).map((rung, index) => ({
    rung: rung as FieldProvenance['ladder'][number]['rung'],
    value: values[index] ?? null,
    hit: hits.includes(index),
  }));
  return { kind, reference, version, source, sourceLabel, ladder };
}

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && 'told' in value && Array.isArray(value.told);

/** Distinct lists of rungs; nearly always one. */
class Ladders {
  private readonly lists: string[][] = [];

  of(ladder: FieldProvenance['ladder']): number {
    const known = this.lists.findIndex(
      (names) => names.length === ladder.length && names.every((name, index) => name === ladder[index]?.rung),
    );
    return known >= 0 ? known : this.lists.push(ladder.map(({ rung }) => rung)) - 1;
  }

  get text(): string {
    return JSON.stringify(this.lists);
  }
}

/** Distinct JSON texts, in the order of appearance. */
class Places {
  private readonly places = new Map<string, number>();

  of(json: string): number {
    const known = this.places.get(json);
    if (known !== undefined) return known;
    this.places.set(json, this.places.size);
    return this.places.size - 1;
  }

  get text(): string {
    return `[${[...this.places.keys()].join(',')}]`;
  }
}

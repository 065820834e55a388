import { setImmediate as others } from 'node:timers/promises';
import { type Candidate, lastPart, plain, type SoughtKey } from '../../base-data/suggest-targets.js';

/** What two texts have in common, counted: pairs of signs, and the signs of a short one. */
const SHORT = 3;
/** suggestTargets takes names for near from this share of common pairs on, counted twice over both: a quarter of all. */
const QUARTER = 4;
const LARGEST = 0xffff;
/** Names that are taken apart before the rest of the program has its turn. */
const AT_ONCE = 2000;

/**
 * Candidates that suggestTargets may suggest for some keys, without looking at each of 100,000 for each of 200: their names are taken apart
 * once, and a key is given those that have enough in common with it. What it leaves out would not have been suggested; what it gives is judged there.
 */
export class NearCandidates {
  /** Pair of signs → places of the candidates whose name has it. */
  private readonly having = new Map<string, number[]>();
  private readonly byNumber = new Map<string, number[]>();
  private readonly byPinyin = new Map<string, number[]>();
  private readonly byMobile = new Map<string, number[]>();
  /** How many pairs each name has; 0 where whatever it has in common with a key is enough to look at it. */
  private readonly sizes: Uint16Array;
  private readonly shared: Uint16Array;

  private constructor(private readonly candidates: readonly Candidate[]) {
    this.sizes = new Uint16Array(candidates.length);
    this.shared = new Uint16Array(candidates.length);
  }

  static async among(candidates: readonly Candidate[]): Promise<NearCandidates> {
    const near = new NearCandidates(candidates);
    for (let at = 0; at < candidates.length; at++) {
      near.takeApart(at);
      if (at % AT_ONCE === AT_ONCE - 1) await others();
    }
    return near;
  }

  private takeApart(at: number): void {
    const candidate = this.candidates[at];
    if (!candidate) return;
    const { item, pinyin, mobile } = candidate;
    const [name, end] = [plain(item.name), lastPart(item.name)];
    const pairs = pairsOf(name);
    if (end !== name) for (const pair of pairsOf(end)) pairs.add(pair);
    for (const pair of pairs) add(this.having, pair, at);
    this.sizes[at] = end !== name || [...name].length < SHORT ? 0 : Math.min(pairs.size, LARGEST);
    for (const number of new Set([item.number, plain(item.number)])) add(this.byNumber, number, at);
    if (pinyin !== '') add(this.byPinyin, pinyin, at);
    if (mobile) add(this.byMobile, mobile, at);
  }

  /** All that have one of these numbers. */
  numbered(numbers: readonly string[]): Candidate[] {
    const places = numbers.flatMap((number) => this.byNumber.get(number) ?? []);
    return places.flatMap((at) => this.candidates[at] ?? []).filter(({ item }) => numbers.includes(item.number));
  }

  /** In the order of the candidates, with all others of their numbers. */
  of(sought: SoughtKey): Candidate[] {
    const [key, end] = [plain(sought.text), lastPart(sought.text)];
    const pairs = new Set([...pairsOf(key), ...pairsOf(end)]);
    const least = Math.max(1, Math.min(signPairs(key), signPairs(end)));
    const touched: number[] = [];
    for (const pair of pairs)
      for (const at of this.having.get(pair) ?? []) {
        if (this.shared[at] === 0) touched.push(at);
        this.shared[at] = (this.shared[at] ?? 0) + 1;
      }
    const near = new Set<number>([
      ...(this.byNumber.get(key) ?? []),
      ...(sought.jobNumber === null ? [] : (this.byNumber.get(sought.jobNumber) ?? [])),
      ...(sought.mobile ? (this.byMobile.get(sought.mobile) ?? []) : []),
      ...(sought.pinyin === '' ? [] : (this.byPinyin.get(sought.pinyin) ?? [])),
    ]);
    for (const at of touched) {
      const [common, size] = [this.shared[at] ?? 0, this.sizes[at] ?? 0];
      this.shared[at] = 0;
      // All of the one is in the other, or enough of both is the same.
      if (size === 0 || common >= least || common >= size || common * QUARTER >= least + size) near.add(at);
    }
    for (const at of [...near])
      for (const other of this.byNumber.get(this.candidates[at]?.item.number ?? '') ?? []) near.add(other);
    return [...near].sort((one, other) => one - other).flatMap((at) => this.candidates[at] ?? []);
  }
}

function add(map: Map<string, number[]>, key: string, at: number): void {
  const places = map.get(key);
  if (places) places.push(at);
  else map.set(key, [at]);
}

/** Neighbouring signs; of a short text its signs as well, which is what short texts are compared by. */
function pairsOf(text: string): Set<string> {
  const signs = [...text];
  const pairs = signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
  return new Set(signs.length < SHORT ? [...pairs, ...signs] : pairs);
}

/** How many neighbours a text has, each once. */
const signPairs = (text: string): number => {
  const signs = [...text];
  return new Set(signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)).size;
};

import { setImmediate as others } from 'node:timers/promises';
import { type Candidate, lastPart, plain, type SoughtKey } from '../../base-data/suggest-targets.js';

/** Texts with fewer signs than this are compared by their single signs as well as by pairs. */
const SHORT = 3;
/** Least share of common pairs: suggestTargets accepts half by the Dice coefficient, which counts common pairs twice, so a quarter of all pairs. */
const QUARTER = 4;
const LARGEST = 0xffff;
/** Names that are indexed before the loop yields to the event loop. */
const AT_ONCE = 2000;

/**
 * Finds the candidates that suggestTargets may suggest for some keys, without comparing each of 100,000 with each of 200: names are
 * indexed once, and a key gets those with enough in common. A candidate that is left out would not be suggested; the returned ones are
 * still judged there.
 */
export class NearCandidates {
  /** Pair of signs → indexes of the candidates whose name contains it. */
  private readonly having = new Map<string, number[]>();
  private readonly byNumber = new Map<string, number[]>();
  private readonly byPinyin = new Map<string, number[]>();
  private readonly byMobile = new Map<string, number[]>();
  /** Number of pairs of each name; 0 if any common pair is enough. */
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

  /** Returns all candidates with one of these numbers. */
  numbered(numbers: readonly string[]): Candidate[] {
    const places = numbers.flatMap((number) => this.byNumber.get(number) ?? []);
    return places.flatMap((at) => this.candidates[at] ?? []).filter(({ item }) => numbers.includes(item.number));
  }

  /** Returns near candidates in their original order, with all others of the same numbers. */
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
      // One text contains all pairs of the other, or enough pairs are common.
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

/** Returns the pairs of neighbouring signs; for a short text its single signs too, because short texts are compared by them. */
function pairsOf(text: string): Set<string> {
  const signs = [...text];
  const pairs = signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
  return new Set(signs.length < SHORT ? [...pairs, ...signs] : pairs);
}

/** Returns the number of different pairs in a text. */
const signPairs = (text: string): number => {
  const signs = [...text];
  return new Set(signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)).size;
};

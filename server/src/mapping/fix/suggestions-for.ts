import type { Suggestion } from '@dingdee/shared/mapping';
import type { Evidence } from '@dingdee/shared/mapping-evidence';
import { readingOf } from '../../base-data/base-data-reading.js';
import { type Alike, type Candidate, type SoughtKey, suggestTargets } from '../../base-data/suggest-targets.js';
import { keyParts } from '../../engine/rule/joined-key.js';
import { DEFAULT_KEY } from '../../engine/source/approval-source.js';
import type { NearCandidates } from './near-candidates.js';

/** Most suggestions for a key of several values. */
const MOST_OF_PARTS = 6;
const MOST_DONE = 3;

/** A number that former bills with this value had. */
export interface Done {
  number: string;
  evidence: Extract<Evidence, { code: 'history' }>;
}

/** Returns one suggestion per number, with the organisations that can use it: among equals, numbers of more organisations come first. */
export function suggestionsFor(
  { key, keyLabel, orgNumbers }: { key: string; keyLabel: string; orgNumbers: readonly string[] },
  { candidates, near }: { candidates: readonly Candidate[]; near: NearCandidates },
  person: Pick<SoughtKey, 'jobNumber' | 'mobile'> | null,
  done: readonly Done[] = [],
): Suggestion[] {
  const text = keyLabel || key;
  const sought = soughtAs(text, person);
  const parts = keyParts(text).map((part) => soughtAs(part, null));
  const serves = ({ item }: Candidate, org: string) => item.orgNumber === '' || item.orgNumber === org;
  const byNumber = new Map<string, { candidate: Candidate; usableIn: string[] }>();
  const looked =
    key === DEFAULT_KEY
      ? candidates
      : [...[sought, ...parts].flatMap((one) => near.of(one)), ...near.numbered(done.map(({ number }) => number))];
  for (const candidate of looked) {
    const own = orgNumbers.filter((org) => serves(candidate, org));
    if (own.length === 0) continue;
    const known = byNumber.get(candidate.item.number);
    const usableIn = orgNumbers.filter((org) => own.includes(org) || known?.usableIn.includes(org));
    byNumber.set(candidate.item.number, { candidate: known?.candidate ?? candidate, usableIn });
  }
  const usable = [...byNumber.values()].map(({ candidate }) => candidate);
  const found =
    key === DEFAULT_KEY
      ? orgNumbers.flatMap((org) => {
          const own = usable.filter((one) => serves(one, org));
          // With several accounts, a person says which one pays.
          return own.slice(0, 5).map(
            ({ item }): Suggestion => ({
              item,
              evidence: [{ code: 'usable-in', org, name: item.name }],
              same: own.length === 1,
            }),
          );
        })
      : [...parts.flatMap((part) => byPart(part, usable)), ...suggestTargets(sought, usable).map(asSuggestion)];
  const once = found.filter(({ item }, at) => found.findIndex((one) => one.item.number === item.number) === at);
  const shown: readonly Suggestion[] =
    parts.length === 0
      ? once
      : once.slice(0, MOST_OF_PARTS).map(({ item, evidence }) => ({ item, evidence, same: false }));
  return withDone(shown, done, byNumber).map((one) => ({
    ...one,
    usableIn: byNumber.get(one.item.number)?.usableIn ?? [],
  }));
}

/** Adds the history: numbers of former bills come after a match of the same name, and before a merely similar one; a person chooses them. */
function withDone(
  found: readonly Suggestion[],
  done: readonly Done[],
  byNumber: ReadonlyMap<string, { candidate: Candidate }>,
): Suggestion[] {
  const told = (number: string) => done.find((one) => one.number === number);
  const named = found.map((one) => {
    const was = told(one.item.number);
    return was ? { ...one, evidence: [...one.evidence, was.evidence] } : one;
  });
  const more = done.slice(0, MOST_DONE).flatMap(({ number, evidence }): Suggestion[] => {
    const candidate = byNumber.get(number)?.candidate;
    const isThere = found.some(({ item }) => item.number === number);
    return candidate && !isThere ? [{ item: candidate.item, evidence: [evidence], same: false }] : [];
  });
  const rank = (one: Suggestion) => (one.same ? 0 : told(one.item.number) ? 1 : 2);
  return [...named, ...more].sort((one, other) => rank(one) - rank(other));
}

const asSuggestion = ({ evidence, ...one }: Alike): Suggestion => ({ ...one, evidence: [evidence] });

const soughtAs = (text: string, person: Pick<SoughtKey, 'jobNumber' | 'mobile'> | null): SoughtKey => ({
  text,
  pinyin: readingOf(text).pinyin,
  jobNumber: person?.jobNumber ?? null,
  mobile: person?.mobile ?? null,
});

/** Returns suggestions for one of several values: it never stands for the whole key, so only a person can choose it. */
const byPart = (part: SoughtKey, candidates: readonly Candidate[]): Suggestion[] =>
  suggestTargets(part, candidates).map(({ item, evidence }) => ({
    item,
    evidence: [{ code: 'of-part', value: part.text, like: evidence }],
    same: false,
  }));

import type { Suggestion } from '@dingdee/shared/mapping';
import { readingOf } from '../../base-data/base-data-reading.js';
import { type Candidate, type SoughtKey, suggestTargets } from '../../base-data/suggest-targets.js';
import { keyParts } from '../../engine/rule/joined-key.js';
import { DEFAULT_KEY } from '../../engine/source/approval-source.js';
import type { NearCandidates } from './near-candidates.js';

/** Suggestions for a key of several values. */
const MOST_OF_PARTS = 6;

/** One suggestion a number, with the organisations it serves: those that serve more come first among equals. */
export function suggestionsFor(
  { key, keyLabel, orgNumbers }: { key: string; keyLabel: string; orgNumbers: readonly string[] },
  { candidates, near }: { candidates: readonly Candidate[]; near: NearCandidates },
  jobNumber: string | null,
): Suggestion[] {
  const text = keyLabel || key;
  const sought = soughtAs(text, jobNumber);
  const parts = keyParts(text).map((part) => soughtAs(part, null));
  const serves = ({ item }: Candidate, org: string) => item.orgNumber === '' || item.orgNumber === org;
  const byNumber = new Map<string, { candidate: Candidate; usableIn: string[] }>();
  for (const candidate of key === DEFAULT_KEY ? candidates : [sought, ...parts].flatMap((one) => near.of(one))) {
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
          // Which of several accounts pays is for a person to say.
          return own
            .slice(0, 5)
            .map(
              ({ item }): Suggestion => ({ item, evidence: `组织 ${org} 可用的${item.name}`, same: own.length === 1 }),
            );
        })
      : [...parts.flatMap((part) => byPart(part, usable)), ...suggestTargets(sought, usable)];
  const once = found.filter(({ item }, at) => found.findIndex((one) => one.item.number === item.number) === at);
  const shown: readonly Suggestion[] =
    parts.length === 0
      ? once
      : once.slice(0, MOST_OF_PARTS).map(({ item, evidence }) => ({ item, evidence, same: false }));
  return shown.map((one) => ({ ...one, usableIn: byNumber.get(one.item.number)?.usableIn ?? [] }));
}

const soughtAs = (text: string, jobNumber: string | null): SoughtKey => ({
  text,
  pinyin: readingOf(text).pinyin,
  jobNumber,
});

/** What one of several values says is never the whole: it is shown, and chosen by nobody but a person. */
const byPart = (part: SoughtKey, candidates: readonly Candidate[]): Suggestion[] =>
  suggestTargets(part, candidates).map(({ item, evidence }) => ({
    item,
    evidence: `“${part.text}”${evidence}`,
    same: false,
  }));

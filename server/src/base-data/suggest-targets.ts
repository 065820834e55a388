import type { BaseDataItem } from '@dingdee/shared/base-data';
import type { Suggestion } from '@dingdee/shared/mapping';
import type { AlikeEvidence } from '@dingdee/shared/mapping-evidence';

/** Base data that a key may mean, with the pinyin of its name. */
export interface Candidate {
  item: BaseDataItem;
  pinyin: string;
  /** Mark (MobileMark) of a person, if Kingdee has a number. */
  mobile?: string;
}

/** A suggestion by what key and item have in common. */
export type Alike = Omit<Suggestion, 'evidence'> & { evidence: AlikeEvidence };

/** Facts about a source value. */
export interface SoughtKey {
  /** The value as a person reads it: the name if the key is an id. */
  text: string;
  pinyin: string;
  /** 工号 of the person behind the key; null if it is not known. */
  jobNumber: string | null;
  /** Mark (MobileMark) of that person. */
  mobile?: string | null;
}

const MOST = 5;
const SHORTEST_PART = 2;
const NEAR = 0.5;
/** From this score on key and item have the same number, name or last part of the name. */
const SAME = 90;
/** Scores of a whole name and of a job number; an equal number is not exact. */
const EXACT = [96, 100];

/**
 * Returns suggestions with their evidence: exact matches first, then names that contain one another, sound the same or share most of
 * their characters.
 */
export function suggestTargets(sought: SoughtKey, candidates: readonly Candidate[]): Alike[] {
  const scored = candidates.flatMap((candidate) => {
    const found = judge(sought, candidate);
    return found ? [{ item: candidate.item, ...found }] : [];
  });
  scored.sort((a, b) => b.score - a.score || (a.item.number < b.item.number ? -1 : 1));
  const [best, next] = scored;
  // Two people with one name are no match: a person says which of them is meant.
  const same = best && best.score >= SAME && (next?.score ?? 0) < best.score ? best : null;
  return scored.slice(0, MOST).map((one) => ({
    item: one.item,
    evidence: one.evidence,
    same: one === same,
    ...(one === same && EXACT.includes(one.score) ? { exact: true as const } : {}),
  }));
}

function judge(
  sought: SoughtKey,
  { item, pinyin, mobile }: Candidate,
): { score: number; evidence: AlikeEvidence } | null {
  const key = plain(sought.text);
  const name = plain(item.name);
  if (sought.jobNumber !== null && sought.jobNumber === item.number)
    return { score: 100, evidence: { code: 'job-number' } };
  // A mobile number may belong to another person by now: it is offered, but not accepted in bulk.
  if (sought.mobile && sought.mobile === mobile) return { score: 99, evidence: { code: 'mobile' } };
  if (key === '') return null;
  if (key === plain(item.number)) return { score: 98, evidence: { code: 'number' } };
  if (key === name) return { score: 96, evidence: { code: 'name' } };
  const keyEnd = lastPart(sought.text);
  const nameEnd = lastPart(item.name);
  if (keyEnd === nameEnd && keyEnd.length >= SHORTEST_PART)
    return { score: 90, evidence: { code: 'last-part', part: keyEnd } };
  if (key.length >= SHORTEST_PART && name.includes(key))
    return { score: 80, evidence: { code: 'contains', text: sought.text } };
  if (sought.pinyin !== '' && sought.pinyin === pinyin) return { score: 75, evidence: { code: 'pinyin' } };
  if (nameEnd.length >= SHORTEST_PART && key.includes(nameEnd))
    return { score: 70, evidence: { code: 'within', part: nameEnd } };
  const near = Math.max(similarity(key, name), similarity(keyEnd, nameEnd));
  return near >= NEAR ? { score: 40 + near * 20, evidence: { code: 'near' } } : null;
}

/** Returns a name or key in the form for comparison. */
export const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

/** "差旅费-市内交通" → "市内交通"; "公司-销售-一部" → "一部". */
export const lastPart = (text: string): string =>
  plain(text)
    .split(/[-–—/·>]/u)
    .at(-1) ?? '';

/** Returns the Dice coefficient over character pairs; over single characters for very short texts. */
function similarity(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)];
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}

function pairs(text: string): Set<string> {
  const signs = [...text];
  if (signs.length < 3) return new Set(signs);
  return new Set(signs.slice(1).map((sign, index) => `${signs[index]}${sign}`));
}

import type { BulkAction, BulkOffer } from '@dingdee/shared/bill-action';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { deedWords } from '../bill/deed-words.js';
import { count } from '../ui/formats.js';

const CANNOT: Readonly<Record<BulkAction, string>> = {
  approve: '审核',
  push: '推送',
  hold: '挂起',
  release: '恢复',
  exclude: '排除',
  'handle-outside': TERM_WORDS.recordOutside,
  restore: TERM_WORDS.restore,
  unapprove: deedWords.unapprove,
  'ask-applicant': deedWords.sendBack,
  fix: '改',
};
/** Returns true for bills that fit when a person opens them one by one. */
const isNote = ({ code }: { code: string }): boolean => code.startsWith('note-needed');
const add = (lines: BulkOffer['leftOut']): number => lines.reduce((n, line) => n + line.count, 0);

/** Formats the part of the selection that the action leaves out: "含 2 笔不可推送"; null if it takes all. */
export function leftOutWords({ action, leftOut }: Pick<BulkOffer, 'action' | 'leftOut'>): string | null {
  const not = add(leftOut.filter((line) => !isNote(line)));
  if (not > 0) return `含 ${count(not)} 笔不可${CANNOT[action]}`;
  const note = add(leftOut);
  return note > 0 ? `含 ${count(note)} 笔需写明原因` : null;
}

/** Returns one line for each cause. */
export const causeLines = ({ leftOut }: Pick<BulkOffer, 'leftOut'>): string[] =>
  leftOut.map(({ count: n, words, next }) => `${count(n)} 笔：${words}${next === undefined ? '' : `。${next}`}`);

/** Returns why a button does nothing now; null if the action fits some bills. */
export function noneWords({ fits, leftOut }: Pick<BulkOffer, 'fits' | 'leftOut'>): string | null {
  const [first, ...more] = leftOut;
  if (fits.count > 0 || first === undefined) return null;
  if (more.length > 0) return causeLines({ leftOut }).join('；');
  return first.next === undefined ? first.words : `${first.words}。${first.next}`;
}

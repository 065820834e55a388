import { BOOKED_AS } from '@dingdee/shared/bill-state';
import { placeWords } from '../bill/ledger/approval-splits.js';
import { type BookedMarks, withoutBlanks, withoutMark } from './booked-mark.js';

/** One comment as DingTalk stores it. */
export interface Comment {
  /** "" if DingTalk does not tell it. */
  userId: string;
  /** The minute of the comment in Unix ms; null if it cannot be read. */
  at: number | null;
  remark: string;
}

/** The facts about the bill whose comment is looked for. */
export interface AboutBill {
  processInstanceId: string;
  /** The place of the bill among the bills of its approval; null if it is the only one. */
  place: { place: number; of: number } | null;
  /** Our number, and Kingdee's number if it is known. */
  numbers: readonly string[];
  /** The text of the scheme with its `{{…}}`. */
  template: string;
  /** The bill was not booked before this time, in Unix ms. */
  since: number;
  /** People in whose name the app comments: named by the scheme, allowed to push, or in the outbox. */
  authors: ReadonlySet<string>;
}

/** Tolerance in ms: the time of a comment comes from DingTalk's clock, the time of the bill from ours. */
const CLOCKS_OFF_MS = 600_000;
/** DingTalk's times have whole minutes. */
const MINUTE_MS = 60_000;

/** Tells whether a comment is not older than this time, as far as two clocks can tell. */
export const notBefore = ({ at }: Pick<Comment, 'at'>, since: number): boolean =>
  at === null || at >= since - CLOCKS_OFF_MS - MINUTE_MS;

/**
 * Tells whether a comment is ours and says that this bill is booked, or another bill that may have been this one before a backup was
 * restored. The mark and the author are compared. Releases before the mark wrote only the sentence: it counts if the whole comment is
 * that sentence and one of our authors wrote it. A question, a quotation, or a remark that names the number does not count.
 */
export function isBookedComment(comment: Comment, bill: AboutBill, marks: BookedMarks): boolean {
  if (!notBefore(comment, bill.since)) return false;
  const part = partIn(comment.remark);
  if (isOfAnother(part, bill.place)) return false;
  const { processInstanceId } = bill;
  if (marks.isOn(comment.remark, { processInstanceId, part, asUserId: comment.userId })) return true;
  if (comment.userId !== '' && !bill.authors.has(comment.userId)) return false;
  return sentenceOf(bill)?.test(withoutMark(comment.remark)) ?? false;
}

/** Returns the words at the end of a comment that say which of several bills it is about; "" if there are none. */
export const partIn = (text: string): string => /（(同一张审批第\d+张，共\d+张)）$/u.exec(withoutMark(text))?.[1] ?? '';

/**
 * Tells whether the comment is about another bill of the approval in its present split; such a comment has the same wording but says
 * nothing about this bill. If the approval was split in another way, or not split, the payment may have been this bill.
 */
function isOfAnother(part: string, place: AboutBill['place']): boolean {
  if (part === '' || place === null) return false;
  return Array.from({ length: place.of }, (_, at) => at + 1).some(
    (at) => at !== place.place && withoutBlanks(placeWords({ place: at, of: place.of })) === part,
  );
}

/**
 * Returns a pattern for the whole sentence of the scheme with all possible values of ours; null if the template has fewer than four
 * characters of its own and does not name the number.
 */
function sentenceOf({ template, numbers }: Pick<AboutBill, 'template' | 'numbers'>): RegExp | null {
  const pieces = withoutBlanks(template).split(/\{\{(outcome|billNo|date|amount)\}\}/u);
  const isOwn = (_: string, at: number) => at % 2 === 0;
  const isShort = pieces.filter(isOwn).join('').length < 4;
  if (isShort && !pieces.includes('billNo')) return null;
  const outcome = `(?:${Object.values(BOOKED_AS).map(literal).join('|')})`;
  const ours = numbers.filter((number) => number !== '').map((number) => literal(withoutBlanks(number)));
  // Before a backup was restored, the bill may have had another number.
  const billNo = isShort ? `(?:${ours.join('|')})` : '(?=[^，。；：！？、（）]*\\d)[^，。；：！？、（）]{1,80}';
  const values: Readonly<Record<string, string>> = {
    outcome,
    billNo,
    date: '(?:\\d{4}-\\d{2}-\\d{2})?',
    amount: '[\\d,.]*',
  };
  const body = pieces.map((piece, at) => (isOwn(piece, at) ? literal(piece) : (values[piece] ?? ''))).join('');
  return new RegExp(`^${body}(?:（${outcome}）)?(?:（同一张审批第\\d+张，共\\d+张）)?$`, 'u');
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

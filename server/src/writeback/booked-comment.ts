import { BOOKED_AS } from '@dingdee/shared/bill-state';
import { placeWords } from '../bill/ledger/approval-splits.js';
import { type BookedMarks, withoutBlanks, withoutMark } from './booked-mark.js';

/** One comment as DingTalk keeps it. */
export interface Comment {
  /** "" where DingTalk does not say. */
  userId: string;
  /** Unix ms of its minute; null where it cannot be read. */
  at: number | null;
  remark: string;
}

/** What is known of the bill whose comment is looked for. */
export interface AboutBill {
  processInstanceId: string;
  /** Which of the bills of its approval it is; null where it is alone. */
  place: { place: number; of: number } | null;
  /** Our number, and Kingdee's where it is known. */
  numbers: readonly string[];
  /** The scheme's text with its `{{…}}`. */
  template: string;
  /** Nothing was booked before. Unix ms. */
  since: number;
  /** People whom the app comments as: named by the scheme, allowed to push, or in the outbox. */
  authors: ReadonlySet<string>;
}

/** DingTalk's clock prints the time of a comment, ours that of the bill. */
const CLOCKS_OFF_MS = 600_000;
/** DingTalk prints minutes. */
const MINUTE_MS = 60_000;

/** Not before this moment, as far as two clocks can tell. */
export const notBefore = ({ at }: Pick<Comment, 'at'>, since: number): boolean =>
  at === null || at >= since - CLOCKS_OFF_MS - MINUTE_MS;

/**
 * Whether a comment is ours and says that this bill, or one that may have been it before a backup was put back, is booked. Its mark and its
 * author are compared. Releases before the mark wrote the sentence alone: it counts where all of the comment is that sentence and one of
 * ours wrote it. A question, a quotation, a remark that names the number: none of them counts.
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

/** The words at the end of a comment that say which of several bills it is about. */
export const partIn = (text: string): string => /（(同一张审批第\d+张，共\d+张)）$/u.exec(withoutMark(text))?.[1] ?? '';

/**
 * The comment on another bill of the approval, split as it is now, is written alike: it says nothing of this one. Split otherwise, or as a
 * whole, it was paid as something that may have been this.
 */
function isOfAnother(part: string, place: AboutBill['place']): boolean {
  if (part === '' || place === null) return false;
  return Array.from({ length: place.of }, (_, at) => at + 1).some(
    (at) => at !== place.place && withoutBlanks(placeWords({ place: at, of: place.of })) === part,
  );
}

/** The scheme's whole sentence with anything that our values can be; null where hardly a word of its own is left and it names no number. */
function sentenceOf({ template, numbers }: Pick<AboutBill, 'template' | 'numbers'>): RegExp | null {
  const pieces = withoutBlanks(template).split(/\{\{(outcome|billNo|date|amount)\}\}/u);
  const isOwn = (_: string, at: number) => at % 2 === 0;
  const isShort = pieces.filter(isOwn).join('').length < 4;
  if (isShort && !pieces.includes('billNo')) return null;
  const outcome = `(?:${Object.values(BOOKED_AS).map(literal).join('|')})`;
  const ours = numbers.filter((number) => number !== '').map((number) => literal(withoutBlanks(number)));
  // Before a backup was put back it may have been numbered otherwise.
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

import { toFen } from '@dingdee/shared/money';
import type { SourceBucket } from '@dingdee/shared/statement';
import type { PushBill } from '../bill/ledger/bill-claims.js';
import { CLOSED } from './compare-target.js';
import type { FormSums } from './form-sums.js';

/** An approval that DingTalk lists, with its place in the proof of completeness (read/day/day-places.ts). */
export interface NamedApproval {
  place: string;
  /** The form's sum in 分; null if the form has none, or if it was not kept. */
  fen: bigint | null;
}
/** The part of an approval's DingTalk side that belongs to one of its bills. */
export interface SourceShare {
  n: number;
  fen: bigint | null;
  bucket: SourceBucket | null;
}
export interface SourceBill {
  bill: Pick<PushBill, 'baseFen' | 'part' | 'kind' | 'currency' | 'state'>;
  sums: FormSums;
}

/** Returns the bucket of an approval without a bill. */
export function withoutBill({ place }: NamedApproval): SourceBucket {
  if (place === 'left-out' || place === 'settled' || place === 'reading') return place;
  return 'missing';
}

/** True for a bill in a currency that is not added up; an unmapped bill has no currency yet. */
export const isForeignBill = ({ currency }: Pick<PushBill, 'currency'>): boolean =>
  currency !== '' && currency !== 'CNY';

/**
 * Splits DingTalk's side of an approval over its bills, in their order; the shares add up exactly to the form's sum.
 * @param named null: no list of DingTalk has the approval. @param bills at least one.
 */
export function sharesOf(named: NamedApproval | null, bills: readonly SourceBill[]): SourceShare[] {
  if (named === null) return bills.map(() => ({ n: 0, fen: null, bucket: 'unlisted' }));
  const { fen } = named;
  if (fen === null || bills.some(({ bill }) => isForeignBill(bill))) return bills.map(unknown);
  const { counted, bearer, bucket } = accountOf(fen, bills);
  const others = counted.filter((each) => each !== bearer);
  const rest = fen - sumOf(others);
  return bills.map((each): SourceShare => {
    if (each === bearer) return { n: 1, fen: rest, bucket };
    if (!counted.includes(each)) return { n: 0, fen: 0n, bucket: 'replaced' };
    return { n: 0, fen: each.bill.baseFen, bucket: each.bill.baseFen === null ? 'no-sum' : 'split' };
  });
}

/** The share of a bill if the form's sum is unknown, or in a currency that is not added up. */
function unknown({ bill }: SourceBill, at: number): SourceShare {
  const n = at === 0 ? 1 : 0;
  if (isForeignBill(bill)) return { n, fen: null, bucket: n === 1 ? null : 'split' };
  return { n, fen: null, bucket: bill.baseFen === null ? 'no-sum' : 'no-form-sum' };
}

interface Account {
  /** Bills that the form's sum is for. */
  counted: readonly SourceBill[];
  /** The counted bill that stands for the approval; it takes the part of the sum that the others leave. */
  bearer: SourceBill | undefined;
  bucket: SourceBucket | null;
}

/**
 * Finds the bills that the form's sum is for. If a bill was closed and others replaced it, the sum is for the others. A difference counts as
 * explained only by sums that were computed independently: the form's own sum and the bills' sums.
 */
function accountOf(fen: bigint, bills: readonly SourceBill[]): Account {
  const ways = waysOf(bills);
  const asRead = explained(fen, ways);
  if (asRead) return asRead;
  // An edited form is mapped with its current values; DingTalk's list keeps the sum that was read first.
  const edited = bills.find(({ sums }) => sums.edited !== null)?.sums.edited ?? null;
  const anew = edited === null ? null : explained(edited, ways);
  if (anew) return { ...anew, bucket: 'edited' };
  const open = ways.find((way) => way.some(isUnknown) && sumOf(way) <= fen);
  if (open) return { counted: open, bearer: open.find(isUnknown), bucket: 'no-sum' };
  const counted = live(bills).length > 0 ? live(bills) : bills;
  return { counted, bearer: counted[0], bucket: 'unexplained' };
}

function explained(fen: bigint, ways: readonly (readonly SourceBill[])[]): Account | null {
  const exact = ways.find((way) => !way.some(isUnknown) && sumOf(way) === fen);
  if (exact) return { counted: exact, bearer: exact[0], bucket: null };
  const ruled = ways.find((way) => way.length === 1 && byRule(fen, way[0]));
  return ruled ? { counted: ruled, bearer: ruled[0], bucket: 'by-rule' } : null;
}

const isUnknown = ({ bill }: SourceBill): boolean => bill.baseFen === null;
const sumOf = (bills: readonly SourceBill[]): bigint => bills.reduce((sum, { bill }) => sum + (bill.baseFen ?? 0n), 0n);

/** True for a closed bill that others may replace. A bill that was paid in another way was paid: nothing replaces it. */
const gaveWay = ({ bill }: SourceBill): boolean =>
  CLOSED.includes(bill.kind) && (bill.kind !== 'handled-outside' || bill.state.reversed === true);
const live = (bills: readonly SourceBill[]) => bills.filter((each) => !gaveWay(each));

/** Returns the candidates: all bills · those not closed · only the parts, or only the whole, if the other was closed. */
function waysOf(bills: readonly SourceBill[]): readonly (readonly SourceBill[])[] {
  const isWhole = ({ bill }: SourceBill) => bill.part === '';
  const [wholes, parts] = [bills.filter(isWhole), bills.filter((each) => !isWhole(each))];
  return [
    bills,
    live(bills),
    ...(live(wholes).length === 0 ? [parts] : []),
    ...(live(parts).length === 0 ? [wholes] : []),
  ].filter((way) => way.length > 0);
}

/** True if the scheme deducts from the form's sum and the bill is the remainder. */
const byRule = (fen: bigint, one: SourceBill | undefined): boolean =>
  one !== undefined &&
  one.bill.part === '' &&
  one.sums.net !== null &&
  toFen(one.sums.net.gross) === fen &&
  toFen(one.sums.net.payable) === one.bill.baseFen;

import { toFen } from '@dingdee/shared/money';
import type { SourceBucket } from '@dingdee/shared/statement';
import type { PushBill } from '../bill/ledger/bill-claims.js';
import { CLOSED } from './compare-target.js';
import type { FormSums } from './form-sums.js';

/** An approval as DingTalk named it, with where the proof of completeness has it (read/day/day-places.ts). */
export interface NamedApproval {
  place: string;
  /** 分 as the form says; null where it says none, or it was not kept. */
  fen: bigint | null;
}
/** One approval's side, spread over its bills. */
export interface SourceShare {
  n: number;
  fen: bigint | null;
  bucket: SourceBucket | null;
}
export interface SourceBill {
  bill: Pick<PushBill, 'baseFen' | 'part' | 'kind' | 'currency' | 'state'>;
  sums: FormSums;
}

/** What has no bill. */
export function withoutBill({ place }: NamedApproval): SourceBucket {
  if (place === 'left-out' || place === 'settled' || place === 'reading') return place;
  return 'missing';
}

/** A bill in a currency that is not added; what is not mapped yet has none. */
export const isForeignBill = ({ currency }: Pick<PushBill, 'currency'>): boolean =>
  currency !== '' && currency !== 'CNY';

/**
 * What DingTalk says of each of an approval's bills, in their order; the shares add up to the form's sum to the fen.
 * @param named null: no list of DingTalk has it. @param bills at least one.
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

/** The form's sum is not known, or is in a currency that is not added. */
function unknown({ bill }: SourceBill, at: number): SourceShare {
  const n = at === 0 ? 1 : 0;
  if (isForeignBill(bill)) return { n, fen: null, bucket: n === 1 ? null : 'split' };
  return { n, fen: null, bucket: bill.baseFen === null ? 'no-sum' : 'no-form-sum' };
}

interface Account {
  /** Those that the form's sum is for. */
  counted: readonly SourceBill[];
  /** The one of them that counts as the approval, and bears what the others leave. */
  bearer: SourceBill | undefined;
  bucket: SourceBucket | null;
}

/**
 * Which of the bills the form's sum is for. Where one was closed and others took its place it is for those; nothing is explained but
 * by sums that were found out apart from each other: the form's own, and the bills'.
 */
function accountOf(fen: bigint, bills: readonly SourceBill[]): Account {
  const ways = waysOf(bills);
  const asRead = explained(fen, ways);
  if (asRead) return asRead;
  // What was edited is mapped as it is now; the list keeps what was read first.
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

/** What somebody paid in another way was paid: nothing takes its place. */
const gaveWay = ({ bill }: SourceBill): boolean =>
  CLOSED.includes(bill.kind) && (bill.kind !== 'handled-outside' || bill.state.reversed === true);
const live = (bills: readonly SourceBill[]) => bills.filter((each) => !gaveWay(each));

/** All of them · those that are not closed · the parts, or the whole, where the other was closed. */
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

/** The scheme takes off what the form says, and what is left is the bill. */
const byRule = (fen: bigint, one: SourceBill | undefined): boolean =>
  one !== undefined &&
  one.bill.part === '' &&
  one.sums.net !== null &&
  toFen(one.sums.net.gross) === fen &&
  toFen(one.sums.net.payable) === one.bill.baseFen;

import { randomBytes } from 'node:crypto';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { type Amount, fromFen } from '@dingdee/shared/money';
import type { PushPreview } from '@dingdee/shared/push';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BillHistory } from '../../bill/history/bill-history.js';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { DAY_PASSED, dayPassed } from '../../bill/ledger/day-passed.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { BillSelections } from '../../bill/selection/bill-selections.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { handWords } from '../../domain/draft/payee-hands.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { PushPauses, pausedBecause } from '../order/push-pauses.js';
import { eligible, type FourEyes, type Refused, type Standstill } from './eligible.js';
import { OwnPushes } from './own-pushes.js';

/** One bill as the confirm sheet froze it. */
export interface FrozenItem {
  id: string;
  version: number;
  hash: string;
  /** Amount in 分, as text. */
  fen: string;
}

/** A sheet with at most this many bills does not wait for other sheets. */
const SMALL = 500;

/**
 * Makes the confirm sheet: the bills that would be pushed, the bills that would not, and why. Exactly these bills are frozen under a
 * token and confirmed later.
 */
@Injectable()
export class PreviewPush {
  /**
   * End of the sheet that is being made for a whole list. Such sheets are made one after the other: several at once would fill the
   * memory and block all other users.
   */
  private whole: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly selections: BillSelections,
    private readonly history: BillHistory,
    private readonly pauses: PushPauses,
    private readonly catalog: BaseDataCatalog,
    private readonly holds: LedgerHolds,
    private readonly own: OwnPushes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(refs: BillRefs, actor: Actor): Promise<PushPreview> {
    const seen = await this.versionsOf(refs, actor);
    if (seen.size <= SMALL) return this.show(refs, seen, actor);
    const before = this.whole;
    let done = (): void => undefined;
    this.whole = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    return this.show(refs, seen, actor).finally(done);
  }

  private async show(refs: BillRefs, seen: ReadonlyMap<string, number>, actor: Actor): Promise<PushPreview> {
    const unread: Refused[] = [];
    const bills = await this.claims.load(this.db.read, [...seen.keys()], (bill, reason) =>
      unread.push({ bill, reason, nextStep: '请管理员处理' }),
    );
    const { eligible: passed, refused: held } = await eligible(
      bills,
      seen,
      actor,
      { ...this.limits(), who: await whoElse(this.db.read) },
      await this.standstill(),
      await this.own.today(this.db.read, actor),
    );
    const refused = [...held, ...unread];
    const how = await this.changes(refused, seen, refs, actor);
    const token = randomBytes(24).toString('base64url');
    const items = passed.map(
      (bill): FrozenItem => ({
        id: bill.id,
        version: bill.version,
        hash: bill.contentHash ?? '',
        fen: String(bill.baseFen ?? 0n),
      }),
    );
    const now = clock.now();
    await this.db.inTransaction((tx) =>
      tx.query('INSERT INTO push_preview (token, owner, items, created_at, expires_at) VALUES (?, ?, ?, ?, ?)', [
        token,
        actor.userId,
        JSON.stringify(items),
        now,
        now + this.settings.SELECTION_TTL_MS,
      ]),
    );
    return {
      eligible: sumOf(passed),
      byOrgCurrency: this.byOrgCurrency(passed),
      accountSet: this.settings.KINGDEE_ACCT_ID,
      byDate: byDate(passed),
      ...sameDay(passed),
      outcomes: [...new Set(passed.map(({ outcome }) => outcome))],
      largest: [...passed].sort(byAmount).slice(0, 3).map(brief),
      payeeHands: await this.payeeHands(passed),
      excluded: refused.map(({ bill, reason, nextStep }) => ({
        ...brief(bill),
        amount: amountOrNull(bill),
        reason: `${reason}${how.get(bill.id) ?? ''}`,
        nextStep,
      })),
      token,
      refs,
    };
  }

  /** Returns the bills of the sheet whose payee a person changed by hand, with both values, who changed it and who approved the bill. */
  private async payeeHands(passed: readonly PushBill[]): Promise<PushPreview['payeeHands']> {
    const changed = passed.filter(({ payees }) => payees.hands.length > 0);
    if (changed.length === 0) return [];
    const people = changed.flatMap(({ payees, approvedBy }) => [...payees.hands.map(({ by }) => by), approvedBy ?? '']);
    const names = await this.history.names(people);
    return changed.sort(byAmount).map((bill) => ({
      ...brief(bill),
      changes: bill.payees.hands.map((hand) => ({
        words: maskText(handWords(hand, PAYMENT_FORM)),
        by: names(hand.by),
      })),
      approvedBy: names(bill.approvedBy ?? ''),
    }));
  }

  limits(): FourEyes {
    return {
      bill: this.settings.FOUR_EYES_BILL as Amount,
      batch: this.settings.FOUR_EYES_BATCH as Amount,
      singlePerson: this.settings.SINGLE_PERSON_MODE,
    };
  }

  /** Returns what stops bills now, whoever pushes them: a ledger hold, a pause, or a date that has passed. */
  async standstill(): Promise<Standstill> {
    const resumed = '恢复推送后再推';
    if ((await this.holds.open()).length > 0)
      return () => ({ reason: '全部暂停，等管理员看过并放行', nextStep: resumed });
    const pauses = await this.pauses.now();
    return (bill) => {
      const reason = pausedBecause(pauses, bill);
      if (reason !== null) return { reason, nextStep: resumed };
      return dayPassed(bill) ? { reason: DAY_PASSED, nextStep: '会按今天重新映射，请再审核一次' } : null;
    };
  }

  /** Returns words for the reason why a bill is not what was chosen any more, by bill id: who changed it and, if known, what it was before. */
  async changes(
    refused: readonly Refused[],
    seen: ReadonlyMap<string, number>,
    refs: BillRefs,
    actor: Actor,
  ): Promise<Map<string, string>> {
    const changed = refused.filter(({ bill }) => seen.get(bill.id) !== bill.version).map(({ bill }) => bill.id);
    if (changed.length === 0) return new Map();
    const known = await this.selections.changesOf(refs, actor);
    const hands = await this.history.lastHands(changed.filter((id) => !known.has(id)));
    return new Map(
      changed.flatMap((id) => {
        const words = known.get(id) ?? hands.get(id);
        return words === undefined ? [] : [[id, `（${words}）`] as const];
      }),
    );
  }

  private async versionsOf(refs: BillRefs, actor: Actor): Promise<Map<string, number>> {
    const seen = new Map<string, number>();
    for await (const chunk of this.selections.chunks(refs, actor))
      for (const { id, version } of chunk) seen.set(id, version);
    return seen;
  }

  private byOrgCurrency(bills: readonly PushBill[]): PushPreview['byOrgCurrency'] {
    const groups = new Map<string, PushBill[]>();
    for (const bill of bills) {
      const key = `${bill.orgNumber}\n${bill.currency}`;
      const group = groups.get(key);
      if (group) group.push(bill);
      else groups.set(key, [bill]);
    }
    return [...groups.values()].map((group) => {
      const [first] = group;
      const orgNumber = first?.orgNumber ?? '';
      const orgName = this.catalog.nameOf('organisation', orgNumber, '');
      return { orgNumber, orgName, currency: first?.currency ?? '', ...sumOf(group) };
    });
  }
}

/** Groups the bills by business date, earliest first; bills without a date come last. */
function byDate(bills: readonly PushBill[]): PushPreview['byDate'] {
  const days = new Map<string | null, PushBill[]>();
  for (const bill of bills) {
    const day = days.get(bill.businessDate);
    if (day) day.push(bill);
    else days.set(bill.businessDate, [bill]);
  }
  return [...days].sort(([a], [b]) => ((a ?? '9') < (b ?? '9') ? -1 : 1)).map(([date, of]) => ({ date, ...sumOf(of) }));
}

/** Returns the day of push and the number of bills that have one. The day of these bills was compared with today just before. */
function sameDay(bills: readonly PushBill[]): Pick<PushPreview, 'sameDay'> {
  const days = bills.flatMap(({ pushDay }) => pushDay ?? []);
  const [day] = days;
  return day === undefined ? {} : { sameDay: { day, count: days.length } };
}

/** Reads a frozen list back. */
export const frozenItems = (json: string): FrozenItem[] => JSON.parse(json) as FrozenItem[];

export async function lockPreview(
  tx: EntityManager,
  token: string,
  mysql: boolean,
): Promise<{ owner: string; items: string; order_id: string | null; expires_at: unknown } | null> {
  const rows: { owner: string; items: string; order_id: string | null; expires_at: unknown }[] = await tx.query(
    `SELECT owner, items, order_id, expires_at FROM push_preview WHERE token = ?${mysql ? ' FOR UPDATE' : ''}`,
    [token],
  );
  return rows[0] ?? null;
}

const sumOf = (bills: readonly PushBill[]) => ({
  count: bills.length,
  amount: fromFen(bills.reduce((sum, bill) => sum + (bill.baseFen ?? 0n), 0n)),
  ...unknownIn(bills.filter(({ baseFen }) => baseFen === null).length),
});
const byAmount = (a: PushBill, b: PushBill) => ((a.baseFen ?? 0n) < (b.baseFen ?? 0n) ? 1 : -1);
const amountOrNull = (bill: PushBill) => (bill.baseFen === null ? null : fromFen(bill.baseFen));
const brief = (bill: PushBill) => ({
  id: bill.id,
  payee: maskText(bill.payee),
  department: bill.department,
  purpose: bill.purpose,
  amount: fromFen(bill.baseFen ?? 0n),
});

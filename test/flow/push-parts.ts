import { afterEach, beforeEach, expect, vi } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import type { BaseDataCatalog } from '../../server/src/base-data/base-data-catalog.js';
import type { RefusedBaseData } from '../../server/src/base-data/refused/refused-base-data.js';
import { BillClaims } from '../../server/src/bill/ledger/bill-claims.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import { KnownHistory } from '../../server/src/bill/ledger/known-history.js';
import { SeenBills } from '../../server/src/bill/review/seen-bills.js';
import type { Settings } from '../../server/src/config/settings.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import type { DingTalkClient } from '../../server/src/connectors/source.js';
import {
  type BillKey,
  type BillToSave,
  type CallWay,
  KingdeeClient,
  KingdeeUnavailableError,
  PLAIN_WAY,
  type StepOutcome,
  type StepResult,
  type StoredBill,
} from '../../server/src/connectors/target.js';
import { type Database, insertTuples } from '../../server/src/database/database.js';
import { draftForSpec } from '../../server/src/domain/draft/draft-for-spec.js';
import { contentHash } from '../../server/src/domain/draft/payment-bill.js';
import { ENGINE_REVISION } from '../../server/src/engine/engine-revision.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { LedgerHolds } from '../../server/src/hold/ledger-holds.js';
import { RestoredBills } from '../../server/src/hold/restored-bills.js';
import type { TailGuard } from '../../server/src/hold/tail-guard.js';
import type { ReplacedBills } from '../../server/src/intake/amend/replaced-bills.js';
import type { EditedApprovals } from '../../server/src/intake/approval/edited-approvals.js';
import type { EventTrust } from '../../server/src/intake/channel/event-trust.js';
import type { PullNamed } from '../../server/src/intake/pull/pull-named.js';
import { HeardSchemes } from '../../server/src/intake/scope/heard-schemes.js';
import type { CatchUp } from '../../server/src/mapping/run/catch-up.js';
import { Metrics } from '../../server/src/metrics/metrics.js';
import { PushCalls } from '../../server/src/push/call/push-calls.js';
import { SaveGuards } from '../../server/src/push/call/save-guards.js';
import { OwnPushes } from '../../server/src/push/confirm/own-pushes.js';
import { ResumePush } from '../../server/src/push/confirm/resume-push.js';
import { AdoptBill } from '../../server/src/push/doubt/adopt-bill.js';
import { ResendBill } from '../../server/src/push/doubt/resend-bill.js';
import { SettleInDoubt } from '../../server/src/push/doubt/settle-in-doubt.js';
import { PushOrders } from '../../server/src/push/order/push-orders.js';
import { PushPauses } from '../../server/src/push/order/push-pauses.js';
import { UnheardForms } from '../../server/src/push/order/unheard-forms.js';
import type { ChangedParts } from '../../server/src/push/send/changed-parts.js';
import { ClaimPush } from '../../server/src/push/send/claim-push.js';
import { CompareStored } from '../../server/src/push/send/compare-stored.js';
import { ConfirmAlready } from '../../server/src/push/send/confirm-already.js';
import { FirstBills } from '../../server/src/push/send/first-bills.js';
import { FormerDay } from '../../server/src/push/send/former-day.js';
import { FormerEngine } from '../../server/src/push/send/former-engine.js';
import { IntendPush } from '../../server/src/push/send/intend-push.js';
import { LookBeforeSend } from '../../server/src/push/send/look-before-send.js';
import { LookBeforeSubmit } from '../../server/src/push/send/look-before-submit.js';
import { MustBeAsked } from '../../server/src/push/send/must-be-asked.js';
import { OtherBills } from '../../server/src/push/send/other-bills.js';
import { PushBills } from '../../server/src/push/send/push-bills.js';
import type { ReadAgainBeforeSend } from '../../server/src/push/send/read-again.js';
import { ReadAmending } from '../../server/src/push/send/read-amending.js';
import { RecheckSource } from '../../server/src/push/send/recheck-source.js';
import type { RelatedAgain } from '../../server/src/push/send/related-again.js';
import { SettlePush } from '../../server/src/push/send/settle-push.js';
import { ShowNumbers } from '../../server/src/push/send/show-numbers.js';
import { SourceChecks } from '../../server/src/push/send/source-checks.js';
import { ToldBefore } from '../../server/src/push/send/told-before.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { KeptNumbers } from '../../server/src/scheme/number/kept-numbers.js';
import { SchemeStore } from '../../server/src/scheme/version/scheme-store.js';
import { AnnounceBooked } from '../../server/src/writeback/announce-booked.js';
import { BookedMarks } from '../../server/src/writeback/booked-mark.js';
import type { FindComment } from '../../server/src/writeback/find-comment.js';
import { putBill, type Standing, stand } from './bill-rows.js';
import { migratedDatabase, NotedWakes, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';

type Ref = { id: string; billNo: string };

/** An in-memory Kingdee: holds bills, records calls, and answers as the spec says. */
export class NotedKingdee extends KingdeeClient {
  readonly bills: StoredBill[] = [];
  readonly calls: string[] = [];
  /** Replaces the effect of a call; null = as usual. */
  instead: (call: string, sent: readonly { billNo: string }[]) => Promise<StepResult | null> = async () => null;
  /** Called before every question. */
  asked: (keys: readonly BillKey[]) => void = () => undefined;
  /** Whether a coding rule numbers the bills. */
  renumber = false;

  async ofApprovals(instanceIds: readonly string[]): Promise<readonly { billNo: string; keys: readonly string[] }[]> {
    const of = ({ thirdBillNo }: StoredBill) => instanceIds.some((id) => thirdBillNo.split('~')[0] === id);
    return this.bills.filter(of).map(({ billNo, thirdBillNo }) => ({ billNo, keys: [thirdBillNo] }));
  }

  /** Adds a bill as if one of our saves had arrived. */
  take(draft: BillToSave, change: Partial<StoredBill> = {}): StoredBill {
    const id = String(100_001 + this.bills.length);
    const bill: StoredBill = {
      id,
      billNo: this.renumber || draft.send?.numbering === 'kingdee' ? `FKD${id}` : draft.billNo,
      thirdBillNo: draft.thirdBillNo,
      status: 'A',
      orgNumber: draft.orgNumber,
      currency: draft.currency,
      total: draft.total,
      header: draft.header,
      rows: draft.rows,
      ...change,
    };
    this.bills.push(bill);
    return bill;
  }

  async save(bills: readonly BillToSave[], way: CallWay = PLAIN_WAY): Promise<StepResult> {
    await this.inTime(way);
    return this.answer('save', bills, (bill): StepOutcome => {
      const { id, billNo } = this.take(bill);
      return { kind: 'done', id, billNo, warning: null };
    });
  }
  async submit(bills: readonly Ref[], way: CallWay = PLAIN_WAY): Promise<StepResult> {
    await this.inTime(way);
    return this.lead('submit', bills, 'B');
  }
  async audit(bills: readonly Ref[], way: CallWay = PLAIN_WAY): Promise<StepResult> {
    await this.inTime(way);
    return this.lead('audit', bills, 'C');
  }
  unsubmit(bills: readonly Ref[]): Promise<StepResult> {
    return this.lead('unsubmit', bills, 'A');
  }
  unaudit(bills: readonly Ref[]): Promise<StepResult> {
    return this.lead('unaudit', bills, 'D');
  }
  remove(bills: readonly Ref[]): Promise<StepResult> {
    return this.answer('remove', bills, ({ id, billNo }): StepOutcome => {
      const at = this.bills.findIndex((bill) => bill.id === id);
      if (at >= 0) this.bills.splice(at, 1);
      return { kind: 'done', id, billNo, warning: null };
    });
  }
  async paymentsOf(): Promise<readonly StoredBill[]> {
    return this.bills;
  }
  /** Returns the stored bills; like the real client it reads a customer's own fields only if `custom` names them. */
  async find(
    keys: readonly BillKey[],
    custom: readonly string[] = [],
  ): Promise<ReadonlyMap<string, readonly StoredBill[]>> {
    this.calls.push('find');
    this.asked(keys);
    return new Map(
      keys.flatMap(({ billNo, thirdBillNo, held }) => {
        const own = this.bills.filter(
          (bill) => bill.billNo === billNo || bill.thirdBillNo === thirdBillNo || bill.id === held?.id,
        );
        const told = own.map((bill) => ({
          ...bill,
          header: Object.fromEntries(
            Object.entries(bill.header).filter(([key]) => !key.startsWith('F_') || custom.includes(key)),
          ),
        }));
        return own.length === 0 ? [] : [[billNo, told] as const];
      }),
    );
  }
  async listBaseData() {
    return [];
  }
  async recordedAccounts(): Promise<[]> {
    return [];
  }
  async check() {
    return '';
  }

  /** Refuses a call that may no longer leave, as the transport does. */
  private async inTime({ until }: CallWay): Promise<void> {
    if (until && !(await until.mayLeave())) throw new KingdeeUnavailableError('太晚了，什么都没有发出。', true);
  }

  private lead(call: string, bills: readonly Ref[], status: StoredBill['status']): Promise<StepResult> {
    return this.answer(call, bills, ({ id, billNo }): StepOutcome => {
      const at = this.bills.findIndex((bill) => bill.id === id);
      const bill = this.bills[at];
      if (!bill) return { kind: 'unknown', cause: '没有这张' };
      this.bills[at] = { ...bill, status };
      return { kind: 'done', id, billNo, warning: null };
    });
  }

  private async answer<T extends { billNo: string }>(
    call: string,
    bills: readonly T[],
    each: (bill: T) => StepOutcome,
  ): Promise<StepResult> {
    this.calls.push(call);
    return (await this.instead(call, bills)) ?? { outcomes: bills.map(each), answer: '{}' };
  }
}

/** Answers of DingTalk before a push; without them nothing is asked. `replaced`: ids of bills whose approval was changed or cancelled. */
interface DingTalkForPush {
  /** Without one no events come. */
  trust?: EventTrust;
  reading?: ReadAgainBeforeSend;
  named?: PullNamed;
  replaced?: ReadonlySet<string>;
}

/** Waits of these specs; the spec controls the clock. */
const SETTINGS = {
  APP_SECRET: 'a-secret-of-a-spec',
  KINGDEE_TIMEOUT_MS: 120_000,
  LEASE_MARGIN_MS: 60_000,
  PROBE_GAP_MS: 60_000,
  SETTLE_DELAYS_MS: ['5000', '30000', '120000', '600000'],
  RETRY_WAIT_MS: 5_000,
  DUE_SWEEP_MS: 2_000,
  KINGDEE_BATCH: 50,
  KINGDEE_CONCURRENCY: 1,
  SINGLE_PERSON_MODE: false,
  FOUR_EYES_BILL: '20000.00',
  SOURCE_RECHECK: 'off',
  HEARD_WITHIN_MS: 10_800_000,
} as unknown as Settings;

export const settingsFor = (change: Partial<Settings>): Settings => ({ ...SETTINGS, ...change });

/** Makes a separate database for each test, with one scheme and a clock that the test controls. */
export function pushDatabase(): { readonly db: Database } {
  let opened: OpenedDatabase | null = null;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    opened = await migratedDatabase();
    await putScheme(opened.db, 'scheme', schemeContentFor('PROC-1'));
  });
  afterEach(async () => {
    vi.useRealTimers();
    await opened?.close();
  });
  return {
    get db() {
      return opened?.db ?? expect.fail('it is opened before each test');
    },
  };
}

/** Guard of an installation without a marker. */
export const UNSEALED: Pick<TailGuard, 'seal'> = { seal: async () => true };

/** Builds the push workers of the real server on a real database, without Nest, with an in-memory Kingdee. */
export function pushParts(
  db: Database,
  kingdee: NotedKingdee = new NotedKingdee(),
  change: Partial<Settings> = {},
  dingtalk: DingTalkForPush = {},
  guard: Pick<TailGuard, 'seal'> = UNSEALED,
) {
  const settings = settingsFor(change);
  const live = new LiveEvents();
  const audit = new AuditLog();
  const wakes = new NotedWakes();
  const claims = new BillClaims(db);
  const ledger = new BillLedger(audit, live);
  const calls = new PushCalls(db, audit, guard as TailGuard);
  const numbers = new KeptNumbers(settings);
  const guards = new SaveGuards(claims, numbers, calls);
  const shown = new ShowNumbers(db, claims, calls, numbers, kingdee, wakes);
  const orders = new PushOrders(db, live);
  const schemes = new SchemeStore(db);
  const announce = new AnnounceBooked(schemes, new BookedMarks(settings));
  const catalog = { nameOf: () => '', ownKind: () => null } as unknown as BaseDataCatalog;
  const spoken = new DingTalkHealth();
  const trust = dingtalk.trust ?? ({ since: async () => null } as unknown as EventTrust);
  const heard = new HeardSchemes(db, trust, settings);
  const pauses = new PushPauses(db, schemes, catalog, audit, live, wakes, new UnheardForms(heard, spoken));
  const cancelled = dingtalk.replaced ?? new Set<string>();
  const replaced = {
    among: async (_: unknown, bills: readonly { id: string }[]) =>
      new Set(bills.flatMap(({ id }) => (cancelled.has(id) ? [id] : []))),
  } as unknown as ReplacedBills;
  const holds = new LedgerHolds(db, audit, live);
  const restored = new RestoredBills();
  const history = new KnownHistory(db, holds);
  const comments = { ofPayment: async () => null } as unknown as FindComment;
  const told = new ToldBefore(history, comments);
  const health = new KingdeeHealth();
  const firsts = new FirstBills(db, claims, guards, schemes, wakes);
  const catchUp = {
    engineBehindAgain: () => wakes.wakeHere('map'),
    daysPassedAgain: () => wakes.wakeHere('map'),
  } as unknown as CatchUp;
  const intents = new IntendPush(claims, calls, schemes, holds, restored, wakes);
  const claim = new ClaimPush(
    db,
    claims,
    ledger,
    calls,
    guards,
    orders,
    pauses,
    replaced,
    restored,
    wakes,
    new DeadLeases(LEASED),
    firsts,
    new FormerEngine(ledger, orders, catchUp),
    new FormerDay(ledger, orders, calls, catchUp),
    intents,
    settings,
  );
  const others = new OtherBills(db, history, kingdee);
  const look = new LookBeforeSend(db, history, ledger, calls, guards, orders, kingdee, told, others, schemes, settings);
  const settle = new SettlePush(
    db,
    claims,
    ledger,
    calls,
    intents,
    orders,
    announce,
    schemes,
    numbers,
    history,
    pauses,
    settings,
  );
  const compare = new CompareStored(db, claims, ledger, audit, kingdee, wakes);
  const checks = new SourceChecks(db);
  const recheck =
    dingtalk.reading && dingtalk.named
      ? new RecheckSource(
          db,
          dingtalk.reading,
          new MustBeAsked(db, heard, checks, settings),
          new ReadAmending(dingtalk.named, settings),
          // No bill of these specs has values of related approvals.
          { run: async (_bills: unknown, _drafts: unknown, found: unknown) => found } as unknown as RelatedAgain,
          replaced,
          checks,
          {} as unknown as EditedApprovals,
          {} as unknown as ChangedParts,
          { corpId: 'corp' } as unknown as DingTalkClient,
          ledger,
          calls,
          orders,
          wakes,
          settings,
        )
      : // Without a DingTalk no approval can have changed.
        ({ look: async () => new Map() } as unknown as RecheckSource);
  const push = new PushBills(
    claim,
    recheck,
    look,
    new LookBeforeSubmit(db, claims, ledger, calls, orders, kingdee, settings),
    settle,
    compare,
    shown,
    firsts,
    new ConfirmAlready(db, claims, kingdee),
    claims,
    orders,
    pauses,
    kingdee,
    health,
    catalog,
    { soon: () => undefined } as unknown as RefusedBaseData,
    wakes,
    new Metrics(),
    settings,
  );
  const send = push.run.bind(push);
  // Runs in the order of the woken worker.
  push.run = async () => {
    await send();
    await compare.drain();
  };
  const doubt = new SettleInDoubt(
    db,
    claims,
    ledger,
    calls,
    guards,
    numbers,
    shown,
    orders,
    announce,
    kingdee,
    health,
    wakes,
    schemes,
    compare,
    settings,
  );
  const seen = new SeenBills(claims, settings);
  const adopt = new AdoptBill(db, claims, seen, ledger, calls, orders, announce, kingdee, compare, wakes);
  const own = new OwnPushes(db);
  const resend = new ResendBill(db, seen, ledger, calls, guards, orders, wakes, holds, restored, own, settings);
  const people = new ResumePush(
    db,
    claims,
    seen,
    ledger,
    audit,
    live,
    wakes,
    pauses,
    holds,
    restored,
    orders,
    own,
    settings,
  );
  return {
    adopt,
    compare,
    resend,
    people,
    seen,
    numbers,
    kingdee,
    wakes,
    claims,
    ledger,
    calls,
    orders,
    announce,
    schemes,
    audit,
    live,
    pauses,
    history,
    holds,
    restored,
    claim,
    push,
    doubt,
    spoken,
  };
}

/** Notes that a bill like those of `putPushing` was read back under our number long ago. */
export const numbersShown = (db: Database, { numbers }: { numbers: KeptNumbers }): Promise<boolean> =>
  db.inTransaction((tx) =>
    numbers.kept(
      tx,
      { schemeId: 'scheme', orgNumber: '101', billType: draftForSpec('').header.billType ?? '' },
      'shown',
      1,
    ),
  );

/** Adds a confirmed bill of the scheme `scheme` to a push order, due now. @returns its id and payload. */
export async function putPushing(
  db: Database,
  name: string,
  standing: Standing = {},
  header: Readonly<Record<string, string>> = {},
) {
  const order = 'order';
  const id = await putBill(db, name);
  const [row] = await db.query<{ bill_no: string }>('SELECT bill_no FROM bill WHERE id = ?', [id]);
  const draft = { ...draftForSpec(row?.bill_no ?? '', header), thirdBillNo: name };
  const hash = contentHash(draft);
  await db.inTransaction(async (tx) => {
    await insertTuples(
      tx,
      'bill_content',
      ['bill_id', 'draft', 'provenance', 'issues', 'citations', 'notes', 'engine_revision', 'updated_at'],
      [[id, JSON.stringify(draft), '{}', '[]', '{}', '{}', ENGINE_REVISION, 1]],
    );
    const there: unknown[] = await tx.query('SELECT id FROM push_order WHERE id = ?', [order]);
    if (there.length === 0)
      await insertTuples(
        tx,
        'push_order',
        ['id', 'owner', 'owner_name', 'state', 'total', 'total_fen', 'created_at'],
        [[order, 'pusher', '出纳', 'running', 1, 15_730, 1]],
      );
    await insertTuples(
      tx,
      'push_item',
      ['order_id', 'bill_id', 'position', 'bill_version', 'content_hash', 'base_fen'],
      [
        [
          order,
          id,
          Number(((await tx.query('SELECT COUNT(*) AS n FROM push_item')) as { n: unknown }[])[0]?.n),
          1,
          hash,
          15_730,
        ],
      ],
    );
  });
  await stand(db, id, {
    state_kind: 'pushing',
    base_fen: 15_730,
    content_hash: hash,
    approved_hash: hash,
    next_attempt_at: 1,
    state: JSON.stringify({ orderId: order, by: 'pusher', byName: '出纳' }),
    ...standing,
  });
  return { id, draft };
}

/** Returns the present columns of one bill. @throws Error if there is none. */
export async function billNow(db: Database, id: string) {
  const [row] = await db.query<Record<string, unknown>>('SELECT * FROM bill WHERE id = ?', [id]);
  if (!row) throw new Error(`no bill ${id}`);
  return row;
}

import { expect, it, vi } from 'vitest';
import type { Settings } from '../../server/src/config/settings.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import type { BillToSave, StoredBill } from '../../server/src/connectors/target.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { SettleReversal } from '../../server/src/proof/reversal/settle-reversal.js';
import { StillThere } from '../../server/src/proof/reversal/still-there.js';
import { SettleWatch } from '../../server/src/proof/watch/settle-watch.js';
import { WatchKingdee } from '../../server/src/proof/watch/watch-kingdee.js';
import { WatchList } from '../../server/src/proof/watch/watch-list.js';
import { compareTarget } from '../../server/src/statement/compare-target.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

/** What a person says of a booked bill: 已在金蝶冲销 frees the bill of a changed approval, so “not there” is believed as late as elsewhere. */
const opened = pushDatabase();
const PUSHER = { userId: 'pusher', name: '出纳', roles: ['pusher' as const] };
const REVIEWER = { userId: 'reviewer', name: '会计', roles: ['reviewer' as const] };
const GAP_MS = 60_000;
const WATCH: Partial<Settings> = { WATCH_DAYS: 45, WATCH_INTERVAL_MS: 900_000, WATCH_BATCH: 50 };
const later = (ms: number) => vi.advanceTimersByTime(ms);

class ForgetfulKingdee extends NotedKingdee {
  /** Number of next questions that are answered with an empty list. */
  empty = 0;
  override async find(...asked: Parameters<NotedKingdee['find']>): ReturnType<NotedKingdee['find']> {
    const found = await super.find(...asked);
    if (this.empty === 0) return found;
    this.empty -= 1;
    return new Map();
  }
  change(change: Partial<StoredBill>): void {
    this.bills[0] = { ...(this.bills[0] as StoredBill), ...change };
  }
}

async function office() {
  const { db } = opened;
  const kingdee = new ForgetfulKingdee();
  const parts = pushParts(db, kingdee, WATCH);
  const { claims, ledger, announce, audit, compare, wakes, seen } = parts;
  const settings = settingsFor(WATCH);
  const list = new WatchList(db);
  const settle = new SettleWatch(db, list, claims, ledger, announce, audit, compare, wakes, settings);
  const watch = new WatchKingdee(db, list, claims, settle, kingdee, new KingdeeHealth(), wakes, settings);
  const still = new StillThere(kingdee);
  const reversal = new SettleReversal(db, seen, ledger, list, still, announce, wakes, settings);
  await parts.history.onModuleInit();
  await numbersShown(db, parts);
  const now = (id: string) => billNow(db, id);
  /** Presses 已在金蝶冲销. @returns the state afterwards, or the refusal. */
  const press = async (id: string, stillThere = false, actor: Actor = PUSHER) => {
    const { version } = await now(id);
    return reversal.reversed(id, { version: Number(version), reason: '金蝶已删', stillThere }, actor).then(
      async () => String((await now(id)).state_kind),
      (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
    );
  };
  /** Lets the watch look until it says nothing new any more. */
  const watched = async (id: string) => {
    for (let looks = 0; looks < 3; looks++) {
      later(1_000_000);
      await watch.run();
    }
    return now(id);
  };
  /** Both say 仍然有效. */
  const stands = async (id: string) => {
    for (const actor of [PUSHER, REVIEWER]) {
      const { version } = await now(id);
      await reversal.stands(id, { version: Number(version), reason: '另有凭证，照旧' }, actor);
    }
    return now(id);
  };
  return { ...parts, db, kingdee, press, stands, watched, now };
}

/** A booked bill whose approval was changed afterwards. */
async function amended() {
  const o = await office();
  const { id } = await putPushing(o.db, 'one');
  await o.push.run();
  expect((await o.now(id)).state_kind).toBe('booked');
  await changedApproval(o.db, id);
  return { ...o, id };
}

async function changedApproval(db: typeof opened.db, id: string): Promise<void> {
  const { state } = await billNow(db, id);
  const sentence = '审批已被 202612010001 修改';
  await stand(db, id, {
    state_kind: 'reversal-needed',
    state: JSON.stringify({
      ...JSON.parse(String(state)),
      trouble: { class: 'reversal', sentence, nextStep: '', since: Date.now() },
      reversal: {
        causes: ['modified'],
        against: 'approval',
        lines: [],
        sentence,
        nextStep: '',
        since: Date.now(),
        amendments: ['changed'],
        held: null,
      },
    }),
    state_since: Date.now(),
  });
}

it('one empty answer of Kingdee closes no bill that it still holds: the person reads that it is asked again, and when', async () => {
  const { kingdee, press, id, now } = await amended();
  kingdee.empty = 1;
  expect(await press(id)).toMatch(/^bill\/not-reversed .*查不到付款单 \S+.*过 60 秒再点一次.*由另一位同事确认。$/);
  expect((await now(id)).state_kind).toBe('reversal-needed');
  later(GAP_MS);
  expect(await press(id)).toMatch(/^bill\/not-reversed 刚在金蝶查过：付款单 \S+（已审核，¥\S+）还在。/);
  // It was seen in between: the first answer counts no more.
  kingdee.empty = 1;
  expect(await press(id)).toMatch(/^bill\/not-reversed /);
  expect((await now(id)).state_kind).toBe('reversal-needed');
});

it('two empty answers far enough apart close it, and sooner only with a second person', async () => {
  const { kingdee, press, id, now } = await amended();
  kingdee.bills.length = 0;
  expect(await press(id)).toMatch(/^bill\/not-reversed /);
  later(GAP_MS - 1_000);
  expect(await press(id)).toMatch(/过 1 秒再点一次/);
  expect(await press(id, true)).toBe('reversal-needed');
  expect((await now(id)).reason_key).toBe('reversed-asked');
  expect(await press(id)).toMatch(/^bill\/second-person /);
});

it('the second press after the gap closes it alone', async () => {
  const { kingdee, press, id } = await amended();
  kingdee.bills.length = 0;
  await press(id);
  later(GAP_MS);
  expect(await press(id)).toBe('handled-outside');
});

it('what the watch has found missing twice is closed by one press, and so is what Kingdee shows as cancelled', async () => {
  const { kingdee, press, watched, id, db, push, now } = await amended();
  kingdee.bills.length = 0;
  await watched(id);
  expect(await press(id)).toBe('handled-outside');
  const other = await putPushing(db, 'other');
  await push.run();
  expect((await now(other.id)).state_kind).toBe('booked');
  await changedApproval(db, other.id);
  kingdee.change({ cancelled: true });
  expect(await press(other.id)).toBe('handled-outside');
});

it('a bill without our key that was taken over by its number, and whose number is changed in Kingdee, is still there', async () => {
  const o = await office();
  const { id, draft } = await putPushing(o.db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' }, by: 'pusher', byName: '出纳' }),
  });
  const { billNo } = o.kingdee.take(draft, { billNo: 'FKD1', thirdBillNo: '', status: 'C' });
  await o.adopt.run(id, Number((await o.now(id)).version), billNo, PUSHER);
  expect(await o.now(id)).toMatchObject({ state_kind: 'booked', kingdee_no: 'FKD1' });
  o.kingdee.change({ billNo: 'FKD2' });
  expect(await o.watched(id)).toMatchObject({ state_kind: 'booked' });
  await changedApproval(o.db, id);
  await o.press(id);
  later(GAP_MS);
  expect(await o.press(id)).toMatch(/^bill\/not-reversed 刚在金蝶查过：付款单 FKD2（已审核，¥\S+）还在。/);
  expect((await o.now(id)).state_kind).toBe('reversal-needed');
});

it('a deletion that two people let stand is 已认定 in the statements, not a difference every night', async () => {
  const { kingdee, db, push, claims, watched, stands, now } = await office();
  const { id } = await putPushing(db, 'one');
  await push.run();
  kingdee.bills.length = 0;
  expect(await watched(id)).toMatchObject({ state_kind: 'reversal-needed', reason_key: 'reversal:deleted' });
  expect(await stands(id)).toMatchObject({ state_kind: 'written-back' });
  const [bill] = await claims.load(db.read, [id]);
  if (!bill) throw new Error('no bill');
  const asked = { bill, draft: null, audited: true, accepted: null };
  expect(compareTarget({ ...asked, stored: [] }, Date.now()).bucket).toBe('accepted');
  // What appears later under the same key is not what they saw.
  const later = kingdee.take((await claims.drafts(db.read, [id])).get(id) as BillToSave, { id: '999' });
  expect(compareTarget({ ...asked, stored: [later] }, Date.now()).bucket).toBe('double');
  expect((await now(id)).state_kind).toBe('written-back');
});

it('a bill that was closed because it was gone, and that Kingdee holds again, is 金蝶还在 in the statements', async () => {
  const { kingdee, press, watched, id, db, claims } = await amended();
  const [before] = kingdee.bills.splice(0);
  await watched(id);
  expect(await press(id)).toBe('handled-outside');
  const [bill] = await claims.load(db.read, [id]);
  if (!bill || !before) throw new Error('no bill');
  const asked = { bill, draft: null, audited: true, accepted: null };
  expect(compareTarget({ ...asked, stored: [] }, Date.now()).bucket).toBe('outside');
  expect(compareTarget({ ...asked, stored: [before] }, Date.now()).bucket).toBe('still-there');
});

it('one that two people closed although Kingdee held it is 已冲销 there', async () => {
  const { press, id, db, claims, kingdee } = await amended();
  expect(await press(id, true)).toBe('reversal-needed');
  expect(await press(id, true, REVIEWER)).toBe('handled-outside');
  const [bill] = await claims.load(db.read, [id]);
  if (!bill) throw new Error('no bill');
  const asked = { bill, draft: null, audited: true, accepted: null };
  expect(compareTarget({ ...asked, stored: kingdee.bills }, Date.now()).bucket).toBe('reversed');
});

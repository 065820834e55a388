import {
  type BillSummary,
  billPage,
  billQuery,
  reasonGroups,
  recentByScheme,
  stageTotals,
  WAITING_STAGES,
} from '@dingdee/shared/bill';
import { BILL_STATES, type BillStateKind, STAGE_OF, STAGES } from '@dingdee/shared/bill-state';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BillHistory } from '../../bill/history/bill-history.js';
import { BillClaims } from '../../bill/ledger/bill-claims.js';
import { writeSearchTexts } from '../../bill/ledger/search-texts.js';
import { BillSelections, MOST_LIVE } from '../../bill/selection/bill-selections.js';
import { BulkOffers } from '../../bill/selection/bulk-offers.js';
import { readSettings } from '../../config/settings.js';
import { fenToColumn } from '../../database/columns.js';
import { type Database, insertTuples } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { ListBills } from './list-bills.js';

const COUNT = 20_000;
const START = Date.UTC(2026, 10, 1);
const actor: Actor = { userId: '0166028437', name: '祝清和', roles: ['reviewer'] };
const other: Actor = { userId: '0166028438', name: '闻人瑾', roles: ['reviewer'] };
const settings = readSettings({
  APP_SECRET: 'sixteen-characters',
  DINGTALK_CORP_ID: 'c',
  DINGTALK_CLIENT_ID: 'c',
  DINGTALK_CLIENT_SECRET: 'c',
  DINGTALK_AGENT_ID: '1',
  KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
  KINGDEE_ACCT_ID: 'a',
  KINGDEE_USERNAME: 'u',
  KINGDEE_APP_ID: 'a',
  KINGDEE_APP_SECRET: 's',
});

interface Made {
  id: string;
  kind: BillStateKind;
  fen: bigint | null;
  reasonKey: string;
  schemeId: string;
  payee: string;
  since: number;
  created: number;
  /** When the approval was agreed. */
  finished: number;
}

/** Weights such that every state is there and most bills wait for review. */
const MIX: readonly BillStateKind[] = [
  ...BILL_STATES,
  ...Array.from({ length: 20 }, (): BillStateKind => 'ready'),
  ...Array.from({ length: 8 }, (): BillStateKind => 'needs-mapping'),
  ...Array.from({ length: 8 }, (): BillStateKind => 'written-back'),
];

/** Odd fen, a negative, an unknown and the largest amount now and then: sums pass what a double holds. */
function fenOf(i: number): bigint | null {
  if (i % 4001 === 4000) return 2n ** 53n - 1n;
  if (i % 97 === 0) return null;
  return i % 89 === 0 ? BigInt(-i) : BigInt(i) * 1_000_003n + 7n;
}

function made(i: number): Made {
  const kind = MIX[(i * 31) % MIX.length] ?? 'ready';
  const unmapped = kind === 'needs-mapping';
  return {
    id: `0000${String((i * 7919) % COUNT).padStart(6, '0')}`,
    kind,
    fen: fenOf(i),
    reasonKey: unmapped ? `unmapped:costItem:驻场${i % 12}` : kind === 'ready' && i % 5 === 0 ? 'total-mismatch' : '',
    schemeId: i % 4 === 0 ? 'scheme-b' : 'scheme-a',
    payee: i % 50 === 0 ? `令狐野${i}` : `员工${i % 700}`,
    // Many bills share an instant: the id decides between them.
    since: START + ((i * 13) % 500) * 60_000,
    created: START + ((i * 17) % 720) * 3_600_000,
    finished: START - i * 2000,
  };
}
const all = Array.from({ length: COUNT }, (_, i) => made(i));
/** To accounts that were paid before, to new ones, or on a form that names none. */
const PAYS = (i: number): 'known' | 'fresh' | 'none' =>
  i % 700 === 0 && i >= 700 ? 'fresh' : i % 3 === 0 ? 'none' : 'known';
const LOOKED = all.filter(({ kind }) => kind === 'ready').slice(0, 40);
const matching = (test: (bill: Made) => boolean) => {
  const bills = all.filter(test);
  const unknown = bills.filter(({ fen }) => fen === null).length;
  return {
    count: bills.length,
    amount: fromFen(bills.reduce((sum, bill) => sum + (bill.fen ?? 0n), 0n)),
    ...(unknown > 0 ? { unknown } : {}),
  };
};

const COLUMNS =
  'id corp_id process_instance_id part bill_no third_bill_no scheme_id scheme_version approval_id org_number outcome state_kind reached state business_id title originator_userid originator_name payee department purpose cost_items attachments action reason_key reason reason_rank currency amount_minor rate base_fen version attempt finished_at state_since created_at updated_at'.split(
    ' ',
  );
const columns = (bill: Made, i: number): unknown[] => {
  const fen = bill.fen === null ? null : fenToColumn(bill.fen);
  const red = bill.reasonKey.startsWith('unmapped');
  return [
    bill.id,
    'corp',
    `instance-${i}`,
    '',
    `DD${String(i).padStart(16, '0')}`,
    `instance-${i}`,
    bill.schemeId,
    1,
    `approval-${i}`,
    '101',
    'save+submit+audit',
    bill.kind,
    'none',
    '{}',
    `2026110108${String(i).padStart(11, '0')}`,
    '报销',
    `user-${i % 700}`,
    bill.payee,
    bill.payee,
    `部门${i % 15}`,
    `第 ${i} 次出差 100%`,
    '["差旅费"]',
    i % 4,
    red ? 'pick-cost-item' : 'approve',
    bill.reasonKey,
    bill.reasonKey === '' ? null : red ? `费用项目未映射：${bill.reasonKey.split(':')[2]}` : `差 ${i}.00`,
    red ? 1 : bill.reasonKey === '' ? 9 : 5,
    'CNY',
    fen,
    '1.0000000000',
    fen,
    1,
    0,
    bill.finished,
    bill.since,
    bill.created,
    START,
  ];
};

describe('lists at 20,000 bills', () => {
  let db: Database;
  let drop: () => Promise<void>;
  let list: ListBills;
  let selections: BillSelections;
  const query = (fields: object = {}) => billQuery.parse(fields);

  beforeAll(async () => {
    ({ db, drop } = await temporaryDatabase());
    await db.inTransaction((tx) => insertTuples(tx, 'bill', COLUMNS, all.map(columns)));
    for (let start = 0; start < all.length; start += 1_000)
      await db.inTransaction((tx) =>
        writeSearchTexts(
          tx,
          all.slice(start, start + 1_000).map(({ id }) => ({ id, names: ['差旅费'], rows: [] })),
        ),
      );
    await db.inTransaction((tx) =>
      insertTuples(
        tx,
        'bill_account',
        ['bill_id', 'account_key', 'booked'],
        all.flatMap(({ id }, i) =>
          PAYS(i) === 'none' ? [] : [[id, `${PAYS(i)} ${i % 700}`, PAYS(i) === 'known' && i < 1_400 ? 1 : 0]],
        ),
      ),
    );
    await db.inTransaction((tx) =>
      insertTuples(
        tx,
        'bill_look',
        ['user_id', 'bill_id', 'content_mark', 'at'],
        // None of the bills has any content: whoever saw some has seen another bill.
        LOOKED.map(({ id }, i) => [actor.userId, id, i % 2 === 0 ? 'then' : '', START]),
      ),
    );
    list = new ListBills(db, new BulkOffers(db, settings), settings);
    selections = new BillSelections(db, new BillHistory(db), new BulkOffers(db, settings), settings);
  }, 60_000);

  afterAll(() => drop());

  it('what one applied for oneself is for a colleague to approve, and for nobody else', async () => {
    const fields = { stage: 'review', state: 'ready', limit: 500 };
    const ownId = (await list.page(query(fields), other)).items[0]?.id ?? '';
    const own = all.findIndex(({ id }) => id === ownId);
    const applicant: Actor = { userId: `user-${own % 700}`, name: '令狐野', roles: ['reviewer'] };
    const shown = async (who: Actor) =>
      new Map((await list.page(query(fields), who)).items.map(({ id, action }) => [id, action]));
    const [theirs, others] = [await shown(applicant), await shown(other)];
    expect([theirs.get(ownId), others.get(ownId)]).toEqual(['by-another', 'approve']);
    for (const [id, action] of theirs)
      if (all.findIndex((bill) => bill.id === id) % 700 !== own % 700) expect(action).toBe('approve');
  });

  /** Walks a list to its end. */
  async function walk(fields: object): Promise<BillSummary[]> {
    const items: BillSummary[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = billPage.parse(
        await list.page(query({ ...fields, limit: 500, ...(cursor ? { cursor } : {}) }), actor),
      );
      items.push(...page.items);
      if (page.next === null) return items;
      cursor = page.next;
    }
  }

  it('says per scheme what was agreed within thirty calendar days, and how much of that is booked, to the fen', async () => {
    // 02:10 of 30 November in Beijing: the thirty days begin with 1 November there, 16:00 UTC of the day before.
    const since = Date.UTC(2026, 9, 31, 16);
    const recent = recentByScheme.parse(await list.recentByScheme(Date.UTC(2026, 10, 29, 18, 10)));
    expect(recent).toMatchObject({ from: '2026-11-01', to: '2026-11-30' });
    expect(recent.items.map(({ schemeId }) => schemeId)).toEqual(['scheme-a', 'scheme-b']);
    for (const { schemeId, collected, booked } of recent.items) {
      const came = (bill: Made) => bill.schemeId === schemeId && bill.finished >= since;
      expect(collected).toEqual(matching(came));
      expect(booked).toEqual(matching((bill) => came(bill) && STAGE_OF[bill.kind] === 'booked'));
      expect(collected.count).toBeLessThan(matching((bill) => bill.schemeId === schemeId).count);
      expect(booked.count).toBeGreaterThan(0);
    }
    // What waits for somebody is counted however long ago it came in.
    for (const schemeId of ['scheme-a', 'scheme-b'])
      for (const stage of WAITING_STAGES) {
        const shown = recent.waiting.filter((one) => one.schemeId === schemeId && one.stage === stage);
        const { count } = matching((bill) => bill.schemeId === schemeId && STAGE_OF[bill.kind] === stage);
        expect(shown.map((one) => one.count)).toEqual(count > 0 ? [count] : []);
      }
  });

  it('adds the tabs up to everything collected, count and sum to the fen', async () => {
    const totals = stageTotals.parse(await list.stages({}));
    expect(totals.collected).toEqual(matching(() => true));
    for (const { stage, ...sums } of totals.stages)
      expect(sums).toEqual(matching((bill) => STAGE_OF[bill.kind] === stage));
    for (const { state, ...sums } of totals.states) expect(sums).toEqual(matching((bill) => bill.kind === state));
    const summed = (parts: readonly { count: number; amount: Amount; unknown?: number }[]) => ({
      count: parts.reduce((n, part) => n + part.count, 0),
      amount: fromFen(parts.reduce((fen, part) => fen + toFen(part.amount), 0n)),
      unknown: parts.reduce((n, part) => n + (part.unknown ?? 0), 0),
    });
    expect(summed(totals.stages)).toEqual(totals.collected);
    expect(summed(totals.states)).toEqual(totals.collected);
    expect(totals.stages.map(({ stage }) => stage)).toEqual([...STAGES]);
  });

  it('narrows the tabs to one scheme', async () => {
    const totals = await list.stages({ schemeId: 'scheme-b' });
    expect(totals.collected).toEqual(matching((bill) => bill.schemeId === 'scheme-b'));
  });

  it.each(['waiting', 'amount', 'finished'])('visits each bill of a stage once, in the order "%s"', async (sort) => {
    const items = await walk({ stage: 'booked', sort });
    const wanted = all.filter((bill) => STAGE_OF[bill.kind] === 'booked');
    expect(items).toHaveLength(wanted.length);
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set(wanted.map(({ id }) => id)));
  });

  it('visits every bill once without a stage', async () => {
    const items = await walk({});
    expect(new Set(items.map(({ id }) => id)).size).toBe(COUNT);
    expect(items).toHaveLength(COUNT);
  });

  it('shows the longest waiting first and breaks ties by id', async () => {
    const items = await walk({ stage: 'mapping' });
    const sorted = [...items].sort((a, b) => a.stateSince - b.stateSince || (a.id < b.id ? -1 : 1));
    expect(items.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
  });

  it('shows the largest sums first and those without a sum last', async () => {
    const items = await walk({ stage: 'review', sort: 'amount' });
    const known = items.flatMap(({ amount }) => (amount === null ? [] : [toFen(amount)]));
    expect(known).toEqual([...known].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    expect(items.slice(known.length).every(({ amount }) => amount === null)).toBe(true);
    expect(known.length).toBeLessThan(items.length);
  });

  it('counts and sums the whole filter, not the page', async () => {
    const { items, total, sum, unknown } = await list.page(query({ stage: 'review', limit: 10 }), actor);
    const expected = matching((bill) => bill.kind === 'ready');
    expect(items).toHaveLength(10);
    expect({ count: total, amount: sum, unknown }).toEqual(expected);
  });

  it('narrows by department, organisation, sums, files and the day of the approval, to the fen', async () => {
    const sums = async (fields: object) => {
      const { total, sum, unknown } = await list.page(query({ ...fields, limit: 1 }), actor);
      return { count: total, amount: sum, ...(unknown === undefined ? {} : { unknown }) };
    };
    const at = (test: (bill: Made, i: number) => boolean) => matching((bill) => test(bill, all.indexOf(bill)));
    expect(await sums({ department: '部门7' })).toEqual(at((_, i) => i % 15 === 7));
    expect(await sums({ orgNumber: '102' })).toMatchObject({ count: 0 });
    const between = { minAmount: '1000003.07', maxAmount: '2000006.07' };
    expect(await sums(between)).toEqual(
      matching(({ fen }) => fen !== null && fen >= 100_000_307n && fen <= 200_000_607n),
    );
    expect(await sums({ attachments: 'some', stage: 'review' })).toEqual(
      at((bill, i) => bill.kind === 'ready' && i % 4 > 0),
    );
    // The approvals were passed two seconds apart, backwards from 1 November, 08:00 in Beijing.
    const midnight = START - 8 * 3_600_000;
    expect(await sums({ finishedTo: '2026-10-31' })).toEqual(matching(({ finished }) => finished < midnight));
    expect(await sums({ finishedFrom: '2026-11-01', finishedTo: '2026-11-01', schemeId: 'scheme-b' })).toEqual(
      matching(({ schemeId, finished }) => schemeId === 'scheme-b' && finished >= midnight),
    );
  });

  it('groups by risk, each bill in the first that it has, so that the groups add up to the stage', async () => {
    const { items } = reasonGroups.parse(await list.groups({ stage: 'review', by: 'risk' }, actor));
    expect(items.map(({ key }) => key)).toEqual([
      'risk:changed',
      'risk:account',
      'risk:large',
      'risk:bare',
      'risk:none',
    ]);
    const whole = matching((bill) => bill.kind === 'ready');
    expect(items.reduce((n, { count }) => n + count, 0)).toBe(whole.count);
    expect(fromFen(items.reduce((fen, { amount }) => fen + toFen(amount), 0n))).toBe(whole.amount);
    for (const { key, label: _, action, ...group } of items) {
      const page = await list.page(query({ stage: 'review', reason: key, limit: 1 }), actor);
      expect([key, page.total, page.sum]).toEqual([key, group.count, group.amount]);
      // Only what has no risk may be passed by one press.
      expect(action).toBe(key === 'risk:none' ? 'approve' : 'none');
    }
    expect(items.find(({ key }) => key === 'risk:account')?.label).toBe('收款账号还没有入过账');
    expect(items.find(({ key }) => key === 'risk:large')?.label).toBe('单笔 ≥ ¥20,000');
  });

  it('a risk that is filtered by takes all bills that have it, for this person', async () => {
    const count = async (fields: object, by = actor) => (await list.page(query({ ...fields, limit: 1 }), by)).total;
    expect(await count({ risk: 'changed' })).toBe(LOOKED.length / 2);
    expect(await count({ risk: 'changed' }, other)).toBe(0);
    const fresh = all.filter((_, i) => PAYS(i) === 'fresh').length;
    expect(await count({ risk: 'account' })).toBe(fresh);
    expect(await count({ risk: 'own' }, { ...actor, userId: 'user-3' })).toBe(Math.ceil((COUNT - 3) / 700));
  });

  it('says which departments and organisations a stage can be narrowed to, the commonest first', async () => {
    const { departments, organisations } = await list.choices({ stage: 'review' }, actor);
    expect(departments).toHaveLength(15);
    expect(departments.reduce((n, { count }) => n + count, 0)).toBe(matching(({ kind }) => kind === 'ready').count);
    expect(departments.map(({ count }) => count)).toEqual(departments.map(({ count }) => count).sort((a, b) => b - a));
    expect(organisations.map(({ number }) => number)).toEqual(['101']);
  });

  it('refuses a cursor of another order in words, instead of skipping bills', async () => {
    const { next } = await list.page(query({ stage: 'review', limit: 10 }), actor);
    await expect(list.page(query({ stage: 'review', sort: 'amount', cursor: next ?? '' }), actor)).rejects.toThrow(
      '翻页位置',
    );
    await expect(list.page(query({ cursor: 'bm90IG91cnM' }), actor)).rejects.toThrow('翻页位置');
  });

  it('finds by payee, number, exact sum, waiting time and missing files, and takes % and _ as they are', async () => {
    const count = async (fields: object) => (await list.page(query({ ...fields, limit: 1 }), actor)).total;
    expect(await count({ q: '令狐野' })).toBe(COUNT / 50);
    expect(await count({ q: 'dd0000000000012345' })).toBe(1);
    const bill = all[4321];
    expect(await count({ q: `¥${fromFen(bill?.fen ?? 0n)}` })).toBe(1);
    expect(await count({ q: '第 77 次出差 100%' })).toBe(1);
    expect(await count({ q: '员工_' })).toBe(0);
    expect(await count({ minAmount: '150000000.00' })).toBe(
      matching((made) => (made.fen ?? 0n) >= 15_000_000_000n).count,
    );
    expect(await count({ waitingDays: 365 })).toBe(
      matching((made) => made.since <= Date.now() - 365 * 86_400_000).count,
    );
    expect(await count({ attachments: 'none' })).toBe(COUNT / 4);
  });

  it('groups by reason, riskiest first and the clean ones last, adding up to the stage', async () => {
    const { items } = reasonGroups.parse(await list.groups({ stage: 'review' }, actor));
    expect(items.map(({ key }) => key)).toEqual(['total-mismatch', 'clean:large', 'clean:bare', '']);
    expect(items.at(-1)?.label).toBe('检查全部通过');
    expect(items.reduce((n, { count }) => n + count, 0)).toBe(matching((bill) => bill.kind === 'ready').count);
    for (const { key, count, amount, unknown, mark } of items) {
      const page = await list.page(query({ stage: 'review', reason: key, limit: 1 }), actor);
      expect([page.total, page.sum, page.unknown]).toEqual([count, amount, unknown]);
      // What the button says is what is frozen.
      await selections.create({ stage: 'review', reason: key, shown: { count, amount, mark } }, actor);
    }
    const mapping = await list.groups({ stage: 'mapping' }, actor);
    const first = mapping.items[0];
    expect(mapping.items).toHaveLength(13);
    expect(first).toMatchObject({ table: 'costItem', value: first?.key.split(':')[2], action: 'pick-cost-item' });
    expect(first?.label).toBe(`费用项目未映射：${first?.value}`);
    for (const { key, count, amount, unknown } of mapping.items)
      expect({ count, amount, ...(unknown ? { unknown } : {}) }).toEqual(
        matching((bill) => STAGE_OF[bill.kind] === 'mapping' && bill.reasonKey === key),
      );
    const page = await list.page(query({ stage: 'mapping', reason: first?.key, limit: 1 }), actor);
    expect(page.total).toBe(first?.count);
  });

  describe('a frozen selection', () => {
    it('holds all bills of the filter, exactly', async () => {
      const whole = await selections.create({}, actor);
      expect({
        count: whole.count,
        amount: whole.amount,
        unknown: whole.unknown,
        changed: whole.changed,
      }).toEqual({
        ...matching(() => true),
        changed: [],
      });
      const seen: string[] = [];
      for await (const chunk of selections.chunks({ selectionId: whole.id, shown: whole }, actor)) {
        expect(chunk.length).toBeLessThanOrEqual(200);
        seen.push(...chunk.map(({ id }) => id));
      }
      expect(new Set(seen).size).toBe(COUNT);
      expect(seen).toHaveLength(COUNT);
    });

    it('keeps what it froze, shows what has changed, and lets nobody in later', async () => {
      const frozen = await selections.create({ stage: 'push' }, actor);
      const expected = matching((bill) => bill.kind === 'approved');
      expect(frozen).toMatchObject(expected);
      const [left, edited] = all.filter((bill) => bill.kind === 'approved');
      const newcomer = all.find((bill) => bill.kind === 'held');
      await db.inTransaction(async (tx) => {
        const change = (set: string, id: string | undefined) =>
          tx.query(`UPDATE bill SET ${set}, version = version + 1 WHERE id = ?`, [id]);
        await change("state_kind = 'held'", left?.id);
        await change('base_fen = 12300', edited?.id);
        await change("state_kind = 'approved'", newcomer?.id);
      });
      const now = await selections.show(frozen.id, actor);
      expect(now).toMatchObject(expected);
      const reasons = new Map(now.changed.map(({ id, reason }) => [id, reason]));
      expect(reasons.size).toBe(2);
      expect(reasons.get(left?.id ?? '')).toBe('已变为“已挂起”');
      expect(reasons.get(edited?.id ?? '')).toContain('变为 123.00');
      const ids: string[] = [];
      for await (const chunk of selections.chunks({ selectionId: frozen.id, shown: frozen }, actor))
        ids.push(...chunk.map(({ id }) => id));
      expect(ids).not.toContain(newcomer?.id);
    });

    it('lets the event loop turn and others write between its slices, and counts every bill once all the same', async () => {
      let turns = 0;
      let beat: NodeJS.Immediate = setImmediate(function turn() {
        turns += 1;
        beat = setImmediate(turn);
      });
      const [whole] = await Promise.all([
        selections.create({}, actor),
        db.inTransaction((tx) => tx.query("UPDATE selection SET owner = owner WHERE owner = 'nobody'")),
      ]);
      const turnsToFreeze = turns;
      for await (const _ of selections.chunks({ selectionId: whole.id, shown: whole }, actor));
      clearImmediate(beat);
      expect(whole.count).toBe(COUNT);
      expect(turnsToFreeze).toBeGreaterThanOrEqual(Math.floor(COUNT / 1_000));
      expect(turns - turnsToFreeze).toBeGreaterThanOrEqual(Math.floor(COUNT / 200));
    });

    it('is read for a confirm sheet in slices between which the event loop turns', async () => {
      const ids = all.slice(0, 2_000).map(({ id }) => id);
      let turns = 0;
      let beat: NodeJS.Immediate = setImmediate(function turn() {
        turns += 1;
        beat = setImmediate(turn);
      });
      const bills = await new BillClaims(db).load(db.read, ids);
      clearImmediate(beat);
      expect(new Set(bills.map(({ id }) => id))).toEqual(new Set(ids));
      expect(turns).toBeGreaterThanOrEqual(20);
    });

    it('is one of the person’s latest few: an older one is gone with its bills, and forty at once leave no more', async () => {
      const all = await Promise.all(Array.from({ length: 40 }, () => selections.create({ stage: 'push' }, actor)));
      const mine = await db.query<{ id: string }>('SELECT id FROM selection WHERE owner = ?', [actor.userId]);
      expect(mine).toHaveLength(MOST_LIVE);
      const items = await db.query(
        'SELECT DISTINCT selection_id FROM selection_item WHERE selection_id NOT IN (SELECT id FROM selection)',
      );
      expect(items).toEqual([]);
      await expect(selections.show(all[0]?.id ?? '', actor)).rejects.toMatchObject({ code: 'selection/not-found' });
      expect((await selections.show(all.at(-1)?.id ?? '', actor)).count).toBe(all[0]?.count);
    });

    it('what an action left is a list of its own: exactly those, as long as they stay as they were, for that person alone', async () => {
      const [one, two] = all.filter(({ kind, reasonKey }) => kind === 'ready' && reasonKey === '');
      const [ready, held] = [one?.id ?? '', two?.id ?? ''];
      const versions = await db.query<{ id: string; version: number }>(
        'SELECT id, version FROM bill WHERE id IN (?, ?)',
        [ready, held],
      );
      const seen = versions.map(({ id, version }) => ({ id, version: Number(version) }));
      const kept = await selections.keep(seen, actor);
      const listed = async (who: Actor) =>
        (await list.page(query({ stage: 'review', within: kept?.id }), who)).items.map(({ id }) => id).sort();
      expect(kept?.count).toBe(2);
      expect(await listed(actor)).toEqual([ready, held].sort());
      expect(await listed(other)).toEqual([]);
      // One that had changed before it was frozen is not in it at all.
      expect((await selections.keep([{ id: ready, version: 99 }], actor))?.count).toBeUndefined();
      await db.inTransaction((tx) => tx.query('UPDATE bill SET version = version + 1 WHERE id = ?', [held]));
      expect(await listed(actor)).toEqual([ready]);
      await db.inTransaction((tx) => tx.query('UPDATE bill SET version = version - 1 WHERE id = ?', [held]));
    });

    it('belongs to the person who made it and ends after its time', async () => {
      const mine = await selections.create({ stage: 'trouble' }, actor);
      await expect(selections.show(mine.id, other)).rejects.toMatchObject({ code: 'selection/not-found' });
      await db.inTransaction((tx) => tx.query('UPDATE selection SET expires_at = 1 WHERE id = ?', [mine.id]));
      const use = async () => {
        for await (const _ of selections.chunks({ selectionId: mine.id, shown: mine }, actor)) expect.unreachable();
      };
      await expect(use()).rejects.toMatchObject({ code: 'selection/expired', status: 409 });
    });
  });
});

import type { BillSummary } from '@dingdee/shared/bill';
import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { ROLES } from '@dingdee/shared/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApprovals, orderSettled, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

const REASON = '和原审批核对过，照这样办';
let run: RunningOffice;
/** Bills in 待审核 that no case has taken yet. */
let pool: BillSummary[];
const applicants = new Map<string, Person>();

beforeAll(async () => {
  run = await startOffice({ settings: SHORT_WAITS });
  newApprovals(run, { count: 280, seed: 46 });
  await collect(run.office);
  const { admin, reviewer, pusher } = run.office;
  const office = [admin, reviewer, pusher].map(({ userId }) => userId);
  const ready = await admin.all<BillSummary>('/api/bills?stage=review');
  const details = await Promise.all(ready.map(({ id }) => admin.get<BillDetail>(`/api/bills/${id}`)));
  pool = details.filter(
    (bill) => !office.includes(bill.originatorUserId) && bill.amount !== null && toFen(bill.amount) < 2_000_000n,
  );
}, 180_000);
afterAll(() => run?.stack.close());

const look = (person: Person, { id }: Pick<BillSummary, 'id'>) => person.get<BillDetail>(`/api/bills/${id}`);

/** Who applied for it, with every role there is. */
async function applicantOf({ originatorUserId }: BillDetail): Promise<Person> {
  const known = applicants.get(originatorUserId);
  if (known) return known;
  await run.office.admin.put(`/api/roles/${originatorUserId}`, { roles: ROLES });
  const person = await Person.login(run.stack, originatorUserId);
  applicants.set(originatorUserId, person);
  return person;
}
const WHO = {
  'the administrator': () => run.office.admin,
  'the reviewer': () => run.office.reviewer,
  'the pusher': () => run.office.pusher,
  'the applicant': applicantOf,
} as const satisfies Record<string, (bill: BillDetail) => Person | Promise<Person>>;

const reviewed = (bill: BillSummary, verb: string, by: Person = run.office.reviewer) =>
  by.post<BillSummary>(`/api/bills/${bill.id}/${verb}`, { version: bill.version, reason: REASON, note: REASON });
/** Approves it and lets it be pushed as far as Kingdee goes with it. */
async function pushed(bill: BillSummary, stopsAt?: 'Save' | 'Submit' | 'Audit'): Promise<void> {
  const { id, version } = await reviewed(bill, 'approve');
  const { questions } = run.stack.sandbox.state.kingdee.ledger;
  if (stopsAt)
    questions.push({ operation: stopsAt, flag: 'AP_FundPlan', message: '超出资金计划，是否继续？', times: 1 });
  const { pusher } = run.office;
  const { token } = await pusher.post<PushPreview>('/api/push-orders/preview', { items: [{ id, version }] });
  await orderSettled(run, await pusher.post<PushOrder>('/api/push-orders', { token }));
}

const MEND = ['approve', 'fix', 'hold', 'exclude', 'handle-outside', 'ask-applicant'];
const TAKE_BACK = ['unapprove', 'fix', 'hold', 'exclude', 'handle-outside', 'ask-applicant'];
/** What each of the four is offered: administrator (who pushes too), reviewer, pusher, applicant with every role. */
type Offered = readonly [readonly string[], readonly string[], readonly string[], readonly string[]];
/** How a bill in 待审核 comes to stand in each of them, and what may be done with it then. */
const SITUATIONS: Readonly<
  Record<string, readonly [state: string, (bill: BillSummary) => Promise<unknown>, offered: Offered]>
> = {
  'waits for review': ['ready', async () => undefined, [MEND, MEND, ['hold', 'ask-applicant'], ['hold']]],
  'waits to be pushed': [
    'approved',
    (bill) => reviewed(bill, 'approve'),
    [[...TAKE_BACK, 'push'], TAKE_BACK, ['hold', 'ask-applicant', 'push'], ['hold', 'push']],
  ],
  'is to be archived, by the first of two people': [
    'approved',
    async (bill) => reviewed(await reviewed(bill, 'approve'), 'exclude'),
    [
      [...TAKE_BACK, 'push'],
      TAKE_BACK.filter((action) => action !== 'exclude'),
      ['hold', 'ask-applicant', 'push'],
      ['hold', 'push'],
    ],
  ],
  'is on hold': [
    'held',
    (bill) => reviewed(bill, 'hold'),
    [['fix', 'release', 'exclude', 'handle-outside'], ['fix', 'release', 'exclude', 'handle-outside'], ['release'], []],
  ],
  'is archived': ['excluded', (bill) => reviewed(bill, 'exclude'), [['restore'], ['restore'], [], []]],
  'was refused by Kingdee': [
    'failed',
    (bill) => pushed(bill, 'Save'),
    [[...MEND.slice(1), 'continue'], MEND.slice(1), ['hold', 'ask-applicant', 'continue'], ['hold']],
  ],
  'stands in Kingdee half-way': [
    'failed',
    (bill) => pushed(bill, 'Audit'),
    [['continue', 'withdraw', 'hand-over'], [], ['continue', 'withdraw', 'hand-over'], []],
  ],
  'is booked': ['written-back', (bill) => pushed(bill), [[], [], [], []]],
};

async function standing(situation: string): Promise<BillDetail> {
  const bill = pool.pop();
  const [state, make] = SITUATIONS[situation] ?? ['', async () => undefined];
  if (!bill) throw new Error('too few approvals');
  await make(bill);
  return until(
    () => look(run.office.admin, bill),
    (now) => now.state === state,
  );
}

/** Presses it. @returns the code of the refusal, null where it was accepted. */
async function press(person: Person, action: BillAction, { id, version }: BillSummary): Promise<string | null> {
  const body = { version, reason: REASON, note: REASON, number: 'FKD00001' };
  if (action === 'push') {
    const answer = await person.raw('POST', '/api/push-orders/preview', { items: [{ id, version }] });
    const said = (await answer.json()) as PushPreview & { code: string };
    if (!answer.ok) return said.code;
    return said.eligible.count === 1 ? null : 'left out';
  }
  const fix = { billId: id, path: 'rows[0].oppositeName', targetNumber: '李四', scope: 'bill' };
  const path = action === 'fix' ? '/api/mapping/fixes' : `/api/bills/${id}/${action}`;
  const answer = await person.raw('POST', path, action === 'fix' ? { version, ...fix } : body);
  return answer.ok ? null : ((await answer.json()) as { code: string }).code;
}
/** The sheet of a push lists what is left out instead of refusing it. */
const told = (action: BillAction, code: string | undefined) =>
  action === 'push' && code !== 'access/refused' ? 'left out' : code;

describe.each(Object.keys(SITUATIONS))('a bill that %s', (situation) => {
  it('refuses what it does not offer, with the code that it told, and accepts what it offers, whoever asks', async () => {
    const bill = await standing(situation);
    const fitting: [keyof typeof WHO, BillAction][] = [];
    const wrong: string[] = [];
    for (const who of Object.keys(WHO) as (keyof typeof WHO)[]) {
      const person = await WHO[who](bill);
      for (const { action, fits, whyNot } of (await look(person, bill)).actions) {
        if (fits) fitting.push([who, action]);
        else {
          const code = await press(person, action, bill);
          if (code !== told(action, whyNot?.code))
            wrong.push(`${who}: ${action} was told ${whyNot?.code}, got ${code}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    const people = Object.keys(WHO) as (keyof typeof WHO)[];
    const offered = people.map((who) => fitting.flatMap(([whose, action]) => (whose === who ? [action] : [])));
    expect(offered).toEqual(SITUATIONS[situation]?.[2]);
    // Nothing of that has changed it.
    expect((await look(run.office.admin, bill)).version).toBe(bill.version);
    for (const [who, action] of fitting) {
      const another = await standing(situation);
      const person = await WHO[who](another);
      const again = (await look(person, another)).actions.find((each) => each.action === action);
      expect([who, action, again?.fits]).toEqual([who, action, true]);
      const code = await press(person, action, another);
      if (code !== null) wrong.push(`${who}: ${action} was offered, got ${code}`);
      // What Kingdee is to refuse of the next bill must not meet a call of this one.
      await until(
        () => look(run.office.admin, another),
        ({ state }) => state !== 'pushing',
      );
    }
    expect(wrong).toEqual([]);
  }, 240_000);
});

it('one that Kingdee refused for its base data is not sent again before that is read anew', async () => {
  const { admin, pusher } = run.office;
  const { kingdee } = run.stack.sandbox.state;
  const bill = pool.pop();
  if (!bill) throw new Error('the pool is empty');
  const rows = (await look(admin, bill)).rows;
  const item = rows.flatMap(({ fields }) => fields).find(({ path }) => path.endsWith('.costItem'))?.value ?? '';
  kingdee.baseData.change('BD_Expense', item, { forbid: true });
  await pushed(bill);
  kingdee.baseData.change('BD_Expense', item, { forbid: false });
  const offer = async () => (await look(pusher, bill)).actions.find(({ action }) => action === 'continue');
  expect((await look(pusher, bill)).state).toBe('failed');
  const before = await offer();
  expect([before?.fits, before?.whyNot?.code]).toEqual([false, 'bill/base-data-refused']);
  expect(before?.whyNot?.words).toContain('先在“映射”页刷新基础资料');
  const again = async () => ({ version: (await look(pusher, bill)).version });
  const refused = await pusher.refused('POST', `/api/bills/${bill.id}/continue`, await again());
  expect([refused.status, refused.code]).toEqual([422, 'bill/base-data-refused']);
  await admin.post('/api/base-data/refresh');
  expect((await offer())?.fits).toBe(true);
  await pusher.post(`/api/bills/${bill.id}/continue`, await again());
  await until(
    async () => (await look(pusher, bill)).state,
    (state) => state === 'booked' || state === 'written-back',
  );
}, 60_000);

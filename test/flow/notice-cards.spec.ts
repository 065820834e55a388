import type { BillSummary } from '@dingdee/shared/bill';
import type { Notices } from '@dingdee/shared/notice';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import { CARD_TEMPLATE, type Card } from '../sandbox/dingtalk/cards.js';
import { pressCard } from '../sandbox/dingtalk/press-card.js';
import {
  collectAndApprove,
  newApprovals,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { Person, until } from './person.js';

/** Messages as cards, counted where they arrive: among DingTalk's cards and in its ledger of work notices. */
let run: RunningOffice;
let second: Person;
const IN_TIME_MS = 120_000;
const dingtalk = () => run.stack.sandbox.state.dingtalk.state;
const cards = (kind: string): Card[] =>
  [...dingtalk().cards.cards.values()].filter(({ trackId }) => trackId.startsWith(`${kind}-`));
const doubtCards = () => cards('doubt');
function cardOf({ userId }: Person, kind = 'doubt'): Card {
  const [card, ...others] = cards(kind).filter(({ receivers }) => receivers.includes(userId));
  if (card === undefined || others.length > 0) throw new Error(`not one card of ${userId}: ${others.length}`);
  return card;
}
const comes = (who: Person, is: (params: Card['params']) => boolean, kind = 'doubt') =>
  until(async () => cards(kind).find(({ receivers }) => receivers.includes(who.userId))?.params ?? {}, is, IN_TIME_MS);
/** Titles of work notices about a doubt. */
const byNotice = (): string[] =>
  dingtalk()
    .notices.sent.map(({ userids, msg }) => `${(msg.markdown as { title: string }).title} ${String(userids)}`)
    .filter((title) => title.includes('存疑'));
const nameOf = ({ userId }: Person): string => company.employees.find(({ userid }) => userid === userId)?.name ?? '';
const press = (who: Person, stamp?: string) =>
  pressCard(dingtalk(), {
    trackId: cardOf(who, 'trouble').trackId,
    userId: who.userId,
    action: 'take',
    stamp,
    waitsMs: 20_000,
  });
/** What was said to a person at their last press. */
const told = (who: Person): string => cardOf(who, 'trouble').own.get(who.userId)?.told ?? '';
/** Presses once more where the card changed under the finger, as a person does who is told so. */
const takes = (who: Person) =>
  until(
    async () => {
      await press(who);
      return told(who);
    },
    (said) => !said.includes('卡片已经变了'),
    IN_TIME_MS,
  );

/** Pushes so many, and Kingdee's answers are lost: nobody knows of them. */
async function doubts(who: Person, count: number): Promise<void> {
  const bills = (await who.all<BillSummary>('/api/bills?stage=push')).slice(0, count);
  expect(bills).toHaveLength(count);
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: 'Save.', times: 1 });
  const items = bills.map(({ id, version }) => ({ id, version }));
  const { token } = await who.post<PushPreview>('/api/push-orders/preview', { items });
  const { id } = await who.post<PushOrder>('/api/push-orders', { token });
  mine.set(who, [...(mine.get(who) ?? []), id]);
}
const mine = new Map<Person, string[]>();
/** Kingdee is asked, and has them. */
async function settle(who: Person): Promise<void> {
  const ids = new Set<string>();
  for (const order of mine.get(who) ?? [])
    for (const { bill_id } of await inDatabase<{ bill_id: string }>(
      'SELECT bill_id FROM push_item WHERE order_id = ?',
      [order],
    ))
      ids.add(bill_id);
  for (const { id, version, state } of await who.all<BillSummary>('/api/bills?stage=trouble'))
    if (ids.has(id) && state === 'in-doubt') await who.post(`/api/bills/${id}/check-now`, { version });
}
async function inDatabase<T = unknown>(sql: string, values: unknown[] = []): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const rows: T[] = await source.query(sql, values);
  await source.destroy();
  return rows;
}

beforeAll(async () => {
  // Its waits are so short that they run out where server and spec share one busy thread.
  run = await startOffice({
    world: 'process',
    settings: {
      ...SHORT_WAITS,
      NOTICE_SWEEP_MS: '100',
      DINGTALK_TIMEOUT_MS: '3000',
      DINGTALK_EVENTS: 'stream',
      DINGTALK_CARD_TEMPLATE: CARD_TEMPLATE,
      EVENT_RETRY_MS: '50',
      // Nobody asks Kingdee but who presses.
      SETTLE_DELAYS_MS: '600000',
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      CHECK_UP_INTERVAL_MS: '0',
    },
  });
  const { admin, reviewer, pusher } = run.office;
  const taken = [admin, reviewer, pusher].map(({ userId }) => userId);
  const other = company.employees.find(
    ({ userid, admin, departmentNumber }) => !admin && departmentNumber === 'BM000004' && !taken.includes(userid),
  );
  await admin.put(`/api/roles/${other?.userid}`, { roles: ['viewer', 'pusher', 'admin'] });
  second = await Person.login(run.stack, other?.userid ?? '');
  // Kingdee is known to keep our number in each organisation: until then one bill would go alone.
  newApprovals(run, { count: 16, seed: 1976, clean: true });
  await wholeWay(run);
  newApprovals(run, { count: 24, seed: 1977, clean: true });
  await collectAndApprove(run);
  await until(
    async () => dingtalk().stream.connected,
    (n) => n > 0,
  );
});
afterAll(() => run?.stack.close());

it('a doubt comes as a card, and more of them change the same card', async () => {
  const { pusher } = run.office;
  await doubts(pusher, 1);
  expect(await comes(pusher, ({ title }) => title === '存疑 1 笔')).toMatchObject({ take: '', tone: 'doubt' });
  await doubts(pusher, 2);
  await comes(pusher, ({ title }) => title === '存疑 3 笔');
  expect([cardOf(pusher).changes.map(({ by }) => by), byNotice()]).toEqual([['create', 'update'], []]);
});

it('who takes a trouble in hand stands on the cards of all who were told, bound to what they saw, and it ends with the trouble', async () => {
  const { admin } = run.office;
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'kingdee', kind: 'reset', times: 0 });
  const looksAtKingdee = () => admin.post('/api/base-data/refresh').catch(() => null);
  await looksAtKingdee();
  for (const who of [admin, second]) await comes(who, ({ take }) => take === '我来看', 'trouble');
  const old = cardOf(second, 'trouble').params.version;
  expect(await takes(second)).toContain('已记下');
  const said = new RegExp(`${nameOf(second)} \\d\\d:\\d\\d 在看$`);
  await comes(second, ({ notes = '' }) => said.test(notes), 'trouble');
  await comes(admin, ({ notes = '' }) => said.test(notes), 'trouble');
  // Of a view from before: whoever pressed sees whose it is, and nothing is written.
  await press(admin, old);
  expect(told(admin)).toContain('卡片已经变了');
  expect(cardOf(admin, 'trouble').params.notes).toMatch(said);
  // Somebody else's card is none of theirs.
  await pressCard(dingtalk(), {
    trackId: cardOf(admin, 'trouble').trackId,
    userId: second.userId,
    action: 'take',
    waitsMs: 20_000,
  });
  expect(cardOf(admin, 'trouble').own.get(second.userId)?.told).toContain('不再更新');
  expect(await inDatabase("SELECT actor FROM audit WHERE action = 'take-notice'")).toEqual([{ actor: second.userId }]);
  faults.clear();
  await looksAtKingdee();
  for (const who of [admin, second]) {
    const over = await comes(who, ({ tone }) => tone === 'good', 'trouble');
    expect([over.take, over.notes?.includes('在看')]).toEqual(['', false]);
  }
  expect(cards('trouble').map(({ changes }) => changes.filter(({ by }) => by === 'create').length)).toEqual([1, 1]);
});

it('what is settled is said by the same card, and the doubts of others stay theirs', async () => {
  await doubts(second, 1);
  await comes(second, ({ title }) => title === '存疑 1 笔');
  await settle(second);
  const card = await comes(second, ({ title }) => title === '存疑已查清');
  expect(card.tone).toBe('good');
  expect(cardOf(run.office.pusher).params.title).toBe('存疑 3 笔');
});

it('a message to oneself goes the same way, once a minute', async () => {
  const { reviewer } = run.office;
  expect((await reviewer.post<Notices>('/api/notices/try')).noCards).toBeNull();
  expect(await reviewer.refused('POST', '/api/notices/try')).toMatchObject({ code: 'notice/too-soon' });
  const cards = await until(
    async () => dingtalk().cards.of(reviewer.userId),
    (all) => all.length > 0,
    IN_TIME_MS,
  );
  expect(cards.map(({ params }) => params.title)).toEqual(['试发一条通知']);
});

it('where cards are refused in between, the end of what came as a card goes as one work notice, and nothing else', async () => {
  const { pusher } = run.office;
  setSwitches(run, { dingtalk: { cardPermission: 'refused' } });
  // It only counts on: with work notices that is no message.
  await doubts(pusher, 1);
  await until(
    () =>
      inDatabase<{ n: unknown }>(
        "SELECT COUNT(*) AS n FROM notice WHERE cause = 'doubt' AND things = 4 AND state IN ('sent', 'kept')",
      ),
    ([row]) => Number(row?.n) === 1,
    IN_TIME_MS,
  );
  expect(byNotice()).toEqual([]);
  expect((await pusher.get<Notices>('/api/notices')).noCards).toContain('Card.Instance.Write');
  await settle(pusher);
  await until(
    async () => byNotice(),
    (all) => all.length > 0,
    IN_TIME_MS,
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(byNotice()).toEqual([`存疑已查清 ${pusher.userId}`]);
  expect(doubtCards().map(({ params }) => params.title)).toEqual(['存疑 3 笔', '存疑已查清']);
});

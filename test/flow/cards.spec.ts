import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import type { Decisions } from '@dingdee/shared/decision';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.js';
import { UnlimitedCalls } from '../../server/src/connectors/dingtalk/call/call-limiter.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { clientOf } from '../../server/src/connectors/dingtalk/dingtalk.module.js';
import { CardChannel } from '../../server/src/notice/card-channel.js';
import { CardStanding } from '../../server/src/notice/card-standing.js';
import type { Delivered, NoticeCard, NoticeChannel } from '../../server/src/notice/notice-card.js';
import { NoticeWays } from '../../server/src/notice/notice-ways.js';
import * as company from '../sandbox/company.js';
import { CARD_TEMPLATE, type Card } from '../sandbox/dingtalk/cards.js';
import { pressCard } from '../sandbox/dingtalk/press-card.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { Person, until } from './person.js';
import { connectionSettings, FLOW_SECRET, type Stack, startStack } from './stack.js';

/** Cards as DingTalk holds them: what is counted is counted on its side. */
const PUBLIC_URL = 'http://dd.test';
const SETTINGS = {
  PUBLIC_URL,
  DINGTALK_EVENTS: 'stream',
  DINGTALK_CARD_TEMPLATE: CARD_TEMPLATE,
  EVENT_SILENCE_MS: '900',
  EVENT_RETRY_MS: '50',
};
let stack: Stack;
let admin: Person;
const boss = company.employees.find((person) => person.admin)?.userid ?? '';
const finance = company.employees.filter((person) => !person.admin && person.departmentNumber === 'BM000004');
const stranger =
  company.employees.find((person) => person.departmentNumber !== 'BM000004' && !person.admin)?.userid ?? '';

beforeAll(async () => {
  stack = await startStack({ sandbox: { approvals: 0 }, settings: SETTINGS });
  admin = await Person.login({ ...stack, origin: PUBLIC_URL }, boss);
  for (const { userid } of finance.slice(0, 4)) await admin.put(`/api/roles/${userid}`, { roles: ['viewer'] });
});
afterEach(() => {
  applySwitches(stack.sandbox.state.ctx.switches, defaultSwitches());
  stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => stack?.close());

const dingtalk = () => stack.sandbox.state.dingtalk.state;
const desk = () => dingtalk().cards;
const tryOne = () => admin.post<CheckLine>('/api/check-up/consent', { consent: true, probe: 'card' });
const mine = (): Card => {
  const [card] = desk().of(boss);
  if (!card) throw new Error('no card');
  return card;
};
const press = (userId: string, action = 'take', stamp?: string) =>
  pressCard(dingtalk(), { trackId: mine().trackId, userId, action, stamp, waitsMs: 20_000 });
const connected = () =>
  until(
    async () => dingtalk().stream.connected,
    (n) => n > 0,
  );

/** The channel by itself, against the same DingTalk. */
function channel(settings: Record<string, string> = {}): CardChannel {
  const env = { ...connectionSettings(stack.sandbox), ...SETTINGS, APP_SECRET: FLOW_SECRET, ...settings };
  const read = readSettings(env);
  const client = clientOf(read, new UnlimitedCalls(), { count: () => undefined }, new DingTalkHealth());
  return new CardChannel(client.cards(read), read);
}
/** Another way, which keeps what it was given. */
class Otherwise implements NoticeChannel {
  readonly sent: string[] = [];
  async deliver({ trackId, version }: Parameters<NoticeChannel['deliver']>[0]): Promise<Delivered> {
    this.sent.push(`${trackId} ${version}`);
    return { outcome: 'sent' };
  }
}
const CARD: NoticeCard = {
  kind: 'doubt',
  title: '存疑 1 笔 ¥1,264.80',
  tone: 'doubt',
  at: '2026-11-24T02:43:00.000Z',
  lines: [{ name: '罗思齐', count: '1 笔', amount: '1,264.80', tone: 'doubt' }],
  notes: ['金蝶 120 秒没有回答，可能已经生成了单据。正在去查，不要手工重录。'],
  buttons: [{ text: '现在去查', path: '/bills/812' }],
};
const notice = (trackId: string, version = 1, card = CARD) => ({
  trackId,
  version,
  told: version - 1,
  userIds: [boss],
  card,
});
const held = (trackId: string) => [...desk().cards.values()].filter((card) => card.trackId === trackId);

it('a card that is tried comes to who asked, its buttons open pages, and the next try changes it where it stands', async () => {
  expect(await tryOne()).toMatchObject({ state: 'green' });
  const first = { ...mine().params };
  expect(first).toMatchObject({ title: '试发一张卡片', take: '我来看', lines: '试发　第 1 次' });
  expect(first.url1).toBe(`${PUBLIC_URL}/?corpId=${stack.sandbox.dingtalk.corpId}`);
  expect(await tryOne()).toMatchObject({ state: 'green' });
  expect(desk().of(boss)).toHaveLength(1);
  expect(desk().calls).toEqual({ create: 1, update: 1 });
  expect(mine().params.lines).toBe('试发　第 2 次');
  expect(mine().params.version).not.toBe(first.version);
});

it('of twenty who press at once each is answered, one has it in hand, and it is written down once', async () => {
  await connected();
  await tryOne();
  const people = finance.slice(0, 4).map(({ userid }) => userid);
  const pressed = await Promise.all(Array.from({ length: 20 }, (_, n) => press(people[n % people.length] ?? '')));
  expect(pressed.filter(({ answer }) => answer === null)).toEqual([]);
  expect(mine().params.notes).toMatch(/.+ \d\d:\d\d 在看$/);
  expect(mine().params.take).toBe('我来看');
  const { items } = await admin.get<Decisions>('/api/decisions?kind=check-up-card');
  expect(items.filter((item) => JSON.stringify(item).includes('我来看'))).toHaveLength(1);
});

it('a press of an earlier version changes nothing, and the card is brought up to date', async () => {
  await connected();
  await tryOne();
  const old = mine().params.version;
  await tryOne();
  const now = { ...mine().params };
  // The view of who pressed is still the old one.
  mine().params.lines = '试发　从前';
  const { ms, answer } = await press(boss, 'take', old);
  expect(ms).not.toBeNull();
  expect(JSON.stringify(answer)).toContain('卡片已经变了');
  expect(mine().params).toEqual(now);
  expect(now.notes).not.toContain('在看');
  const { lines } = await admin.get<CheckUp>('/api/check-up');
  expect(lines.find(({ line }) => line === 'dingtalk/try-card')?.came).toContain('到钉钉里点');
});

it('who has no role is told so alone, and what is no press of ours changes nothing', async () => {
  await connected();
  await tryOne();
  const before = { ...mine().params };
  await press(stranger);
  expect(mine().own.get(stranger)?.told).toContain('还没有角色');
  for (const [action, stamp] of [
    ['approve', undefined],
    ['take', '9999999999.0'],
  ] as const)
    expect((await press(boss, action, stamp)).answer).toEqual({ response: {} });
  expect(mine().params).toEqual(before);
});

it('while nothing comes over the stream a card is changed all the same, its buttons open pages, and presses come again with it', async () => {
  await connected();
  const { stream } = dingtalk();
  stream.refuseTickets = true;
  stream.kill();
  expect(await tryOne()).toMatchObject({ state: 'green' });
  expect((await press(boss)).answer).toBeNull();
  expect(mine().params.url2).toContain('/check-up?corpId=');
  stream.refuseTickets = false;
  await connected();
  expect((await press(boss)).ms).not.toBeNull();
  expect(mine().params.notes).toContain('在看');
});

it.each(['refused', 'same'] as const)(
  'an answer that was lost makes no second card where a second one is %s',
  async (cardAgain) => {
    applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { cardAgain } });
    const cards = channel();
    const trackId = `lost-${cardAgain}`;
    stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', api: 'createAndDeliver', kind: 'lose-answer' });
    expect(await cards.deliver(notice(trackId))).toEqual({ outcome: 'unknown' });
    expect(await cards.deliver(notice(trackId))).toEqual({ outcome: 'sent' });
    expect(held(trackId)).toHaveLength(1);
    stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', api: '/card/instances', kind: 'lose-answer' });
    const closed: NoticeCard = { ...CARD, title: '已查清 ¥1,264.80', tone: 'good', buttons: [] };
    expect(await cards.deliver(notice(trackId, 2, closed))).toEqual({ outcome: 'unknown' });
    expect(await cards.deliver(notice(trackId, 2, closed))).toEqual({ outcome: 'sent' });
    expect(held(trackId)).toMatchObject([{ params: { title: closed.title, button1: '', take: '' } }]);
  },
);

it.each([
  [{ cardPermission: 'refused' }, 'Card.Instance.Write'],
  [{ cardTemplate: 'missing' }, '卡片模板'],
  [{ cardTemplate: 'unpublished' }, '还没有发布'],
] as const)('where cards are refused (%o) the same words go another way, until it is asked again', async (off, why) => {
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: off });
  const [standing, otherwise] = [new CardStanding(), new Otherwise()];
  const ways = new NoticeWays(channel(), otherwise, standing);
  const trackId = `way-${Object.entries(off).join('-').replace(',', '-')}`;
  expect(await ways.deliver(notice(trackId))).toEqual({ outcome: 'sent' });
  expect(standing.refusal(Date.now())).toContain(why);
  applySwitches(stack.sandbox.state.ctx.switches, defaultSwitches());
  await ways.deliver(notice(trackId, 2));
  expect([otherwise.sent, held(trackId)]).toEqual([[`${trackId} 1`, `${trackId} 2`], []]);
  standing.again();
  await ways.deliver(notice(trackId, 3));
  expect([otherwise.sent.length, held(trackId).length]).toEqual([2, 1]);
});

it('what may have arrived as a card never goes another way too, whatever is refused afterwards', async () => {
  const otherwise = new Otherwise();
  const ways = new NoticeWays(channel(), otherwise, new CardStanding());
  stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', api: 'createAndDeliver', kind: 'lose-answer' });
  expect(await ways.deliver(notice('doubted'))).toEqual({ outcome: 'unknown' });
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { cardPermission: 'refused' } });
  expect(await ways.deliver(notice('doubted'))).toEqual({ outcome: 'unknown' });
  expect([otherwise.sent, held('doubted').length]).toEqual([[], 1]);
});

it('a card that the robot could show to nobody is refused, and its next version too', async () => {
  const [cards, otherwise] = [channel(), new Otherwise()];
  const ways = new NoticeWays(cards, otherwise, new CardStanding());
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { cardDelivery: 'illegal-space' } });
  await ways.deliver(notice('unseen'));
  applySwitches(stack.sandbox.state.ctx.switches, defaultSwitches());
  await ways.deliver(notice('unseen', 2));
  expect(otherwise.sent).toEqual(['unseen 1', 'unseen 2']);
});

it('the check-up says whether the app may write cards and whether the template was seen to work, and writes none', async () => {
  await tryOne();
  const again = () => admin.post<CheckLine>('/api/check-up/lines', { line: 'dingtalk/cards' });
  const before = desk().cards.size;
  expect(await again()).toMatchObject({ state: 'green' });
  applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { cardPermission: 'refused' } });
  const refused = await again();
  expect(refused.state).toBe('red');
  expect(refused.fix?.what).toContain('Card.Instance.Write');
  expect(desk().cards.size).toBe(before);
  expect(await channel({ DINGTALK_CARD_TEMPLATE: '' }).deliver(notice('off'))).toMatchObject({
    outcome: 'refused',
    way: true,
  });
});

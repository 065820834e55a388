import { expect, it } from 'vitest';
import { KingdeeUnavailableError, type StepOutcome } from '../../server/src/connectors/target.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();

type Refused = readonly [step: 'submit' | 'audit', words: string];
const AUDITED: Refused = ['audit', '单据已经审核！'];

/** Kingdee refuses a step because it has done it already, it says; `really` decides what a look shows. */
async function audited(really: (kingdee: NotedKingdee) => void, [step, words] = AUDITED) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call, [bill]) => {
    if (call !== step) return null;
    really(kingdee);
    const messages = [`单据编号为“${bill?.billNo}”的付款单，${words}`];
    const already = { class: 'unknown' as const, messages, fields: [], retryable: false };
    const outcome: StepOutcome = { kind: 'unknown', cause: `金蝶说“${messages[0]}”`, already };
    return { outcomes: [outcome], answer: '{}' };
  };
  await parts.push.run();
  return { bill: await billNow(db, id), kingdee };
}
const set = (kingdee: NotedKingdee, change: object) => {
  const [bill] = kingdee.bills;
  if (bill) kingdee.bills[0] = { ...bill, ...change };
};

it('“单据已经审核” is booked when a look shows the bill audited', async () => {
  const { bill, kingdee } = await audited((held) => set(held, { status: 'C' }));
  expect(bill).toMatchObject({ state_kind: 'booked', reached: 'audited' });
  expect(kingdee.calls.filter((call) => call === 'find').length).toBeGreaterThan(0);
});

it('“单据已经审核” of a bill that a look shows not audited is a refusal: nothing is booked', async () => {
  const { bill } = await audited(() => undefined);
  expect(bill).toMatchObject({ state_kind: 'failed', reached: 'submitted' });
  expect(String(bill.reason)).toContain('单据已经审核');
});

it.each([
  [
    'that no question was answered about',
    (kingdee: NotedKingdee) => {
      kingdee.find = () => Promise.reject(new KingdeeUnavailableError('没有回答', true));
    },
  ],
  ['that was changed', (kingdee: NotedKingdee) => set(kingdee, { status: 'C', total: '9999.00' })],
  ['that was cancelled', (kingdee: NotedKingdee) => set(kingdee, { status: 'C', cancelled: true })],
])('“单据已经审核” of a bill %s books nothing: it is in doubt', async (_, really) => {
  const { bill } = await audited(really);
  expect(bill).toMatchObject({ state_kind: 'in-doubt', reached: 'submitted' });
});

const SUBMITTED: Refused = ['submit', '单据已经提交！'];

it('“单据已经提交” counts as submitted when a look shows it so, and the audit follows', async () => {
  const { bill, kingdee } = await audited((held) => set(held, { status: 'B' }), SUBMITTED);
  expect(bill).toMatchObject({ state_kind: 'booked', reached: 'audited' });
  expect(kingdee.bills.map(({ status }) => status)).toEqual(['C']);
});

it('“单据已经提交” of a bill that a look shows only saved is a refusal: no audit is sent', async () => {
  const { bill, kingdee } = await audited(() => undefined, SUBMITTED);
  expect(bill).toMatchObject({ state_kind: 'failed', reached: 'saved' });
  expect(String(bill.reason)).toContain('单据已经提交');
  expect(kingdee.calls).not.toContain('audit');
});

it('“单据已经提交” of a bill that was changed in Kingdee goes no further: it is in doubt', async () => {
  const { bill, kingdee } = await audited((held) => set(held, { status: 'B', total: '9999.00' }), SUBMITTED);
  expect(bill).toMatchObject({ state_kind: 'in-doubt', reached: 'saved' });
  expect(kingdee.calls).not.toContain('audit');
});

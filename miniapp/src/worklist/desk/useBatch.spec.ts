import type { BillSummary } from '@dingdee/shared/bill';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { ref } from 'vue';
import type { BillActions } from '../../bill/useBillActions.js';
import type { BillSelection } from '../useSelection.js';
import { useBatch } from './useBatch.js';
import type { DeskList } from './useDeskList.js';

const bill = { id: 'b1', state: 'ready', payee: '江一帆', amount: '123.88', reasonKey: '' } as unknown as BillSummary;

/** A desk whose list is read by an earlier question while the action is on its way. @param now the bill as the server answers it. */
function desk(now: BillSummary, many: unknown = null) {
  const shown = new Set(['b1', 'b2', 'b3']);
  const list = { takeOut: (id: string) => shown.delete(id), refresh: () => undefined } as unknown as DeskList;
  const act = async () => {
    shown.add('b1');
    return now;
  };
  const actions = {
    problem: ref(null),
    dismiss: () => undefined,
    hold: act,
    exclude: act,
    many: async () => many,
  } as unknown as BillActions;
  const selection = { pick: () => undefined, settle: async () => undefined } as unknown as BillSelection;
  return { batch: useBatch(actions, selection, list), shown };
}

beforeEach(() => setActivePinia(createPinia()));

it.each([
  ['hold', 'held'],
  ['exclude', 'excluded'],
] as const)('after %s the bill is out of the list, also where an older answer has put it back', async (kind, state) => {
  const { batch, shown } = desk({ ...bill, state });
  expect(await batch.reasoned(kind, [bill], '等合同盖章')).toBe(true);
  expect([...shown]).toEqual(['b2', 'b3']);
});

it('a bill that waits for a second person stays in its list', async () => {
  const { batch, shown } = desk({ ...bill, reasonKey: 'exclude-asked' });
  await batch.reasoned('exclude', [bill], '重复');
  expect([...shown]).toEqual(['b1', 'b2', 'b3']);
});

it.each([
  [undefined, ['b2', 'b3']],
  [{ count: 1, amount: '123.88', unknown: 0 }, ['b1', 'b2', 'b3']],
] as const)(
  'of several put aside together those that were left alone stay; with %j asked for, all do',
  async (asked, left) => {
    const result = { done: { count: 1, amount: '123.88', unknown: 0 }, asked, skipped: [{ id: 'b2' }] };
    const { batch, shown } = desk(bill, result);
    await batch.parkSelected('hold', { items: [] }, [bill, { ...bill, id: 'b2' }], '等合同盖章');
    expect([...shown]).toEqual(left);
  },
);

import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { NO_BASE_DATA } from '../domain/draft/usable-base-data.js';
import { expenseInput, filledBook } from '../engine/reimbursement-for-spec.js';
import { instanceId, rawApproval } from '../mapping/run/approvals-for-spec.js';
import { schemeFields } from './scheme-fields.js';
import { tell } from './told-trial.js';
import type { ToTry } from './tried-approvals.js';
import { tryOne } from './try-one.js';

const { scheme, departments } = expenseInput();
const { content } = scheme;
const approval = (index: number, more: Partial<ToTry> = {}): ToTry => ({
  id: `a${index}`,
  unseen: true,
  fresh: false,
  billed: false,
  snapshot: {
    raw: { family: 'v1', processCode: 'P', processInstanceId: instanceId(index), text: rawApproval({ index }) },
    sourceVersion: 1,
    originatorUserId: 'u1',
    originatorName: '彭吉祥',
    locks: {},
    lockedBy: {},
    lockedOn: {},
    billNo: 'DD0000000000000001',
    thirdBillNo: instanceId(index),
    shown: { payee: '', department: '', departmentKey: '', purpose: '', orgNumber: '101', currency: 'CNY', fen: null },
  },
  ...more,
});
function ran(of: SchemeContent, tried: readonly ToTry[], field = 'header.remark') {
  const basis = () => ({
    book: filledBook(),
    baseData: NO_BASE_DATA,
    departments: departments ?? { mark: '', names: [], ofName: () => [] },
    scheme: { ...scheme, content: of },
    formStops: [],
  });
  const { places } = schemeFields(PAYMENT_FORM, [], [of.detail.table]);
  return tell(
    tried.map((each) => tryOne(each, basis)),
    { content: of, target: PAYMENT_FORM, version: 2, places, closed: CLOSED, today: '2026-03-09', nameOf: () => '' },
    { field },
  );
}
const remark = (...rules: Rule[]): SchemeContent => ({
  ...content,
  header: { ...content.header, remark: { label: '备注', required: true, rules } },
});

const CLOSED = [{ orgNumber: '101', month: '2026-02', refusedDay: '2026-02-27', refusedAt: 5 }];

describe('what was tried', () => {
  it('says of a date in which month each choice would put it, of nothing else, and which months are known to be closed', () => {
    const approvals = [approval(1), approval(2)];
    const { field } = ran(content, approvals, 'header.businessDate');
    const passed = field?.days?.choices.find(({ from }) => from === 'instance:finishDate');
    expect(passed).toMatchObject({ months: [{ month: '2026-03', count: 2 }], unknown: 0, shown: '2026-03-05' });
    expect(field?.days?.closed).toEqual(CLOSED);
    const pushDay = field?.days?.choices.find(({ from }) => from === 'instance:pushDay');
    expect(pushDay).toMatchObject({ label: '推送当天', months: [{ month: '2026-03', count: 2 }], shown: '2026-03-09' });
    expect(ran(content, approvals, 'header.remark').field).not.toHaveProperty('days');
  });

  it('is counted with its sums, and each is what its worst issue makes of it', () => {
    const of = remark({ kind: 'constant', value: '一' });
    const unreadable = approval(2);
    unreadable.snapshot.raw.text = '{"not":"an approval"}';
    const { counts, approvals } = ran(of, [approval(1), unreadable]);
    expect(approvals.map(({ state }) => state)).toContain('red');
    expect(Object.values(counts).reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(counts.red.unknown).toBeGreaterThan(0);
    expect(
      ran({ ...of, filter: [{ from: 'field:总金额', is: 'more', value: '99999' }] }, [approval(1)]).counts,
    ).toMatchObject({
      'left-out': { count: 1 },
    });
  });

  it('tells which rule of a field gave how many values, in the order in which they count', () => {
    const { field } = ran(
      remark(
        { kind: 'constant', value: '二' },
        { kind: 'constant', value: '一', scope: 'row', when: [{ from: 'instance:title', is: 'filled' }] },
      ),
      [approval(1), approval(2)],
    );
    expect(field?.rules.map(({ index, level, hits }) => [index, level, hits])).toEqual([
      [1, '行级规则', 2],
      [0, '部门/表单规则', 0],
    ]);
    expect(field?.rules[1]?.words).toBe('固定 二');
  });

  it('lists what is missing first', () => {
    const { field } = ran(remark({ kind: 'source', from: 'field:没有' }), [approval(1)]);
    expect(field?.parts).toEqual([{ mark: 'missing', count: 1 }]);
    expect(field?.values[0]).toMatchObject({ mark: 'missing', value: { issue: { level: 'red' } } });
  });

  it('takes what was locked on the bill before any rule', () => {
    const locked = approval(1);
    const of = remark({ kind: 'constant', value: '一' });
    const { field } = ran(of, [{ ...locked, snapshot: { ...locked.snapshot, locks: { 'header.remark': '手写' } } }]);
    expect([field?.byHand, field?.values[0]?.mark, field?.values[0]?.value.value]).toEqual([1, 'hand', '手写']);
    expect(field?.rules[0]?.hits).toBe(0);
  });
});

it('an approval that would become several bills is shown as the first of them that stops, and says how many there are', () => {
  const split = { by: 'payee' as const, from: 'row:费用明细' };
  const one = approval(1);
  const text = JSON.parse(one.snapshot.raw.text) as unknown;
  one.snapshot.raw.text = JSON.stringify(text).replace('市内交通', '没有对应的');
  const { approvals } = ran({ ...content, split }, [one]);
  expect(approvals).toHaveLength(1);
  expect(approvals[0]?.state).toBe('red');
  expect(approvals[0]?.why).toMatch(/^这张审批会变成 2 张付款单，这里是第 1 张。/);
  // Its amount is the sum of all its bills, not that of the shown bill.
  expect([approvals[0]?.bills, approvals[0]?.amount]).toEqual([['120.00', '36.80'], '156.80']);
});

import type { BillSummary } from '@dingdee/shared/bill';
import type { AlikeBills } from '@dingdee/shared/bill-alike';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { ToldReceipts } from '@dingdee/shared/bill-receipt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import {
  collectAndApprove,
  confirmPush,
  newApprovals,
  orderSettled,
  type RunningOffice,
  startOffice,
} from './batch.js';

let run: RunningOffice;
let bills: BillDetail[];
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 14, seed: 23 });
  await collectAndApprove(run);
  const { admin } = run.office;
  const all = await admin.all<BillSummary>('/api/bills?stage=push');
  bills = await Promise.all(all.map(({ id }) => admin.get<BillDetail>(`/api/bills/${id}`)));
});
afterAll(() => run?.stack.close());

const itemOf = ({ rows }: BillDetail) => rows[0]?.fields.find(({ path }) => path === 'rows[0].costItem');
const alikeTo = (id: string, path: string) =>
  run.office.reviewer.get<AlikeBills>(`/api/bills/${id}/alike?path=${encodeURIComponent(path)}`);

it('the others that have a value from the same row are exactly those whose own reason names it', async () => {
  for (const bill of bills) {
    const field = itemOf(bill);
    const own = field?.provenance;
    if (!field || !own?.lookup) continue;
    const same = bills.filter(
      (other) =>
        other.id !== bill.id &&
        other.orgNumber === bill.orgNumber &&
        other.rows.some(({ fields }) =>
          fields.some(
            ({ provenance }) =>
              provenance?.lookup?.code === own.lookup?.code &&
              provenance?.lookup?.key === own.lookup?.key &&
              provenance?.gave === own.gave,
          ),
        ),
    );
    const found = await alikeTo(bill.id, field.path);
    expect(found.items.map(({ id }) => id).sort()).toEqual(same.map(({ id }) => id).sort());
    expect(found.lookedThrough).toBeNull();
  }
});

it('a value that no table gave has no others, and what the other rungs would have given stands there by name', async () => {
  const [bill] = bills;
  const amount = bill?.rows[0]?.fields[0]?.path ?? '';
  expect((await alikeTo(bill?.id ?? '', amount)).items).toEqual([]);
  const given = bills.flatMap(({ header, rows }) =>
    [...header, ...rows.flatMap(({ fields }) => fields)]
      .filter(({ picker }) => picker === 'costItem')
      .flatMap(({ provenance }) => provenance?.ladder.flatMap(({ value }) => value ?? []) ?? []),
  );
  expect(given.length).toBeGreaterThan(0);
  for (const value of given) expect(value).toMatch(/^\S+ \S+/);
  expect((await run.office.reviewer.refused('GET', '/api/bills/no-such-bill/alike?path=header.date')).code).toBe(
    'bill/not-found',
  );
});

it('a receipt tells what was asked and what Kingdee said, with the fields as Kingdee calls them and no whole account', async () => {
  await orderSettled(run, await confirmPush(run));
  const texts: string[] = [];
  for (const { id } of bills) {
    const { admin } = run.office;
    const [bill, told] = await Promise.all([
      admin.get<BillDetail>(`/api/bills/${id}`),
      admin.get<ToldReceipts>(`/api/bills/${id}/receipts`),
    ]);
    texts.push(JSON.stringify(told));
    expect(told.items.map(({ step, attempt }) => `${step} ${attempt}`).sort()).toEqual(
      bill.receipts.map(({ step, attempt }) => `${step} ${attempt}`).sort(),
    );
    const save = told.items.find(({ step }) => step === 'save');
    expect(save?.unsent).toBeNull();
    expect(save?.sent?.header[0]).toEqual({ label: '单据编号', value: bill.billNo, name: '' });
    expect(save?.sent?.rows.length).toBe(bill.rows.length);
    const said = (label: string) => save?.sent?.header.find((value) => value.label === label)?.value;
    expect(said('业务日期')).toBe(bill.businessDate);
    expect(save?.answer).toEqual([`做了：单据编号 ${bill.kingdeeNo}，金蝶内部编号 ${bill.kingdeeId}`]);
    const audit = told.items.find(({ step }) => step === 'audit');
    expect(audit?.asked).toBe(`审核：金蝶内部编号 ${bill.kingdeeId}，单据编号 ${bill.kingdeeNo}`);
    for (const label of save?.sent?.header.map((value) => value.label) ?? []) expect(label).not.toMatch(/^F[A-Z]/);
  }
  const whole = texts.join('');
  for (const { bankAccount } of company.employees) expect(whole).not.toContain(bankAccount.number);
  expect(whole).toContain('尾号');
});

import './at-ten.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { FieldRules, SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { SchemeFields } from '@dingdee/shared/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billsOf, newApprovals, type RunningOffice, setSwitches, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { approveAll, collect, pushAll } from './office.js';

/** Fields that a customer added to Kingdee's bills: offered by their names, filled by the rule of their kind, and missed before anything is pushed. */
const DUE = 'F_ABCD_Due';
const TAX = 'F_ABCD_Tax';
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
  setSwitches(run, { kingdee: { moreOwnFields: 'rows' } });
  await refresh();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const refresh = () => admin().post('/api/base-data/refresh');
const path = () => `/api/schemes/${run.office.schemeId}`;
const scheme = () => admin().get<SchemeDetail>(path());
const readiness = () => admin().get<SchemeReadiness>(`${path()}/readiness`);
const blocks = async () =>
  (await readiness()).findings.filter(({ level }) => level === 'blocks').map(({ what }) => what);
const fields = () => admin().get<SchemeFields>(`${path()}/fields`);
async function fill(rows: Record<string, FieldRules>): Promise<void> {
  const { content, version } = await scheme();
  await admin().put(`${path()}/content`, { version, content: { ...content, rows: { ...content.rows, ...rows } } });
}
const rule = (label: string, one: FieldRules['rules'][number]): FieldRules => ({ label, required: true, rules: [one] });

describe('a field of the customer’s own', () => {
  it('is offered by its name, with what it holds and the rules for that; its key need not be typed', async () => {
    const { rows, ownTold } = await fields();
    expect(ownTold).toBe(true);
    const own = rows.flatMap((each) => (each.own === undefined ? [] : [each]));
    expect(own.map(({ label, own: holds, type, baseData, kinds }) => [label, holds, type, baseData, kinds[0]])).toEqual(
      [
        ['已验票', 'check', 'enum', null, 'constant'],
        ['发票张数', 'quantity', 'text', null, 'source'],
        ['最终客户', 'base', 'base', 'form:BD_Customer', 'lookup'],
        ['约定付款日', 'date', 'date', null, 'date'],
        ['备忘', 'text', 'text', null, 'template'],
        ['进项税额', 'amount', 'amount', null, 'amount'],
      ],
    );
    expect(rows.find(({ name }) => name === TAX)?.kinds).toEqual(['amount']);
  });

  it('that must be filled keeps a scheme from being enabled until a rule fills it', async () => {
    setSwitches(run, { kingdee: { moreOwnFields: 'rows', mandatoryFields: `${DUE},${TAX}` } });
    await refresh();
    const { version } = await scheme();
    await admin().post(`${path()}/disable`, { version, reason: '先加几个字段' });
    expect(await blocks()).toEqual([
      '金蝶的付款单要求填明细行的“约定付款日”，方案没有填它',
      '金蝶的付款单要求填明细行的“进项税额”，方案没有填它',
    ]);
    expect(
      await admin().refused('POST', `${path()}/enable`, { version: (await scheme()).version, accepted: [] }),
    ).toMatchObject({ status: 422 });
    expect((await fields()).rows.filter(({ must }) => must).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['约定付款日', '进项税额']),
    );
    await fill({
      [DUE]: rule('约定付款日', { kind: 'date', from: 'instance:finishDate' }),
      [TAX]: rule('进项税额', { kind: 'amount', from: 'row:报销金额(元)' }),
    });
    expect(await blocks()).toEqual([]);
    await enableScheme(admin(), run.office.schemeId);
  });

  it('is sent digit for digit and is what was approved when it is read back', async () => {
    const approvals = newApprovals(run, { count: 4, seed: 11 });
    await collect(run.office);
    await approveAll(run.office);
    await pushAll(run.office);
    for (const approval of approvals) {
      const [bill] = billsOf(run, approval);
      expect(bill?.status).toBe('C');
      for (const row of bill?.rows ?? []) {
        expect(row[TAX]).toBe(row.FPAYTOTALAMOUNTFOR);
        expect(String(row[DUE])).toMatch(/^\d{4}-\d{2}-\d{2}T00:00:00$/);
      }
    }
    const { items } = await admin().get<{ items: { id: string }[] }>('/api/bills?stage=booked');
    for (const { id } of items) expect((await admin().get<BillDetail>(`/api/bills/${id}`)).issues).toEqual([]);
  });
});

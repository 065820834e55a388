import type { BaseDataOverview, BaseDataPage } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { projectNumber } from '../sandbox/kingdee/base-data.js';
import { billsOf, type RunningOffice, setSwitches, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { approveAll, collect, pushAll } from './office.js';

/** Payments to suppliers whose project must be one of the company's 辅助资料 in Kingdee, in a field of the company's own on every row. */
const FORM = '供应商付款申请';
const FIELD = 'F_ABCD_Project';
let run: RunningOffice;
let schemeId = '';

beforeAll(async () => {
  run = await startOffice({ sandbox: { supplierForm: true } });
  setSwitches(run, { kingdee: { projectField: 'rows' } });
  await refresh();
  const rows = {
    supplier: company.suppliers.map(({ name, number }) => ({ key: name, targetNumber: number })),
    purpose: company.purposes.map(({ name, number }) => ({ key: name, targetNumber: number })),
    settlementType: [{ key: '电汇', targetNumber: 'JSFS04_SYS' }],
    payOrg: company.organisations.map(({ name, number }) => ({ key: name, targetNumber: number })),
  };
  for (const [code, wanted] of Object.entries(rows))
    await admin().put(`/api/mapping/tables/${code}/rows`, { rows: wanted });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const kingdee = () => run.stack.sandbox.state.kingdee;
const refresh = () => admin().post('/api/base-data/refresh');
const overview = () => admin().get<BaseDataOverview>('/api/base-data');
const payments = (count: number, seed: number) =>
  run.stack.sandbox.state.dingtalk.generateSupplierPayments({ count, seed });
const waiting = () => admin().all<BillSummary>('/api/bills?stage=mapping');
const project = (name: string) => projectNumber(company.projects.indexOf(name));
/** Projects of one approval, row by row. */
const projectsOf = (approval: ReturnType<typeof payments>[number]): string[] => {
  const table = [...approval.values.values()].find((value) => value.kind === 'table' && value.rows.length > 0);
  return table?.kind !== 'table'
    ? []
    : table.rows.flatMap(({ cells }) =>
        cells.flatMap(({ value }) =>
          value.kind === 'select' && company.projects.includes(value.label) ? [value.label] : [],
        ),
      );
};

describe('辅助资料', () => {
  it('of a category that a field of the bills is chosen from are read with the rest, each category by itself', async () => {
    const { kinds, others, fields } = await overview();
    expect(kinds.filter(({ name }) => name !== undefined)).toEqual([
      expect.objectContaining({ kind: 'assistant:XM', name: '研发项目', entries: company.projects.length + 1 }),
    ]);
    expect(others).toEqual([{ kind: 'assistant:HTLX', name: '合同类型' }]);
    expect(fields).toEqual([
      { form: 'AP_PAYBILL', level: 'rows', key: FIELD, label: '研发项目', kind: 'assistant:XM' },
    ]);
    const found = await admin().get<BaseDataPage>('/api/base-data/assistant:XM?q=zhyq');
    expect(found.items.map(({ number, name }) => [number, name])).toEqual([['XM001', '智慧园区一期']]);
  });

  it('reach a field of the company’s own through a mapping table, to an audited bill that holds the project', async () => {
    await admin().post('/api/mapping/tables', { name: '项目', keyName: '研发项目', target: 'assistant:XM' });
    // All but the last: its approvals wait for somebody who knows it.
    const rows = company.projects.slice(0, -1).map((name) => ({ key: name, targetNumber: project(name) }));
    await admin().put(`/api/mapping/tables/${encodeURIComponent('项目')}/rows`, { rows });
    const made = await admin().post<SchemeDetail>('/api/schemes', {
      template: 'request-to-paybill',
      processCode: run.stack.sandbox.dingtalk.processCodes[FORM],
      orgNumber: '101',
    });
    schemeId = made.id;
    const lookup = { kind: 'lookup', table: '项目', key: 'row:研发项目' };
    await admin().put(`/api/schemes/${schemeId}/content`, {
      version: made.version,
      content: {
        ...made.content,
        rows: { ...made.content.rows, [FIELD]: { label: '项目', required: true, rules: [lookup] } },
      },
    });
    await enableScheme(admin(), schemeId);
    const approvals = payments(10, 5);
    await collect(run.office);
    const unmapped = approvals.filter((each) => projectsOf(each).includes(company.projects.at(-1) ?? ''));
    expect(unmapped.length).toBeGreaterThan(0);
    expect((await waiting()).map(({ reason }) => reason)).toEqual(
      unmapped.map(() => expect.stringMatching(/未映射.*日常运营|日常运营.*未映射/)),
    );
    await approveAll(run.office);
    await pushAll(run.office);
    const sent = approvals.filter((each) => !unmapped.includes(each));
    expect(sent.length).toBeGreaterThan(0);
    for (const approval of sent) {
      const [bill, ...more] = billsOf(run, approval);
      expect(more).toEqual([]);
      expect(bill?.status).toBe('C');
      expect(bill?.rows.map((row) => row[FIELD])).toEqual(projectsOf(approval).map(project));
    }
  });

  it('are named on the page of a bill, which offers them to whoever puts one right', async () => {
    const [one] = await waiting();
    const bill = await admin().get<BillDetail>(`/api/bills/${one?.id}`);
    const fields = bill.rows.flatMap((row) => row.fields).filter(({ path }) => path.endsWith(FIELD));
    expect(new Set(fields.map(({ picker }) => picker))).toEqual(new Set(['assistant:XM']));
    for (const { value, valueName } of fields)
      expect(valueName).toBe(value === null ? '' : company.projects[Number(value.slice(2)) - 1]);
    const lacking = fields.find(({ issue }) => issue?.code === 'unmapped');
    const fix = { billId: bill.id, version: bill.version, path: lacking?.path, scope: 'company' };
    // A number of another category is none of this one, and neither is another organisation's.
    for (const targetNumber of ['HT001', 'XM102'])
      expect(await admin().refused('POST', '/api/mapping/fixes', { ...fix, targetNumber })).toMatchObject({
        code: 'mapping/unusable-target',
        detail: expect.stringContaining(`研发项目 ${targetNumber}`),
      });
    await admin().post('/api/mapping/fixes', { ...fix, targetNumber: project('日常运营') });
    expect(await waiting()).toEqual([]);
    await approveAll(run.office);
    await pushAll(run.office);
  });

  it('that Kingdee has forbidden stop a bill before it is sent, with a sentence that says which and what to do', async () => {
    const [name = ''] = company.projects;
    kingdee().baseData.change('BOS_ASSISTANTDATA_DETAIL', project(name), { category: 'XM', forbid: true });
    await refresh();
    const before = kingdee().ledger.report().length;
    const approvals = payments(12, 8);
    const hit = approvals.filter((each) => projectsOf(each).includes(name));
    expect(hit.length).toBeGreaterThan(0);
    await collect(run.office);
    const stopped = await waiting();
    expect(stopped).toHaveLength(hit.length);
    const bill = await admin().get<BillDetail>(`/api/bills/${stopped[0]?.id}`);
    expect(bill.issues.filter(({ level }) => level === 'red').map(({ message }) => message)).toContain(
      `项目 ${project(name)} ${name} 不能用：已禁用。换一个，或在金蝶处理后刷新基础资料。`,
    );
    const { changes } = await overview();
    expect(changes).toContainEqual(
      expect.objectContaining({ kind: 'assistant:XM', what: 'forbidden', number: project(name), table: '项目' }),
    );
    await approveAll(run.office);
    await pushAll(run.office);
    expect(kingdee().ledger.report()).toHaveLength(before + approvals.length - hit.length);
    kingdee().baseData.change('BOS_ASSISTANTDATA_DETAIL', project(name), { category: 'XM', forbid: false });
    await refresh();
    expect(await waiting()).toEqual([]);
    await approveAll(run.office);
    await pushAll(run.office);
    expect(kingdee().ledger.report()).toHaveLength(before + approvals.length);
  });

  it('are checked just so where the form does not say which category is meant, or may not be asked: the table says it', async () => {
    for (const [at, site] of [
      { assistantCategory: 'untold' } as const,
      { businessInfo: 'refused' } as const,
      { assistantOrgs: false } as const,
    ].entries()) {
      setSwitches(run, { kingdee: { projectField: 'rows', ...site } });
      await refresh();
      const [, name = ''] = company.projects;
      kingdee().baseData.change('BOS_ASSISTANTDATA_DETAIL', project(name), { category: 'XM', forbid: true });
      await refresh();
      // One seed twice within a second would be the same approvals.
      const made = payments(8, 21 + at);
      await collect(run.office);
      const stopped = new Set((await waiting()).map(({ businessId }) => businessId));
      expect(stopped).toEqual(
        new Set(made.filter((each) => projectsOf(each).includes(name)).map(({ businessId }) => businessId)),
      );
      kingdee().baseData.change('BOS_ASSISTANTDATA_DETAIL', project(name), { category: 'XM', forbid: false });
      await refresh();
      for (const approval of made) approval.deleted = true;
      await approveAll(run.office);
    }
  });
});

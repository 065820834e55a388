import './at-ten.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { CallBudget } from '@dingdee/shared/intake';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { SchemeFields, Trial } from '@dingdee/shared/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { CONTRACT, relateTo } from '../sandbox/dingtalk/contract-approval.js';
import {
  billsOf,
  confirmPush,
  detailOf,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { approveAll, collect, pushAll } from './office.js';
import { until } from './person.js';

/** Payments to suppliers that name the contract that they are made under: number and supplier of the bill are those of the contract. */
const FORM = '供应商付款申请';
const OF = '关联合同审批';
let run: RunningOffice;
let scheme: SchemeDetail;
let seed = 40;

beforeAll(async () => {
  run = await startOffice({
    sandbox: { approvals: 0, supplierForm: true, contractForm: true },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0', ...SHORT_WAITS },
  });
  setSwitches(run, { dingtalk: { lateEdits: true } });
  const rows = {
    supplier: company.suppliers.map(({ name, number }) => ({ key: name, targetNumber: number })),
    purpose: company.purposes.map(({ name, number }) => ({ key: name, targetNumber: number })),
    settlementType: [{ key: '电汇', targetNumber: 'JSFS04_SYS' }],
    payOrg: company.organisations.map(({ name, number }) => ({ key: name, targetNumber: number })),
  };
  for (const [code, wanted] of Object.entries(rows))
    await admin().put(`/api/mapping/tables/${code}/rows`, { rows: wanted });
  scheme = await admin().post<SchemeDetail>('/api/schemes', {
    template: 'request-to-paybill',
    processCode: run.stack.sandbox.dingtalk.processCodes[FORM],
    orgNumber: '101',
  });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const dingtalk = () => run.stack.sandbox.state.dingtalk;
const used = async (purpose: string) => {
  const { byPurpose } = await admin().get<CallBudget>('/api/runs/budget');
  return byPurpose.find((each) => each.purpose === purpose)?.used ?? 0;
};
const textOf = (approval: SandboxApproval, id: string) => {
  const value = approval.values.get(id);
  return value?.kind === 'text' ? value.text : '';
};
const supplierOf = ({ expected }: SandboxApproval) =>
  company.suppliers.find(({ number }) => number === expected.supplier)?.name ?? '';

/** Returns a payment and the contract that it names, with the supplier that it pays. */
function payment(count = 1): { paid: SandboxApproval; contracts: SandboxApproval[] } {
  seed += 1;
  const [paid] = dingtalk().generateSupplierPayments({ count: 1, seed });
  if (!paid) throw new Error('no payment');
  const contracts = dingtalk().generateContracts({ count, seed });
  for (const contract of contracts)
    contract.values = new Map([...contract.values, [CONTRACT.party, { kind: 'text', text: supplierOf(paid) }]]);
  relateTo(paid, contracts);
  return { paid, contracts };
}

function withContract(content: SchemeContent): SchemeContent {
  const unit = {
    label: '往来单位',
    required: true,
    rules: [{ kind: 'lookup' as const, table: 'supplier', key: `related:${OF}>签约方` }],
  };
  const remark = {
    label: '备注',
    required: true,
    rules: [{ kind: 'template' as const, text: `{related:${OF}>合同编号} {field:${OF}#businessId}` }],
  };
  return {
    ...content,
    header: { ...content.header, contactUnit: unit, receivingUnit: { ...unit, label: '收款单位' }, remark },
  };
}
const bill = (paid: SandboxApproval, state: BillDetail['state']) =>
  until(
    () => detailOf(run, paid),
    (detail) => detail.state === state && !detail.issues.some(({ message }) => message.includes('还没有读到')),
  );
const valueAt = ({ header }: BillDetail, path: string) => header.find((each) => each.path === path);

describe('a rule that reads an approval which another one names', () => {
  it('is offered by what was seen on such approvals, which a person has read on purpose', async () => {
    payment();
    const fields = () => admin().get<SchemeFields>(`/api/schemes/${scheme.id}/fields`);
    const tryOut = (more: object) =>
      admin().post<Trial>(`/api/schemes/${scheme.id}/trial`, { content: withContract(scheme.content), ...more });
    const offered = async () => (await fields()).places.form.map(({ ref }) => ref).filter((ref) => ref.includes(OF));
    expect(await offered()).toEqual([`field:${OF}`, `field:${OF}#businessId`]);
    expect((await tryOut({ read: true })).run).toMatchObject({ relatedUnread: 1, counts: { red: { count: 1 } } });
    const before = await used('related');
    const { run: tried, troubles } = await tryOut({ readRelated: true });
    expect(troubles).toEqual([]);
    expect(await used('related')).toBe(before + 1);
    expect(tried?.relatedUnread).toBe(0);
    expect(await offered()).toEqual(
      expect.arrayContaining([`related:${OF}>合同编号`, `related:${OF}>签约方`, `related:${OF}>签约方账户#number`]),
    );
    expect(tried?.shown?.texts[`related:${OF}>合同编号`]).toMatch(/^YSHT-\d{6}$/);
    expect(valueAt({ header: tried?.shown?.header ?? [] } as unknown as BillDetail, 'header.remark')?.value).toMatch(
      /^YSHT-/,
    );
    await admin().put(`/api/schemes/${scheme.id}/content`, {
      version: scheme.version,
      content: withContract(scheme.content),
    });
    await enableScheme(admin(), scheme.id);
  });

  it('takes one call for all payments of a contract, and gives an audited bill with its values and where they come from', async () => {
    const { paid, contracts } = payment();
    const [contract] = contracts as [SandboxApproval];
    const second = payment().paid;
    relateTo(second, [contract]);
    contract.values = new Map([...contract.values, [CONTRACT.party, { kind: 'text', text: supplierOf(paid) }]]);
    const before = await used('related');
    await collect(run.office);
    const detail = await bill(paid, 'ready');
    await bill(second, 'ready');
    expect(await used('related')).toBe(before + 2);
    const number = textOf(contract, CONTRACT.number);
    expect(valueAt(detail, 'header.remark')).toMatchObject({
      value: `${number} ${contract.businessId}`,
      sourceLabel: '多项',
    });
    expect(valueAt(detail, 'header.contactUnit')).toMatchObject({
      sourceLabel: `关联审批 ${contract.title} 的 签约方`,
      source: supplierOf(paid),
    });
    expect(await admin().get(`/api/mapping/reproduce/${detail.id}`)).toMatchObject({ equal: true });
    await approveAll(run.office);
    await pushAll(run.office);
    const [sent, ...more] = billsOf(run, paid);
    expect(more).toEqual([]);
    expect(sent?.status).toBe('C');
    expect(JSON.stringify(sent)).toContain(`${number} ${contract.businessId}`);
    expect(JSON.stringify(sent)).toContain(paid.expected.supplier);
  });

  it('is the same where DingTalk has the id in an address only, and what was read is read again before the send', async () => {
    setSwitches(run, { dingtalk: { lateEdits: true, relatedLinks: 'addresses' } });
    const { paid, contracts } = payment();
    await collect(run.office);
    await bill(paid, 'ready');
    await approveAll(run.office);
    const before = await used('recheck');
    await pushAll(run.office);
    // The payment and its contract.
    expect(await used('recheck')).toBe(before + 2);
    expect(JSON.stringify(billsOf(run, paid))).toContain(textOf(contracts[0] as SandboxApproval, CONTRACT.number));
    setSwitches(run, { dingtalk: { lateEdits: true } });
  });

  it('gives nothing of a contract that is not through, is gone, or contradicts another one, and says so', async () => {
    const [running, gone, two] = [payment(), payment(), payment(2)];
    Object.assign(running.contracts[0] as SandboxApproval, { status: 'RUNNING', result: '', finishedAt: undefined });
    Object.assign(gone.contracts[0] as SandboxApproval, { deleted: true });
    await collect(run.office);
    const reds = async ({ paid }: { paid: SandboxApproval }) =>
      (await bill(paid, 'needs-mapping')).issues
        .filter(({ code }) => code === 'related-approval')
        .map(({ message }) => message);
    expect(await reds(running)).toEqual(expect.arrayContaining([expect.stringContaining('还没有审批完')]));
    expect(await reds(gone)).toEqual(expect.arrayContaining([expect.stringContaining('在钉钉里已被删除')]));
    expect(await reds(two)).toEqual(expect.arrayContaining([expect.stringContaining('几张关联审批写的不一样')]));
    for (const { paid } of [running, gone, two]) expect(billsOf(run, paid)).toEqual([]);
  });

  it('changed after the bill was approved sends nothing: the approval is void, and the bill is mapped from what the contract says now', async () => {
    const { paid, contracts } = payment();
    const [contract] = contracts as [SandboxApproval];
    await collect(run.office);
    await bill(paid, 'ready');
    await approveAll(run.office);
    const other = company.suppliers.find(
      ({ name, orgNumbers }) => name !== supplierOf(paid) && orgNumbers.includes('101'),
    );
    dingtalk().editLate(contract, new Map([[CONTRACT.party, { kind: 'text', text: other?.name ?? '' }]]));
    await orderSettled(run, await confirmPush(run));
    expect(billsOf(run, paid)).toEqual([]);
    const now = await until(
      () => detailOf(run, paid),
      ({ state, header }) => state !== 'pushing' && header.length > 0 && state !== 'approved',
    );
    expect(['ready', 'needs-mapping']).toContain(now.state);
    expect(valueAt(now, 'header.contactUnit')?.source).toBe(other?.name);
    expect(now.approvalVoided ?? JSON.stringify(now)).toContain('关联审批后来变了');
  });
});

import { describe, expect, it } from 'vitest';
import type { ApprovalInstance, Control, ControlValue } from '../../domain/approval/approval-instance.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { Issues } from '../../domain/draft/issues.js';
import { checkFormStops } from './check-form-stops.js';

const SINCE = Date.parse('2026-03-01T00:00:00Z');
const LATER = SINCE + 3_600_000;
const control = (id: string, name: string, value: ControlValue = { kind: 'text', text: '62170099' }): Control => ({
  id,
  name,
  alias: null,
  type: 'TextField',
  value,
});
const launched = (startedAt: number, ...controls: Control[]): ApprovalInstance => ({
  processInstanceId: 'inst-1',
  processCode: 'P',
  businessId: '1',
  title: '',
  status: 'COMPLETED',
  result: 'agree',
  bizAction: 'NONE',
  originatorUserId: '08',
  originatorDeptId: '7',
  originatorDeptName: '研发部',
  startedAt,
  finishedAt: startedAt,
  attachedIds: [],
  mainId: null,
  controls,
  remarks: [],
});
const stop = (change: Partial<FormStop>): FormStop => ({
  controlId: 'pay',
  tableId: null,
  label: '收款账号',
  kind: 'renamed',
  was: 'TextField',
  now: '备用账号',
  since: SINCE,
  uses: ['对方银行账号'],
  ...change,
});
const known = (change: Partial<FormStop> = {}) =>
  stop({ kind: 'other-name', now: '', since: 0, names: ['收款账号', '收款人账户'], ...change });
const table = (...names: string[]) =>
  control('t', '明细', {
    kind: 'table',
    rows: names.map((name) => ({ rowNumber: null, cells: [control('amt', name)] })),
  });
function told(approval: ApprovalInstance, ...stops: FormStop[]): string[] {
  const issues = new Issues();
  checkFormStops(stops, approval, issues);
  return issues.found.map(({ level, code, params }) => `${level} ${code} ${params?.name ?? params?.now}`);
}

describe('a control under a new name', () => {
  it('stops an approval that has it under that name, and none that has the old one, or does not have it at all', () => {
    expect(told(launched(LATER, control('pay', '备用账号')), stop({}))).toEqual(['red form-changed 备用账号']);
    expect(told(launched(LATER, control('pay', '收款 账号')), stop({}))).toEqual([]);
    expect(told(launched(LATER, control('new', '收款账号')), stop({}))).toEqual([]);
    expect(told(launched(SINCE - 3_600_000, control('pay', '备用账号')), stop({}))).toEqual([]);
  });
});

describe('what decides whom and how much, under a name that nobody knows', () => {
  it('has to be looked at whenever it was launched, and however long forms are not read', () => {
    for (const at of [LATER, SINCE - 400 * 86_400_000])
      expect(told(launched(at, control('pay', '备用账号')), known())).toEqual(['amber other-name 备用账号']);
  });

  it.each(['收款账号', '收款账号（必填）', '账号', '收款人账户', ''])('is known by %j', (name) => {
    expect(told(launched(LATER, control('pay', name)), known())).toEqual([]);
  });

  it('says nothing where nothing is filled in, or where the form’s change is told already', () => {
    expect(told(launched(LATER, control('pay', '备用账号', { kind: 'empty' })), known())).toEqual([]);
    expect(told(launched(LATER, control('pay', '备用账号')), stop({}), known())).toEqual(['red form-changed 备用账号']);
  });

  it('is told once of a column, however many rows have it', () => {
    const amount = known({ controlId: 'amt', tableId: 't', label: '报销金额', names: ['报销金额'] });
    expect(told(launched(LATER, table('税额', '税额')), amount)).toEqual(['amber other-name 税额']);
    expect(told(launched(LATER, table('报销金额(元)')), amount)).toEqual([]);
  });
});

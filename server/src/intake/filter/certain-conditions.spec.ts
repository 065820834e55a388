import type { FilterCondition } from '@dingdee/shared/filter';
import { describe, expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { templateContent } from '../../scheme/market/template-for-spec.js';
import { certainConditions } from './certain-conditions.js';

const SINCE = Date.parse('2026-03-01T00:00:00Z');
const schema = (id: string, label: string, children: readonly FormControlSchema[] = []): FormControlSchema => ({
  id,
  label,
  type: children.length > 0 ? 'TableField' : 'DDSelectField',
  alias: null,
  required: false,
  options: [],
  children,
});
const form = [schema('cat', '报销类别'), schema('dept', '部门'), schema('t', '报销明细', [schema('item', '费用明细')])];
const filter: FilterCondition[] = [
  { from: 'field:报销类别', is: 'equals', value: '行政' },
  { from: 'field:部门', is: 'filled' },
  { from: 'row:费用明细', is: 'equals', value: '餐费' },
  { from: 'instance:originatorName', is: 'equals', value: '赵一' },
];
const content = templateContent('expense-to-paybill', {
  processCode: 'P',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});
const scheme = { form, content: { ...content, filter } };
const chosen = (value: string): Control => ({
  id: 'cat',
  name: '报销类别',
  alias: null,
  type: 'DDSelectField',
  value: { kind: 'text', text: value },
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
  controlId: 'cat',
  tableId: null,
  label: '报销类别',
  kind: 'removed',
  was: 'DDSelectField',
  now: '',
  since: SINCE,
  uses: ['采集条件'],
  ...change,
});
const left = (stops: readonly FormStop[], approval = launched(SINCE + 3_600_000)) =>
  certainConditions(scheme, stops, approval).map(({ from }) => from);
const all = filter.map(({ from }) => from);

describe('conditions that may leave an approval out', () => {
  it('are all of them, while the form is as it was accepted', () => {
    expect(left([])).toEqual(all);
  });

  it('are not those on a control that went while nobody has looked, whatever it is called by now', () => {
    expect(left([stop({})])).toEqual(all.slice(1));
    expect(left([stop({ label: '报销大类' })])).toEqual(all.slice(1));
  });

  it('are those all the same for what was launched before the change', () => {
    expect(left([stop({})], launched(SINCE - 3_600_000))).toEqual(all);
  });

  it('are not those on a column that went, nor on any column of a table that went', () => {
    const rest = all.filter((from) => !from.startsWith('row:'));
    expect(left([stop({ controlId: 'item', tableId: 't', label: '费用明细' })])).toEqual(rest);
    expect(left([stop({ controlId: 't', label: '报销明细' })])).toEqual(rest);
  });

  it('are not those on a choice that nobody can choose any more, for whoever chose a new one', () => {
    const gone = stop({ kind: 'options', options: ['行政', '项目'] });
    const at = SINCE + 3_600_000;
    expect(left([gone], launched(at, chosen('行政类')))).toEqual(all.slice(1));
    expect(left([gone], launched(at, chosen('项目')))).toEqual(all);
  });
});

import { expect, it } from 'vitest';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import type { PlacedControl } from '../../scheme/drift/form-changes.js';
import { samplesOf } from './added-samples.js';

const placed = (id: string, label: string, table: PlacedControl['table'] = null): PlacedControl => ({
  key: id,
  id,
  label,
  type: 'TextField',
  required: false,
  options: [],
  table,
});
const control = (id: string, text: string | null): Control => ({
  id,
  name: id,
  type: 'TextField',
  alias: '',
  value: text === null ? { kind: 'empty' } : { kind: 'text', text },
});
const approval = (...controls: Control[]): ApprovalInstance =>
  ({ controls, businessId: '202611230001' }) as unknown as ApprovalInstance;

it('a few different values are told, newest first, and blank ones are not', () => {
  const values = ['华东', '华南', '华东', null, ' ', '总部', '西南'];
  const approvals = values.map((text) => approval(control('centre', text), control('other', '别的')));
  expect(samplesOf(placed('centre', '成本中心'), approvals)).toEqual(['华东', '华南', '总部']);
});

it('a column is read from the rows of its table alone', () => {
  const table: Control = {
    ...control('rows', null),
    value: {
      kind: 'table',
      rows: [
        { rowNumber: '1', cells: [control('centre', '华东')] },
        { rowNumber: '2', cells: [control('centre', '华北')] },
      ],
    },
  };
  const approvals = [approval(control('centre', '不在表里'), table)];
  expect(samplesOf(placed('centre', '成本中心', { id: 'rows', label: '明细' }), approvals)).toEqual(['华东', '华北']);
});

it('an account number is masked, and a long text is cut', () => {
  const approvals = [approval(control('account', '6222020200112233445'), control('text', '长'.repeat(200)))];
  const [account = ''] = samplesOf(placed('account', '银行账号'), approvals);
  expect(account).not.toContain('6222020200112233445');
  expect(account).toContain('3445');
  expect(samplesOf(placed('text', '说明'), approvals)[0]).toHaveLength(40);
});

import { beforeAll, describe, expect, it } from 'vitest';
import * as companyData from '../company.js';
import { createContext } from '../context.js';
import { type DingTalkSwitches, defaultSwitches } from '../switches.js';
import type { SandboxApproval } from './approval.js';
import { newDetail, oldDetail } from './detail.js';
import { createDingTalk, type DingTalk, type GenerateOptions } from './dingtalk.js';
import { type ApprovalForm, REIMBURSEMENT, REIMBURSEMENT_CODE } from './form.js';

interface Component {
  id: string;
  name: string;
  componentType: string;
  value?: string;
  extValue?: string;
}

interface Detail {
  createTime: string;
  finishTime?: string;
  businessId: string;
  result: string;
  status: string;
  formComponentValues: Component[];
  operationRecords: { type: string; date: string; userId: string; remark?: string }[];
  tasks: { taskId: number; mobileUrl: string }[];
}

interface OldDetail {
  create_time: string;
  finish_time?: string;
  form_component_values: { id: string; component_type: string; value?: string; ext_value?: string }[];
  operation_records: { operation_type: string; date: string }[];
  tasks: { taskid: string; url: string }[];
}

interface Cell {
  key?: string;
  label?: string;
  value?: unknown;
  componentType?: string;
  componentName?: string;
  extendValue?: unknown;
  props?: { id: string };
}

let dingtalk: DingTalk;
let form: ApprovalForm;
let made: SandboxApproval[];

beforeAll(() => {
  dingtalk = createDingTalk(createContext(companyData), { qps: 0 });
  made = dingtalk.generate({ count: 200, seed: 5 });
  const found = dingtalk.state.approvals.forms.get(REIMBURSEMENT_CODE);
  if (!found) throw new Error('no form');
  form = found;
});

function detail(approval: SandboxApproval, switches: Partial<DingTalkSwitches> = {}): Detail {
  return JSON.parse(JSON.stringify(newDetail(form, approval, { ...defaultSwitches().dingtalk, ...switches })));
}

function old(approval: SandboxApproval): OldDetail {
  return JSON.parse(JSON.stringify(oldDetail(form, approval, defaultSwitches().dingtalk)));
}

/** The first approval of which this holds. */
function one(holds: (component: (id: string) => Component | undefined, approval: SandboxApproval) => boolean): {
  approval: SandboxApproval;
  component: (id: string) => Component;
} {
  for (const approval of made) {
    const components = detail(approval).formComponentValues;
    const find = (id: string): Component | undefined => components.find((each) => each.id === id);
    if (holds(find, approval))
      return {
        approval,
        component: (id) => {
          const found = find(id);
          if (!found) throw new Error(`no component ${id}`);
          return found;
        },
      };
  }
  throw new Error('no such approval was generated');
}

const rows = ({ value }: Component): { rowValue: Cell[]; rowNumber?: string }[] => JSON.parse(value ?? '');

describe('times (dingtalk.md §4.3)', () => {
  it('are Beijing wall time: with seconds in the old family, to the minute behind a false Z in the new', () => {
    const [approval] = made;
    if (!approval) throw new Error('nothing generated');
    const wall = new Date(approval.createdAt + 8 * 3_600_000).toISOString();
    expect(detail(approval).createTime).toBe(`${wall.slice(0, 16)}Z`);
    expect(old(approval).create_time).toBe(`${wall.slice(0, 10)} ${wall.slice(11, 19)}`);
  });

  it('leave the finish out while the approval runs', () => {
    const { approval } = one((_, { status }) => status === 'RUNNING');
    expect(detail(approval).finishTime).toBeUndefined();
    expect(old(approval).finish_time).toBeUndefined();
    expect(detail(approval).result).toBe('');
  });
});

describe('components (dingtalk.md §5)', () => {
  it('write an unfilled scalar as the text null, as an empty text, or without a value', () => {
    const values = made.map(
      (approval) => detail(approval).formComponentValues.find(({ id }) => id === REIMBURSEMENT.project)?.value,
    );
    expect(values).toContain('null');
    expect(values).toContain('');
    expect(values).toContain(undefined);
  });

  it('write an unfilled table as the schema of its columns, without extValue', () => {
    const { component } = one(() => true);
    const table = component(REIMBURSEMENT.offsetTable);
    const parsed = JSON.parse(table.value ?? '');
    expect(parsed[0]).toMatchObject({ componentName: 'TextField', props: { id: REIMBURSEMENT.offsetLoan } });
    expect(parsed.some((column: object) => 'rowValue' in column)).toBe(false);
    expect(table.extValue).toBeUndefined();
  });

  it('write a filled table as rows of cells, double-encoded, with an object as extendValue', () => {
    const { component } = one((_, { expected }) => expected.rows.length > 2);
    const [row] = rows(component(REIMBURSEMENT.table));
    expect(row?.rowNumber).toMatch(/^TableField_1UM5KZPQ3Z40_/);
    const select = row?.rowValue.find(({ key }) => key === REIMBURSEMENT.expense);
    expect(select).toMatchObject({
      componentType: 'DDSelectField',
      label: '费用明细 ',
      extendValue: { label: select?.value },
    });
    expect(JSON.parse(component(REIMBURSEMENT.table).extValue ?? '')).toEqual({
      statValue: [],
      componentName: 'TableField',
    });
  });

  it('omit the cells of the other category, so positions mean nothing', () => {
    const lengths = new Set(
      made.flatMap((approval) => {
        const table = detail(approval).formComponentValues.find(({ id }) => id === REIMBURSEMENT.table);
        return table ? rows(table).map(({ rowValue }) => rowValue.length) : [];
      }),
    );
    expect(lengths).toEqual(new Set([3, 4]));
    const first = new Set(
      made.map(
        (approval) =>
          rows(detail(approval).formComponentValues.find(({ id }) => id === REIMBURSEMENT.table) as Component)[0]
            ?.rowValue[0]?.key,
      ),
    );
    expect(first.size).toBeGreaterThan(1);
  });

  it('leave rowNumber and componentType out of rows of the older kind', () => {
    const { component } = one((find) => rows(find(REIMBURSEMENT.table) as Component)[0]?.rowNumber === undefined);
    const [row] = rows(component(REIMBURSEMENT.table));
    expect(row?.rowValue.find(({ key }) => key === REIMBURSEMENT.amount)).not.toHaveProperty('componentType');
  });

  it('write 项目费用明细 as a component object with props, or as a cell whose value is one', () => {
    const { approval } = one((find) => find(REIMBURSEMENT.category)?.value === '项目报销');
    const cellOf = (switches: Partial<DingTalkSwitches>): Cell | undefined => {
      const table = detail(approval, switches).formComponentValues.find(
        ({ id }) => id === REIMBURSEMENT.table,
      ) as Component;
      return rows(table)[0]?.rowValue.find(
        ({ props, key }) => props?.id === REIMBURSEMENT.projectExpense || key === REIMBURSEMENT.projectExpense,
      );
    };
    const component = cellOf({ nestedCell: 'component' });
    expect(component).toMatchObject({
      componentName: 'DDSelectField',
      componentType: 'DDSelectField',
      props: { id: REIMBURSEMENT.projectExpense },
    });
    expect(component?.value).toBe(approval.expected.rows[0]?.expense);
    expect(cellOf({ nestedCell: 'value' })?.value).toMatchObject({
      componentName: 'DDSelectField',
      value: approval.expected.rows[0]?.expense,
    });
  });

  it('write the calculated total with thousands commas', () => {
    const { component } = one((find) => (find(REIMBURSEMENT.total)?.value ?? '').includes(','));
    expect(component(REIMBURSEMENT.total).value).toMatch(/^\d{1,3}(,\d{3})+\.\d{2}$/);
  });

  it('write related approvals as titles, with the ids in extValue', () => {
    const { component } = one((find) => (find(REIMBURSEMENT.related)?.extValue ?? '') !== '');
    const { value, extValue } = component(REIMBURSEMENT.related);
    expect(JSON.parse(value ?? '')[0]).toMatch(/提交的出差申请$/);
    expect(JSON.parse(extValue ?? '').list[0]).toHaveProperty('procInstId');
  });

  it('write people by name, with the userid as emplId', () => {
    const { component } = one((find) => find(REIMBURSEMENT.companions)?.extValue !== undefined);
    const people = JSON.parse(component(REIMBURSEMENT.companions).extValue ?? '');
    expect(companyData.employees.some(({ userid }) => userid === people[0].emplId)).toBe(true);
  });

  it('write attachments with a numeric size and text ids', () => {
    const { component } = one((find) => find(REIMBURSEMENT.attachments)?.value?.startsWith('[') ?? false);
    const [file] = JSON.parse(component(REIMBURSEMENT.attachments).value ?? '');
    expect([typeof file.fileSize, typeof file.fileId, typeof file.spaceId]).toEqual(['number', 'string', 'string']);
  });

  it('name a date range by both its labels and add a third element only where the switch says so', () => {
    const { approval, component } = one((find) => find(REIMBURSEMENT.travelDates)?.value?.startsWith('[') ?? false);
    expect(component(REIMBURSEMENT.travelDates).name).toBe('["开始日期","结束日期"]');
    expect(JSON.parse(component(REIMBURSEMENT.travelDates).value ?? '')).toHaveLength(2);
    const third = detail(approval, { dateRangeThird: true }).formComponentValues.find(
      ({ id }) => id === REIMBURSEMENT.travelDates,
    );
    expect(JSON.parse(third?.value ?? '')).toHaveLength(3);
  });

  it('include the note with its text in some instances only', () => {
    const noted = made.filter((approval) =>
      detail(approval).formComponentValues.some(({ componentType }) => componentType === 'TextNote'),
    );
    expect(noted.length).toBeGreaterThan(0);
    expect(noted.length).toBeLessThan(made.length);
  });

  it('shape invoices and the payee account as the switches say', () => {
    const { approval } = one((find) => find(REIMBURSEMENT.invoices)?.value?.startsWith('[{') ?? false);
    const value = (id: string, switches: Partial<DingTalkSwitches>): string =>
      detail(approval, switches).formComponentValues.find((each) => each.id === id)?.value ?? '';
    expect(JSON.parse(value(REIMBURSEMENT.invoices, {}))[0]).toHaveProperty('invoiceNo');
    expect(value(REIMBURSEMENT.invoices, { invoiceShape: 'text' })).toMatch(/^\d{12} \d{8}/);
    expect(JSON.parse(value(REIMBURSEMENT.recipient, {}))).toHaveProperty('accountNumber');
    expect(JSON.parse(value(REIMBURSEMENT.recipient, { recipientShape: 'array' }))).toHaveLength(1);
    expect(value(REIMBURSEMENT.recipient, { recipientShape: 'text' })).toContain('开户行：');
  });
});

describe('flow', () => {
  it('has task ids as text in the old family and as numbers in the new, and urls without a scheme', () => {
    const { approval } = one((_, { fate }) => fate === 'agreed');
    expect(typeof old(approval).tasks[0]?.taskid).toBe('string');
    expect(typeof detail(approval).tasks[0]?.taskId).toBe('number');
    expect(old(approval).tasks[0]?.url).toMatch(/^aflow\.dingtalk\.com\?procInsId=/);
  });

  it('repeats PROCESS_CC in one second', () => {
    const { approval } = one((_, { fate }) => fate === 'agreed');
    const copies = old(approval).operation_records.filter(({ operation_type }) => operation_type === 'PROCESS_CC');
    expect(copies.length).toBeGreaterThan(1);
    expect(new Set(copies.map(({ date }) => date)).size).toBe(1);
  });

  it('shows a comment as ADD_REMARK with its text', () => {
    const { approval } = one((_, { fate }) => fate === 'agreed');
    const commented = {
      ...approval,
      comments: [{ userid: approval.originatorUserid, at: approval.createdAt, text: '已入账', via: 'v1' as const }],
    };
    expect(detail(commented).operationRecords.at(-1)).toMatchObject({ type: 'ADD_REMARK', remark: '已入账' });
  });
});

it('names neither the instance nor its template in the old detail (dingtalk.md §0.3)', () => {
  const [approval] = made;
  if (!approval) throw new Error('nothing generated');
  const keys = Object.keys(old(approval));
  expect(keys).not.toContain('process_instance_id');
  expect(keys).not.toContain('process_code');
  expect(Object.keys(detail(approval))).not.toContain('processCode');
});

describe('bad input', () => {
  const spoilt = (bad: GenerateOptions['bad']): Component | undefined => {
    const [approval] = dingtalk.generate({ count: 1, seed: 77, bad });
    return approval && detail(approval).formComponentValues.find(({ id }) => id === REIMBURSEMENT.table);
  };

  it('is what its name says', () => {
    expect(() => JSON.parse(spoilt('malformed-json')?.value ?? '')).toThrow();
    expect(spoilt('bad-amount')?.value).toContain('1,2.3.4');
    expect(spoilt('empty-table')?.value).toBe('[]');
    expect(rows(spoilt('huge-table') as Component)).toHaveLength(5000);
    expect(spoilt('long-number')?.value).toContain('123456789012345678901');
    expect(JSON.parse(spoilt('write-format')?.value ?? '')[0][0]).toHaveProperty('name');
    expect(JSON.parse(spoilt('unfilled-table')?.value ?? '')[0]).toHaveProperty('props');
  });

  it('sends control types that nobody knows', () => {
    const [approval] = dingtalk.generate({ count: 1, seed: 78, bad: 'unknown-control' });
    const types = approval ? detail(approval).formComponentValues.map(({ componentType }) => componentType) : [];
    expect(types).toContain('HologramField');
  });
});

import { describe, expect, it } from 'vitest';
import type { ControlValue } from '../../../domain/approval/approval-instance.js';
import { decodeForm } from './decode-control.js';

const json = (value: unknown) => JSON.stringify(value);

/** Decodes one top-level component and answers its value. */
function decoded(component: Record<string, unknown>): ControlValue | undefined {
  return decodeForm([{ id: 'C1', name: '控件', ...component }])[0]?.value;
}

describe('scalars', () => {
  it.each(['null', '', undefined, null, '  null '])('takes %j for not filled in', (value) => {
    expect(decoded({ componentType: 'TextField', value })).toEqual({ kind: 'empty' });
  });

  it('keeps amounts as they stand, thousands separators included', () => {
    expect(decoded({ componentType: 'CalculateField', value: '12,345.60' })).toEqual({
      kind: 'text',
      text: '12,345.60',
    });
    expect(decoded({ componentType: 'MoneyField', value: '1,2.3.4' })).toEqual({ kind: 'text', text: '1,2.3.4' });
  });

  it('keeps line breaks, quotes and emoji of a text', () => {
    const text = '第一行\n“引号” \'单\' "双" 🧾';
    expect(decoded({ componentType: 'TextareaField', value: text })).toEqual({ kind: 'text', text });
  });

  it('takes the chosen label of a select, whatever its extension holds', () => {
    const select = {
      componentType: 'DDSelectField',
      value: '差旅',
      extValue: json({ label: '差旅', key: 'option_3' }),
    };
    expect(decoded(select)).toEqual({ kind: 'text', text: '差旅' });
    expect(decoded({ ...select, extValue: 'charge' })).toEqual({ kind: 'text', text: '差旅' });
    expect(decoded({ ...select, extValue: undefined, ext_value: '{broken' })).toEqual({ kind: 'text', text: '差旅' });
  });

  it('passes an unknown component on as opaque text', () => {
    expect(decoded({ componentType: 'HologramField', value: '[1,2' })).toEqual({ kind: 'text', text: '[1,2' });
    expect(decoded({ componentType: 'HologramField', value: 17 })).toEqual({ kind: 'text', text: '17' });
  });

  it('leaves static notes out', () => {
    expect(decodeForm([{ id: 'N', name: '说明', componentType: 'TextNote', value: '请附发票' }])).toEqual([]);
  });

  it('trims labels and reads the names of both API families', () => {
    expect(decodeForm([{ id: 'A', name: ' 报销类别  ', component_type: 'DDSelectField', value: '项目' }])).toEqual([
      { id: 'A', name: '报销类别', alias: null, type: 'DDSelectField', value: { kind: 'text', text: '项目' } },
    ]);
    expect(decodeForm([{ id: 'A', name: 'x', bizAlias: 'category', componentType: 'TextField' }])[0]?.alias).toBe(
      'category',
    );
  });
});

describe('lists, people, files, relations', () => {
  it('reads several choices and both ends of a date range', () => {
    expect(decoded({ componentType: 'DDMultiSelectField', value: '["甲","乙"]' })).toEqual({
      kind: 'list',
      items: ['甲', '乙'],
    });
    expect(decoded({ componentType: 'DDDateRangeField', value: '["2026-03-01","2026-03-04",4]' })).toEqual({
      kind: 'list',
      items: ['2026-03-01', '2026-03-04', '4'],
    });
    expect(decoded({ componentType: 'DDMultiSelectField', value: '[]' })).toEqual({ kind: 'empty' });
  });

  it('calls broken JSON unreadable and keeps its text', () => {
    expect(decoded({ componentType: 'DDMultiSelectField', value: '["甲"' })).toEqual({
      kind: 'unreadable',
      text: '["甲"',
    });
    for (const componentType of ['TableField', 'DDAttachment', 'DDPhotoField', 'DDBizSuite'])
      expect(decoded({ componentType, value: '[{"x":' })).toEqual({ kind: 'unreadable', text: '[{"x":' });
    expect(decoded({ componentType: 'RelateField', value: '["甲' })).toEqual({ kind: 'unreadable', text: '["甲' });
  });

  it.each([[[['集团', '甲']]], [[{ text: '甲' }]], [['甲', ['乙'], { text: '丙' }]], [[{ key: 'option_3' }, '甲']]])(
    'calls %j unreadable where an item has content and no text that can be read',
    (items) => {
      for (const componentType of ['DDMultiSelectField', 'CascadeField', 'DDDateRangeField', 'AddressField'])
        expect(decoded({ componentType, value: json(items) })).toEqual({ kind: 'unreadable', text: json(items) });
    },
  );

  it('leaves blank items out: they are not filled', () => {
    const items = ['', ' ', null, 'null', {}, { label: '', key: '' }, []];
    expect(decoded({ componentType: 'DDMultiSelectField', value: json(items) })).toEqual({ kind: 'empty' });
    const some = { kind: 'list', items: ['甲', '丁'] };
    expect(
      decoded({ componentType: 'DDMultiSelectField', value: json([...items, '甲', { label: '', value: '丁' }]) }),
    ).toEqual(some);
  });

  it.each(['DDSelectField', 'DDMultiSelectField', 'CascadeField', 'DepartmentField'])(
    'calls %s unreadable where the choice is in the extension alone and has no name there',
    (componentType) => {
      for (const ext of [{ title: '甲' }, { value: '甲' }, { key: 'option_3' }, ['甲'], [{ name: '甲' }, { key: '2' }]])
        expect(decoded({ componentType, extValue: json(ext) })).toEqual({ kind: 'unreadable', text: json(ext) });
      expect(decoded({ componentType, extValue: 'USD' })).toEqual({ kind: 'unreadable', text: 'USD' });
      for (const blank of ['', '{}', '[]', 'null', '{"label":"","key":null,"extension":{"image":""}}', undefined])
        expect(decoded({ componentType, extValue: blank })).toEqual({ kind: 'empty' });
    },
  );

  it('calls files unreadable where one of them is none that is known', () => {
    expect(decoded({ componentType: 'DDAttachment', value: '["发票.pdf"]' })?.kind).toBe('unreadable');
    expect(decoded({ componentType: 'DDPhotoField', value: '[{"url":"https://static.example/a.jpg"}]' })?.kind).toBe(
      'unreadable',
    );
  });

  it('finds the userid of a person as emplId in the extension', () => {
    const people = [{ emplId: '0123456789012345678', name: '赵一', avatar: '' }];
    const expected = { kind: 'people', people: [{ userId: '0123456789012345678', name: '赵一' }] };
    const contact = { componentType: 'InnerContactField', value: '赵一' };
    expect(decoded({ ...contact, extValue: json(people) })).toEqual(expected);
    expect(decoded({ ...contact, extValue: people })).toEqual(expected);
    expect(decoded(contact)).toEqual({ kind: 'text', text: '赵一' });
  });

  it('reads attachments, also double-encoded ones, and photos by the end of their address', () => {
    const file = { spaceId: '77', fileName: '发票.pdf', fileSize: 1024, fileType: 'pdf', fileId: '9001' };
    const files = [{ name: '发票.pdf', kind: 'pdf', fileId: '9001', spaceId: '77' }];
    expect(decoded({ componentType: 'DDAttachment', value: json([file]) })).toEqual({ kind: 'files', files });
    expect(decoded({ componentType: 'DDAttachment', value: json(json([file])) })).toEqual({ kind: 'files', files });
    expect(decoded({ componentType: 'DDPhotoField', value: '["https://static.example/a/b1.jpg?x=1"]' })).toEqual({
      kind: 'files',
      files: [
        {
          name: 'b1.jpg',
          kind: 'photo',
          fileId: null,
          spaceId: null,
          address: 'https://static.example/a/b1.jpg?x=1',
        },
      ],
    });
  });

  it('joins titles and ids of related approvals', () => {
    const relate = { componentType: 'RelateField', value: '["甲提交的出差","乙提交的出差"]' };
    const list = [{ businessId: '202603010830000123456', procInstId: 'inst-1' }];
    expect(decoded({ ...relate, extValue: json({ list }) })).toEqual({
      kind: 'related',
      approvals: [
        { title: '甲提交的出差', businessId: '202603010830000123456', processInstanceId: 'inst-1' },
        { title: '乙提交的出差', businessId: null, processInstanceId: null },
      ],
    });
    const data = { list: [{ businessId: '1', url: 'https://aflow.example/x?a=1&procInstId=inst-0001' }, { url: 'y' }] };
    expect(decoded({ ...relate, extValue: json({ data }) })).toEqual({
      kind: 'related',
      approvals: [
        { title: '甲提交的出差', businessId: '1', processInstanceId: 'inst-0001' },
        { title: '乙提交的出差', businessId: null, processInstanceId: null },
      ],
    });
    expect(decoded({ componentType: 'RelateField', value: 'null' })).toEqual({ kind: 'empty' });
  });

  it('reads a department whose value is missing from its extension', () => {
    const department = { componentType: 'DepartmentField', extValue: json([{ number: '1', name: '市场部', id: '9' }]) };
    expect(decoded(department)).toEqual({ kind: 'text', text: '市场部' });
    expect(decoded({ ...department, value: '市场部' })).toEqual({ kind: 'text', text: '市场部' });
  });

  it('keeps whatever keys an invoice or a payee account has', () => {
    const account = { holder: '赵一', bank: { name: '某银行' }, no: '6222 0000 1111' };
    expect(decoded({ componentType: 'RecipientAccountField', value: json(account) })).toEqual({
      kind: 'object',
      entries: { holder: '赵一', 'bank.name': '某银行', no: '6222 0000 1111' },
    });
    expect(decoded({ componentType: 'RecipientAccountField', value: '赵一 某银行', extValue: { no: '6222' } })).toEqual(
      { kind: 'object', entries: { value: '赵一 某银行', no: '6222' } },
    );
    expect(decoded({ componentType: 'RecipientAccountField', value: '赵一 某银行' })).toEqual({
      kind: 'text',
      text: '赵一 某银行',
    });
    // Without a value, or with one that says less, the extension counts; where the two differ, both stay.
    const ext = { accountNo: '6222021234567890123', bankName: '某银行' };
    const recipient = { componentType: 'RecipientAccountField', extValue: json(ext) };
    expect(decoded(recipient)).toEqual({ kind: 'object', entries: ext });
    expect(decoded({ ...recipient, value: 'null' })).toEqual({ kind: 'object', entries: ext });
    expect(decoded({ ...recipient, value: json({ name: '赵一', accountNo: '6217000012345678901' }) })).toEqual({
      kind: 'object',
      entries: { name: '赵一', accountNo: '6217000012345678901', 'ext.accountNo': ext.accountNo, bankName: '某银行' },
    });
    const two = decoded({ ...recipient, value: '2 个账户', extValue: json([ext, ext]) });
    expect(two?.kind === 'table' && two.rows.length).toBe(2);
    const invoices = decoded({ componentType: 'InvoiceField', value: json([{ code: '044', no: '1' }, { no: '2' }]) });
    expect(invoices?.kind === 'table' && invoices.rows.map(({ cells }) => cells.map(({ name }) => name))).toEqual([
      ['code', 'no'],
      ['no'],
    ]);
  });
});

describe('tables', () => {
  const cell = (label: string, value: unknown, more: object = {}) => ({ key: `K_${label}`, label, value, ...more });
  const table = (value: unknown) => decoded({ componentType: 'TableField', value: json(value) });
  const texts = (value: ControlValue | undefined) =>
    value?.kind === 'table'
      ? value.rows.map(({ cells }) => Object.fromEntries(cells.map((c) => [c.name, c.value])))
      : value;

  it('reads rows by cell, with those missing that were blank or hidden', () => {
    const rows = [
      {
        rowNumber: 'T_1',
        rowValue: [cell('金额', '12.30', { componentType: 'MoneyField' }), cell(' 费用明细 ', '市内交通')],
      },
      { rowValue: [cell('费用明细', 'null')] },
    ];
    const value = table(rows);
    expect(texts(value)).toEqual([
      { 金额: { kind: 'text', text: '12.30' }, 费用明细: { kind: 'text', text: '市内交通' } },
      { 费用明细: { kind: 'empty' } },
    ]);
    expect(value?.kind === 'table' && value.rows.map(({ rowNumber }) => rowNumber)).toEqual(['T_1', null]);
  });

  it('sees that a table without rows carries the schema of its columns', () => {
    const schema = [{ componentName: 'MoneyField', componentType: 'MoneyField', props: { id: 'M', label: '金额' } }];
    expect(table(schema)).toEqual({ kind: 'table', rows: [] });
    expect(table([])).toEqual({ kind: 'table', rows: [] });
    expect(decoded({ componentType: 'TableField', value: 'null' })).toEqual({ kind: 'empty' });
  });

  it('accepts rows in the write format and rows as label to value', () => {
    expect(texts(table([[{ name: '金额', value: '5' }]]))).toEqual([{ 金额: { kind: 'text', text: '5' } }]);
    expect(texts(table([{ 金额: '5', 备注: '' }]))).toEqual([
      { 金额: { kind: 'text', text: '5' }, 备注: { kind: 'empty' } },
    ]);
  });

  it('takes JSON that is no list for opaque text and a list of scalars for unreadable', () => {
    expect(table({ a: 1 })).toEqual({ kind: 'text', text: '{"a":1}' });
    expect(table(['a'])).toEqual({ kind: 'unreadable', text: '["a"]' });
  });

  it.each<[string, unknown]>([
    ['text that is no JSON', '[{"label":"金额","value":"80'],
    ['a number', 80],
    ['nothing', null],
    ['a list with a bare text in it', [cell('金额', '80.00'), '金额 80']],
    ['a list with null in it', [cell('金额', '80.00'), null]],
    ['a list of cells that name no column', [{ 金额: '80.00' }]],
  ])('keeps a row whose rowValue is %s, and says that it cannot be read', (_, rowValue) => {
    const value = table([
      { rowNumber: 'T_1', rowValue: [cell('金额', '12.30')] },
      { rowNumber: 'T_2', rowValue },
    ]);
    expect(value).toMatchObject({ kind: 'table', rows: [{ rowNumber: 'T_1' }, { rowNumber: 'T_2' }] });
    const marks = value?.kind === 'table' ? value.rows.map(({ unreadable }) => unreadable !== undefined) : [];
    expect(marks).toEqual([false, true]);
  });

  it('keeps an element that looks like a column between rows as a row that cannot be read', () => {
    const column = { componentName: 'MoneyField', props: { id: 'M', label: '金额' }, value: '80.00' };
    const value = table([{ rowValue: [cell('金额', '12.30')] }, column]);
    expect(value?.kind === 'table' && value.rows.map(({ unreadable }) => unreadable !== undefined)).toEqual([
      false,
      true,
    ]);
    expect(table([column])).toEqual({ kind: 'unreadable', text: json([column]) });
  });

  it('reads a rowValue that is an object: one cell, or label to value', () => {
    expect(texts(table([{ rowValue: cell('金额', '5') }, { rowValue: { 金额: '6' } }]))).toEqual([
      { 金额: { kind: 'text', text: '5' } },
      { 金额: { kind: 'text', text: '6' } },
    ]);
  });

  it('reads files and people in a cell, where the extension is an object', () => {
    const rows = [
      {
        rowValue: [
          cell('凭证', json([{ fileName: 'a.png', fileType: 'png', fileId: '1', spaceId: '2' }]), {
            componentType: 'DDAttachment',
          }),
          cell('同行人', '赵一', { componentType: 'InnerContactField', extendValue: [{ emplId: '08', name: '赵一' }] }),
        ],
      },
    ];
    expect(texts(table(rows))).toEqual([
      {
        凭证: { kind: 'files', files: [{ name: 'a.png', kind: 'png', fileId: '1', spaceId: '2' }] },
        同行人: { kind: 'people', people: [{ userId: '08', name: '赵一' }] },
      },
    ]);
  });

  const child = { componentName: 'DDSelectField', componentType: 'DDSelectField', value: '材料采购', extValue: '{}' };
  const props = { id: 'S1', label: '项目费用明细', bizAlias: 'projectExpense' };
  it.each([
    ['the cell itself is the component', { ...child, props }],
    ['the value is the component', cell('项目费用明细', { ...child, props }, { componentType: 'DDBizSuite' })],
    ['the value is its JSON text', cell('项目费用明细', json({ ...child, props }), { componentType: 'DDBizSuite' })],
    ['the value is a list of one', cell('项目费用明细', [{ ...child, props }], { componentType: 'DDBizSuite' })],
    ['the value has no schema', cell('项目费用明细', child, { bizAlias: 'projectExpense' })],
    ['the value holds another one', cell('项目费用明细', { ...child, props, value: { ...child, props } })],
  ])('unwraps a nested component where %s', (_, nested) => {
    const value = table([{ rowValue: [nested] }]);
    const [first] = value?.kind === 'table' ? (value.rows[0]?.cells ?? []) : [];
    expect(first).toMatchObject({
      name: '项目费用明细',
      alias: 'projectExpense',
      type: 'DDSelectField',
      value: { kind: 'text', text: '材料采购' },
    });
  });

  it('finds nothing in a nested component that was not filled in', () => {
    const nested = { componentName: 'DDSelectField', componentType: 'DDSelectField', props };
    expect(texts(table([{ rowValue: [cell('项目费用明细', nested)] }]))).toEqual([{ 项目费用明细: { kind: 'empty' } }]);
  });

  it('reads every one of 5,000 rows', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      rowNumber: `T_${i}`,
      rowValue: [cell('日期', '2026-03-01'), cell('金额', `${i}.00`), cell('费用明细', '市内交通')],
    }));
    const value = table(rows);
    expect(value?.kind === 'table' && value.rows.length).toBe(5000);
  });
});

describe('suites', () => {
  const child = (componentType: string, label: string, value?: unknown) => ({
    componentName: componentType,
    componentType,
    props: { id: `S_${label}`, label, bizAlias: `alias_${label}` },
    ...(value === undefined ? {} : { value }),
  });

  it('stands for its children, which follow it as if the suite were flattened', () => {
    const inner = json([{ rowValue: [{ key: 'a', label: '金额', value: '1.00' }] }]);
    const children = [
      child('DDSelectField', '类别', '差旅'),
      child('TextNote', '提示'),
      child('MoneyField', '押金'),
      child('TableField', '明细', inner),
    ];
    const controls = decodeForm([{ id: 'B', name: '报销套件', componentType: 'DDBizSuite', value: json(children) }]);
    expect(controls.map(({ name, alias, value }) => [name, alias, value.kind])).toEqual([
      ['报销套件', null, 'object'],
      ['类别', 'alias_类别', 'text'],
      ['押金', 'alias_押金', 'empty'],
      ['明细', 'alias_明细', 'table'],
    ]);
    expect(controls[0]?.value).toEqual({ kind: 'object', entries: { 类别: '差旅', 押金: '', 明细: '1 行明细' } });
    expect(controls.map(({ spread }) => spread ?? false)).toEqual([true, false, false, false]);
  });

  it('is a table where it holds rows', () => {
    const value = decoded({
      componentType: 'DDBizSuite',
      value: json([{ rowValue: [{ label: '报销金额(元)', value: '402.43' }] }]),
    });
    expect(value?.kind === 'table' && value.rows[0]?.cells[0]?.value).toEqual({ kind: 'text', text: '402.43' });
  });
});

describe('cells of live details, without a component type', () => {
  const cells = (...rowValue: unknown[]) => {
    const table = { id: 'T', name: '表格', componentType: 'TableField', value: json([{ rowValue, rowNumber: 'T_1' }]) };
    const value = decodeForm([table])[0]?.value;
    return value?.kind === 'table' ? (value.rows[0]?.cells ?? []).map((cell) => cell.value) : [];
  };

  it('are read by the type that begins their key: lists, photos, files, people, departments', () => {
    const file = { spaceId: '7', fileName: 'a.pdf', fileSize: 1, fileType: 'pdf', fileId: '9' };
    expect(
      cells(
        { label: '多选框', value: ['乙', '甲'], key: 'DDMultiSelectField_K1', extendValue: [{ label: '乙' }] },
        { label: '图片', value: ['https://static.dingtalk.com/a.jpg'], key: 'DDPhotoField_K2' },
        { label: '附件', value: [file], key: 'DDAttachment_K3' },
        {
          label: '联系人',
          value: '张三',
          key: 'InnerContactField_K4',
          extendValue: [{ emplId: '0209', name: '张三' }],
        },
        {
          label: '部门',
          value: '研发部',
          key: 'DepartmentField_K5',
          extendValue: [{ number: 0, name: '研发部', id: 6 }],
        },
      ).map(({ kind }) => kind),
    ).toEqual(['list', 'files', 'files', 'people', 'text']);
  });

  it('are read by what they hold where the key is a label', () => {
    expect(
      cells(
        { label: '费用类型', value: '["市内交通"]', key: '费用类型' },
        { label: '图片', value: ['https://static.dingtalk.com/a.jpg'], key: '图片' },
        { label: '联系人', value: '张三', key: '联系人', extendValue: [{ emplId: '0209', name: '张三' }] },
        { label: '说明', value: '[见附件]', key: '说明' },
      ),
    ).toMatchObject([
      { kind: 'list', items: ['市内交通'] },
      { kind: 'files' },
      { kind: 'people', people: [{ userId: '0209', name: '张三' }] },
      { kind: 'text', text: '[见附件]' },
    ]);
  });

  it('have the line breaks of their texts', () => {
    expect(cells({ label: '说明', value: '1.餐费\\n2.交通费', key: 'TextareaField_K1' })).toEqual([
      { kind: 'text', text: '1.餐费\n2.交通费' },
    ]);
  });

  it('keep the amount in words that stands beside them', () => {
    const cell = { label: '金额', value: '100', key: 'MoneyField_K1', extendValue: { upper: '壹仟元整' } };
    const table = { id: 'T', name: '表格', componentType: 'TableField', value: json([{ rowValue: [cell] }]) };
    expect(decodeForm([table])[0]?.value).toMatchObject({ rows: [{ cells: [{ beside: { words: '壹仟元整' } }] }] });
  });
});

describe('people whose extValue has no names', () => {
  it('keep the names that are printed, in their order, and are unreadable where the numbers differ', () => {
    const contact = { componentType: 'InnerContactField', extValue: json([{ emplId: '1' }, { emplId: '2' }]) };
    expect(decoded({ ...contact, value: '张三,李四' })).toEqual({
      kind: 'people',
      people: [
        { userId: '1', name: '张三' },
        { userId: '2', name: '李四' },
      ],
    });
    expect(decoded({ ...contact, value: '张三' })).toEqual({ kind: 'unreadable', text: '张三,1,2' });
  });

  it.each([
    ['冯赟,李四', [{ emplId: '1', name: '冯赟' }]],
    ['李四', [{ emplId: '1', name: '冯赟' }]],
    ['冯赟丰', [{ emplId: '1', name: '冯赟' }]],
    [
      '冯赟',
      [
        { emplId: '1', name: '冯赟' },
        { emplId: '2', name: '李四' },
      ],
    ],
    ['冯赟', [{ emplId: '1', name: '冯赟' }, '李四']],
  ])('are unreadable where %s is shown and the extension has %j', (value, people) => {
    const contact = { componentType: 'InnerContactField', value };
    expect(decoded({ ...contact, extValue: json(people) })?.kind).toBe('unreadable');
  });

  it.each(['冯赟,李四', '李四、冯赟', '冯赟 李四', '冯赟（财务）;李四', '["冯赟","李四"]', '1,2', '', 'null'])(
    'are those of the extension where %s is shown: what joins the names is not known',
    (value) => {
      const people = [
        { emplId: '1', name: '冯赟' },
        { emplId: '2', name: '李四' },
      ];
      const contact = { componentType: 'InnerContactField', value, extValue: json(people) };
      expect(decoded(contact)).toEqual({
        kind: 'people',
        people: people.map((one) => ({ userId: one.emplId, name: one.name })),
      });
    },
  );
});

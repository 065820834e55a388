import { describe, expect, it } from 'vitest';
import { decodeForm } from '../connectors/dingtalk/form/decode-control.js';
import { amount, bare, CARD, item, json, mapped, red, top } from './payloads-for-spec.js';

const group = (type: string, value: unknown, children?: unknown) => ({
  ...top('其他', value, type),
  ...(children === undefined ? {} : { children }),
});
const GROUPS = ['DDBizSuite', 'ColumnLayout'] as const;
/** One child in each spelling that has a name. */
const SPELLINGS: readonly [string, (type: string, label: string, value: string) => object][] = [
  ['its schema', (type, label, value) => ({ componentName: type, props: { id: `${type}_C`, label }, value })],
  ['a schema without a type', (type, label, value) => ({ props: { id: `${type}_C`, label }, value })],
  ['a type without a schema', (type, label, value) => ({ componentName: type, id: `${type}_C`, label, value })],
  ['key, label and value', (type, label, value) => ({ key: `${type}_C`, label, value })],
  ['name and value', (_, name, value) => ({ name, value })],
];

describe.each(SPELLINGS)('a child of a suite or a layout with %s', (_, child) => {
  it('is checked like a control of its own, in the value and among the children', () => {
    for (const type of GROUPS)
      for (const [kind, label, text, code] of [
        ['MoneyField', '抵扣借款', '50', 'offset'],
        ['DDSelectField', '币种', 'USD', 'foreign-currency'],
      ] as const) {
        const list = [child(kind, label, text)];
        for (const more of [
          group(type, json(list)),
          group(type, list),
          group(type, '', list),
          group(type, null, json(list)),
        ])
          expect([...new Set(red(mapped({ more: [more] })))], json(more)).toEqual([code]);
      }
  });

  it('does not stop an ordinary form', () => {
    for (const type of GROUPS) {
      const list = [
        child('TextField', '事由', '去杭州'),
        child('DDSelectField', '币种', '人民币'),
        child('MoneyField', '押金', ''),
      ];
      for (const more of [group(type, json(list)), group(type, '', list)])
        expect(mapped({ more: [more] })).toMatchObject({ draft: { total: '156.80' }, issues: [] });
    }
  });
});

describe('what stands among the children without a name', () => {
  it('makes the suite unreadable, and the layout leaves an unreadable control', () => {
    for (const type of GROUPS)
      for (const strange of [
        '李四',
        { value: '50' },
        [{ label: '币种', value: 'USD' }],
        { rowValue: [{ label: '币种', value: 'USD' }] },
      ]) {
        const list = [{ key: 'TextField_C', label: '事由', value: '去杭州' }, strange];
        for (const given of [group(type, json(list)), group(type, '', list)]) {
          const kinds = decodeForm([given]).map(({ name, value }) => [name, value.kind]);
          expect(kinds, json(given)).toContainEqual(['事由', 'text']);
          if (!Array.isArray(strange) || given.value !== '')
            expect(kinds, json(given)).toContainEqual(['其他', 'unreadable']);
        }
      }
  });

  it('is nothing where it is blank', () => {
    const list = [{ key: 'TextField_C', label: '事由', value: '去杭州' }, {}, null, '', []];
    expect(decodeForm([group('DDBizSuite', json(list))]).map(({ value }) => value.kind)).toEqual(['object', 'text']);
  });
});

describe('a suite that has a value and children', () => {
  it('keeps both', () => {
    const children = [{ key: 'TextField_C', label: '账号', value: '' }];
    const own = decodeForm([group('DDBizSuite', json({ 账号: CARD, 户名: '冯赟' }), children)]);
    expect(own.map(({ name, value }) => [name, value])).toEqual([
      ['其他', { kind: 'object', entries: { 账号: CARD, 户名: '冯赟' } }],
      ['账号', { kind: 'empty' }],
    ]);
    const [one, two] = ['事由', '币种'].map((label) => ({ key: `TextField_${label}`, label, value: label }));
    expect(decodeForm([group('ColumnLayout', [one], [one, two])]).map(({ name }) => name)).toEqual(['事由', '币种']);
  });

  it('is a table where it holds rows, whose columns may be called anything', () => {
    for (const rows of [
      [{ rowValue: [{ label: '金额', value: '1' }] }],
      [{ 名称: '笔', 金额: '1' }],
      [[{ name: '金额', value: '1' }]],
    ])
      expect(
        decodeForm([group('DDBizSuite', json(rows))]).map(({ value }) => value.kind),
        json(rows),
      ).toEqual(['table']);
  });
});

describe('a table inside a cell', () => {
  const inner = (...cells: object[]) =>
    bare('DDBizSuite_1', '其他', [
      { componentName: 'TableField', props: { id: 'TableField_I', label: '内表' }, value: json([{ rowValue: cells }]) },
    ]);
  const form = (...cells: object[]) => mapped({ rows: [[amount('156.80'), item('住宿'), inner(...cells)]] });

  it('hides no offset and no currency', () => {
    expect(red(form(bare('MoneyField_O', '抵扣借款', '50')))).toEqual(['offset']);
    expect(red(form(bare('DDSelectField_C', '币种', 'USD')))).toEqual(['foreign-currency']);
  });

  it('does not stop an ordinary form', () => {
    const cells = [
      bare('TextField_N', '说明', '去杭州'),
      bare('MoneyField_M', '金额', '100'),
      bare('DDSelectField_C', '币种', 'CNY'),
    ];
    expect(form(...cells)).toMatchObject({ draft: { total: '156.80' }, issues: [] });
  });

  it('is unreadable where something in the list is no component', () => {
    const cell = bare('DDBizSuite_1', '其他', [
      { componentName: 'MoneyField', props: { id: 'MoneyField_O', label: '押金' }, value: '5' },
      { 抵扣借款: '50' },
    ]);
    const [table] = decodeForm([
      { componentType: 'TableField', id: 'T', name: '表', value: json([{ rowValue: [cell] }]) },
    ]);
    const kinds = table?.value.kind === 'table' ? table.value.rows[0]?.cells.map(({ value }) => value.kind) : [];
    expect(kinds).toEqual(['unreadable']);
  });
});

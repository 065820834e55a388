import { expect, it } from 'vitest';
import type { FieldProvenance } from './provenance.js';
import { readProvenance, saysTheSame, writeProvenance } from './provenance-text.js';

const RUNGS = ['hand', 'row', 'table', 'default'] as const;
const why = (hit: number, values: readonly (string | null)[]): FieldProvenance => ({
  kind: hit === 2 ? 'table' : 'rule',
  reference: { code: 'table', table: 'costItem', name: '费用项目', scope: 'company', key: '“打车”' },
  version: 'r3',
  source: '打车',
  sourceLabel: '费用类型',
  ladder: RUNGS.map((rung, index) => ({ rung, value: values[index] ?? null, hit: index === hit })),
});

it('comes back as it was written, whatever its ladder', () => {
  const shared = why(2, [null, null, 'CI0012', '']);
  const provenance: Record<string, FieldProvenance> = {
    'header.remark': { ...why(-1, []), ladder: [] },
    'rows[0].costItem': shared,
    'rows[1].costItem': shared,
    'rows[2].costItem': why(1, ['A', 'B', 'C', 'D']),
    'rows[0].purpose': { ...why(0, []), ladder: [{ rung: 'default', value: 'SFKYT10_SYS', hit: true }] },
  };
  expect(readProvenance(writeProvenance(provenance))).toEqual(provenance);
  expect(Object.keys(readProvenance(writeProvenance(provenance)) as object)).toEqual(Object.keys(provenance));
});

it('gives the same text for the same reasons, whether rows share an object or hold equal ones', () => {
  const shared = why(2, [null, null, 'CI0012']);
  expect(writeProvenance({ a: shared, b: shared })).toBe(
    writeProvenance({ a: shared, b: why(2, [null, null, 'CI0012']) }),
  );
  expect(writeProvenance({ a: shared })).not.toBe(writeProvenance({ a: why(2, [null, null, 'CI0013']) }));
});

it('is an empty object where nothing was mapped', () => {
  expect(writeProvenance({})).toBe('{}');
  expect(readProvenance('{}')).toEqual({});
});

/** As it was stored before reasons were codes, rows sharing theirs. */
const IN_WORDS = JSON.stringify({
  rungs: [['人工锁定', '行级规则', '部门/表单规则', '映射表', '默认']],
  told: [
    ['映射表', '映射表 费用项目（本部门）：打车：市内', 'r3', '打车', '费用类型', 0, { 3: 'CI0012' }, [3]],
    ['原值', '审批单“事由”', 'v2', '客户拜访', '事由', 0, { 2: '客户拜访' }, [2]],
  ],
  at: { 'rows[0].costItem': 0, 'rows[1].costItem': 0, 'header.remark': 1 },
});
const empty = { value: null, hit: false };
const costItem = (reference: FieldProvenance['reference']): FieldProvenance => ({
  kind: 'table',
  reference,
  version: 'r3',
  source: '打车',
  sourceLabel: '费用类型',
  ladder: [
    { rung: 'hand', ...empty },
    { rung: 'row', ...empty },
    { rung: 'scoped', ...empty },
    { rung: 'table', value: 'CI0012', hit: true },
    { rung: 'default', ...empty },
  ],
});
const row = { code: 'table', name: '费用项目', scope: 'department', key: '打车：市内' } as const;

it('reads what was stored in words as codes, where the table is known by its name alone', () => {
  const read = readProvenance(IN_WORDS) as Record<string, FieldProvenance>;
  expect(read['rows[1].costItem']).toEqual(costItem({ ...row, table: '' }));
  expect(read['header.remark']).toMatchObject({ kind: 'form', reference: { code: 'said', text: '审批单“事由”' } });
  const plain = {
    'rows[0].costItem': { kind: '人工', reference: '人工锁定', version: '', source: '', sourceLabel: '', ladder: [] },
  };
  expect(readProvenance(JSON.stringify(plain))).toMatchObject({ 'rows[0].costItem': { kind: 'hand' } });
});

it('refuses a word that was never stored', () => {
  expect(() => readProvenance(IN_WORDS.replace('原值', '猜的'))).toThrow('猜的');
});

it('what was stored in words says the same as codes that read alike, and not as others', () => {
  const again = {
    'rows[0].costItem': costItem({ ...row, table: 'costItem' }),
    'rows[1].costItem': costItem({ ...row, table: 'costItem' }),
    'header.remark': {
      ...costItem({ code: 'form', label: '事由' }),
      kind: 'form',
      version: 'v2',
      source: '客户拜访',
      sourceLabel: '事由',
      ladder: costItem(row as never).ladder.map(({ rung }) =>
        rung === 'scoped' ? { rung, value: '客户拜访', hit: true } : { rung, ...empty },
      ),
    },
  } satisfies Record<string, FieldProvenance>;
  expect(saysTheSame(IN_WORDS, again)).toBe(true);
  const other = { ...again, 'rows[1].costItem': costItem({ ...row, table: 'costItem', scope: 'company' }) };
  expect(saysTheSame(IN_WORDS, other)).toBe(false);
  expect(saysTheSame(writeProvenance(again), again)).toBe(true);
  expect(saysTheSame(writeProvenance(again), other)).toBe(false);
});

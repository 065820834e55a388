import { expect, it } from 'vitest';
import type { FieldProvenance } from './mapping-result.js';
import { readProvenance, writeProvenance } from './provenance-text.js';

const RUNGS = ['人工锁定', '行级规则', '映射表', '默认'];
const why = (hit: number, values: readonly (string | null)[]): FieldProvenance => ({
  kind: hit === 2 ? '映射表' : '规则',
  reference: '映射表 费用项目：“打车”',
  version: 'r3',
  source: '打车',
  sourceLabel: '费用类型',
  ladder: RUNGS.map((rung, index) => ({ rung, value: values[index] ?? null, hit: index === hit })),
});

it('comes back as it was written, whatever its ladder', () => {
  const shared = why(2, [null, null, 'CI0012', '']);
  const provenance = {
    'header.remark': { ...why(-1, []), ladder: [] },
    'rows[0].costItem': shared,
    'rows[1].costItem': shared,
    'rows[2].costItem': why(1, ['A', 'B', 'C', 'D']),
    'rows[0].purpose': { ...why(0, []), ladder: [{ rung: '默认', value: 'SFKYT10_SYS', hit: true }] },
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

it('also reads plain provenance by path', () => {
  const plain = { 'header.remark': why(0, ['x']) };
  expect(readProvenance(JSON.stringify(plain))).toEqual(plain);
});

import { mappingRowQuery } from '@dingdee/shared/mapping';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from './mapping-tables.js';
import { WriteMappingRows } from './write-mapping-rows.js';

let given: MappingForSpec;
let tables: MappingTables;
let writing: WriteMappingRows;
beforeEach(async () => {
  given = await mappingForSpec();
  tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
});
afterEach(() => given.close());

const put = (rows: Readonly<Record<string, string>>) =>
  writing.put(
    'costItem',
    { rows: Object.entries(rows).map(([key, targetNumber]) => ({ key, targetNumber, orgNumber: '' })) },
    mapper,
  );
const page = (query: object, of = tables) => of.rows('costItem', mappingRowQuery.parse(query));
const keysOf = async (query: object, of = tables) => (await page(query, of)).items.map(({ key }) => key);
const all = async (query: object, of = tables) => {
  const keys: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const found = await page({ ...query, ...(cursor ? { cursor } : {}) }, of);
    keys.push(...found.items.map(({ key }) => key));
    cursor = found.next;
  }
  return keys;
};
const name = (index: number): string => `来源 ${String(index).padStart(5, '0')}`;
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 'CI0001']));

it('a large table is read once, and after an edit only near what was changed; a search asks for the rows that it shows', async () => {
  await given.put('costItem', many(5000));
  expect((await page({ q: '来源 0123' })).total).toBe(10);
  await put({ [name(2500)]: 'CI0009', 'ZZ 末尾': 'CI0005' });

  const asked = vi.spyOn(given.db, 'query');
  const rows = async () => {
    const answers = await Promise.all(asked.mock.results.map(({ value }) => value as Promise<unknown[]>));
    return answers.reduce((sum, { length }) => sum + length, 0);
  };
  expect(await keysOf({ q: 'ci0009' })).toEqual([name(2500)]);
  expect(await rows()).toBeLessThan(2600);
  asked.mockClear();
  for (const q of ['来源 01234', '末尾', '没有这个', 'zz']) await page({ q });
  expect(await rows()).toBeLessThan(20);
});

it('what is found is what the rows say now, whatever was set, taken away and set again', async () => {
  await given.put('costItem', many(2300));
  await page({ q: '来源' });
  const steps: (() => Promise<unknown>)[] = [
    () => put({ [`${name(999)}a`]: 'CI0005', 'A 最前': 'CI0009', [name(2299)]: 'CI0005' }),
    async () => writing.remove('costItem', (await page({ q: name(0), limit: 1 })).items[0]?.id ?? '', mapper),
    async () => writing.remove('costItem', (await page({ q: name(1000), limit: 1 })).items[0]?.id ?? '', mapper),
    () => put({ [name(1000)]: 'CI0009', [name(0)]: 'CI0009' }),
    () => put(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${name(1500)} ${index}`, 'CI0009']))),
  ];
  for (const step of steps) {
    await step();
    const fresh = new MappingTables(given.db, given.catalog);
    for (const q of ['CI0009', 'CI0005', name(1500), '最前', ''])
      expect(await all({ q, limit: 400 }), q).toEqual(await all({ q, limit: 500 }, fresh));
  }
  expect((await page({ q: 'CI0009' })).total).toBe(303);
  expect((await all({ limit: 500 })).length).toBe(2300 + 302);
});

it('rows are found by pinyin and initials of what stands on the form, of a person by the name, and after an edit by the new one', async () => {
  await given.put('costItem', { 市内交通: 'CI0001', 住宿费: 'CI0005', 'U-77': 'CI0009' });
  for (const q of ['snjt', 'shineijiaotong', 'shi nei jiao']) expect(await keysOf({ q }), q).toContain('市内交通');
  expect(await keysOf({ q: 'zhusufei' })).toContain('住宿费');
  expect(await keysOf({ q: 'cyf' })).not.toContain('餐饮费');
  await put({ 餐饮费: 'CI0009' });
  expect(await keysOf({ q: 'cyf' })).toContain('餐饮费');
  expect(await keysOf({ q: 'snjt' })).toContain('市内交通');
});

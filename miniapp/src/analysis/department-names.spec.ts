import { expect, it } from 'vitest';
import { departmentNames } from './department-names.js';

it('departments of one name are told apart by their company', () => {
  const keys = ['云杉（杭州）-法务部', '云杉（上海）-法务部', '云杉（杭州）-市场部', '', '~'];
  expect([...departmentNames(keys.map((key) => ({ key }))).values()]).toEqual([
    '云杉（杭州） 法务部',
    '云杉（上海） 法务部',
    '市场部',
    '没写部门',
    '已作废，不再付',
  ]);
  const deep = ['云杉-一区-财务', '云杉-二区-财务'];
  expect([...departmentNames(deep.map((key) => ({ key }))).values()]).toEqual(deep);
});

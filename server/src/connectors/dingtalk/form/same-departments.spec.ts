import { expect, it } from 'vitest';
import { areSameDepartments } from './decode-value.js';

const ext = (...names: string[]) => names.map((name, id) => ({ id, name }));

it.each([
  ['销售部', '华北_销售部'],
  ['华北_销售部', '销售部'],
  ['华北·销售部', '华北·销售部'],
  ['集团/华北/销售部', '销售部'],
  ['华北-销售部(一组)', '华北-销售部'],
  ['华北/销售部', '集团/华北/销售部'],
])('%s is the department %s', (value, name) => {
  expect(areSameDepartments(value, ext(name))).toBe(true);
});

it.each([
  ['华东_销售部', '华北_销售部'],
  ['华东·销售部', '华北·销售部'],
  ['华东/销售部', '华北/销售部'],
  ['市场部', '华北_销售部'],
])('%s is not the department %s', (value, name) => {
  expect(areSameDepartments(value, ext(name))).toBe(false);
});

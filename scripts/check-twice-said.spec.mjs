// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { expect, it } from 'vitest';
import { readTwice } from './twice-said.mjs';

const DESK = 'miniapp/src/bill/desk/words.ts';
const PHONE = 'miniapp/src/bill/phone/words.ts';
/** Returns the findings for these files, without the advice, which is always the same. */
const found = (files, known) =>
  readTwice(new Map(Object.entries(files)), known).map((line) => line.replace(/: one file of words .*/, ''));

it('a sentence that stands in two files is refused, with both places', () => {
  const files = { [DESK]: "export const w = {\n  again: '再试一次',\n};", [PHONE]: "const again = '再试一次';" };
  expect(found(files)).toEqual([`${DESK}:2 says “再试一次”, and so does ${PHONE}:1`]);
});

it('a sentence with values is the same whatever the values are called', () => {
  const files = {
    [DESK]: 'const a = (n: number) => `已通过的 ${n} 笔`;',
    [PHONE]: 'const b = (c: string) => `已通过的 ${c} 笔`;',
  };
  expect(found(files)).toEqual([`${DESK}:1 says “已通过的 … 笔”, and so does ${PHONE}:1`]);
});

it('a component is read whole: its script, its texts, its attributes and what stands in bindings', () => {
  const component = [
    '<script setup lang="ts">',
    "const a = '写在脚本里';",
    '</script>',
    '<template>',
    '  <p title="写在属性里" :class="[]">',
    '    写在文字里',
    "    {{ b ? '写在括号里' : '' }}",
    '  </p>',
    '</template>',
  ].join('\n');
  const words = ['写在脚本里', '写在属性里', '写在文字里', '写在括号里'];
  const places = found({ 'miniapp/src/A.vue': component, [DESK]: words.map((each) => `'${each}'`).join(';') });
  expect(places.map((line) => line.slice(0, 'miniapp/src/A.vue:2'.length)).sort()).toEqual([
    'miniapp/src/A.vue:2',
    'miniapp/src/A.vue:5',
    'miniapp/src/A.vue:6',
    'miniapp/src/A.vue:7',
  ]);
});

it('ordinary words of up to three characters, twice in one file, and texts of shared alone are left', () => {
  expect(found({ [DESK]: "const a = '再看看';", [PHONE]: "const a = '再看看';" })).toEqual([]);
  expect(found({ [DESK]: "const a = ['再试一次', '再试一次'];" })).toEqual([]);
  expect(found({ 'shared/src/a.ts': "const a = '再试一次';", 'shared/src/b.ts': "const a = '再试一次';" })).toEqual([]);
});

it('a page that repeats what shared says is refused', () => {
  expect(found({ [DESK]: "const a = '付款组织';", 'shared/src/a.ts': "const a = '付款组织';" })).toHaveLength(1);
});

it('what may still stand twice is listed, and only while it does', () => {
  const files = { [DESK]: "const a = '再试一次';", [PHONE]: "const a = '再试一次';" };
  expect(found(files, ['再试一次'])).toEqual([]);
  expect(found({ [DESK]: "const a = '再试一次';" }, ['再试一次'])).toEqual([
    '“再试一次” stands in one file only: take it off the list',
  ]);
});

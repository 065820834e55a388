// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { expect, it } from 'vitest';
import { readSentences } from './sentences.mjs';

const PATH = 'server/src/read/bill/some.ts';
/** Returns the findings for one file with this text, without the advice, which is always the same. */
const found = (text, { path = PATH, allowed = {}, others = [] } = {}) =>
  readSentences(new Map([...others, [path, text]]), allowed).map((line) => line.replace(/: store a code .*/, ''));

it.each([
  ['===', "if (kind === '人工') lock();", 'compares a Chinese text'],
  ['!==', "return found.reason !== '金蝶里已没有';", 'compares a Chinese text'],
  ['a name for it', "const GONE = '金蝶里已没有';\nif (row.reason === GONE) skip();", 'compares a Chinese text', 2],
  ['a template', 'if (text === `已在金蝶冲销：${reason}`) skip();', 'compares a Chinese text'],
  ['case', "switch (kind) { case '映射表': return 1; }", 'decides by a Chinese text'],
  ['includes', "return sentence.includes('已审核');", 'looks into a text for Chinese words'],
  ['startsWith', "return verdict.startsWith('单位') ? 1 : 2;", 'looks into a text for Chinese words'],
  ['replace', "return next.replace('再推送', '再点“继续”');", 'looks into a text for Chinese words'],
  ['a list', "const WORDS = ['已付', '未付'];\nreturn WORDS.includes(text);", 'looks into a text for Chinese words', 2],
  ['an arrow that a sentence has', "return reference.replace(/ → .*$/, '');", 'looks into a text for Chinese words'],
  ['a key', "const SCOPES = { 本部门: 'department' };", 'looks up by a Chinese word'],
  ['SQL', `db.query('SELECT id FROM bill WHERE state NOT LIKE \\'%"stands"%\\'');`, 'searches inside a stored text'],
  [
    'a sentence searched for a value',
    'return fields.find((f) => sentence.includes(f.value));',
    'takes a sentence apart',
  ],
  [
    'words cut to another use',
    "return uiWords.copyNumber.slice(2) + uiWords.copyNumber.replace('x', '');",
    'takes a sentence apart',
  ],
])(
  'code that decides by a Chinese text or takes one apart is refused, with its line: %s',
  (_, text, what, line = 1) => {
    expect(found(text)).toContain(`${PATH}:${line} ${what}`);
  },
);

it('a pattern of Chinese words is refused where it stands, used or kept', () => {
  expect(found('const TITLE = /^(.+?)提交的/u;\nconst name = TITLE.exec(title);')).toEqual([
    `${PATH}:1 has a pattern of Chinese words`,
    `${PATH}:2 looks into a text for Chinese words`,
  ]);
});

it('a text that another file exports is one of theirs under its name here', () => {
  const others = [['server/src/base-data/gone.ts', "export const GONE = '金蝶里已没有';"]];
  const text = "import { GONE } from '../gone.js';\nif (row.reason === GONE) skip();";
  expect(found(text, { others })).toEqual([`${PATH}:2 compares a Chinese text`]);
});

it('sentences that are made and shown, and codes that are compared, are nobody’s business', () => {
  for (const text of [
    "const WORDS = { hand: '人工' };\nreturn WORDS[kind];",
    'return `映射表 ${name}：${key}`;',
    "if (kind === 'hand') return '人工';",
    "return names.join('、');",
    "db.query(`SELECT id FROM bill WHERE LOWER(payee) LIKE ? ESCAPE '!'`, [typed]);",
    '// 单据 === 人工\nreturn 1;',
  ])
    expect(found(text)).toEqual([]);
});

it('a component is read whole: its script, its attributes and what stands between braces', () => {
  const text = [
    '<script setup lang="ts">',
    "const hit = computed(() => (kind === '默认' ? 'd' : ''));",
    '</script>',
    '<template>',
    `  <b :class="{ w: kind === '人工' }" title="人工">{{ words.number.replace('复制', '') }}</b>`,
    '</template>',
  ].join('\n');
  const path = 'miniapp/src/ui/Some.vue';
  expect(found(text, { path })).toEqual([
    `${path}:2 compares a Chinese text`,
    `${path}:5 compares a Chinese text`,
    `${path}:5 looks into a text for Chinese words`,
  ]);
});

it('words of a form are allowed by file and reason, and only while there are some', () => {
  const allowed = { [PATH]: 'what a control is called' };
  expect(found('return /发票/.test(label);', { allowed })).toEqual([]);
  expect(found('return 1;', { allowed })).toEqual([`${PATH} compares no sentence any more: take it off the list`]);
  expect(found('', { allowed: { 'server/src/gone.ts': '' } })).toEqual([
    'server/src/gone.ts is not there: take it off the list',
  ]);
});

it.each([
  ['a template', 'issues.coded("red", "missing", path, { text: `${label}没有值` });'],
  ['a text', "const found = foundIssue('red', 'missing', 'rows', { text: '明细是空的。' });"],
  ['a part of one', 'return [complaint(level, "missing", { why: empty ? "审批单里没有，请补填" : "" })];'],
])('an issue is never stored with a sentence, and no list allows it: %s', (_, text) => {
  const path = 'server/src/engine/check/some.ts';
  const says = `${path}:1 stores a Chinese sentence`;
  expect(found(text, { path })).toContain(says);
  expect(found(text, { path, allowed: { [path]: 'what a control is called' } })).toContain(says);
});

it('names, and the marks between them, may be parameters', () => {
  const text = "issues.coded('red', 'x', 'rows', { label: '付款合计', names: `“${one}”、“${other}”` });";
  expect(found(text, { path: 'server/src/engine/check/some.ts' })).toEqual([]);
});

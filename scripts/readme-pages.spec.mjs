import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { README_PICTURES } from './readme-pages.mjs';

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const rows = (readme.split('## 它能做什么\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('names ten things that the program does', () => {
  expect(rows.map(([, name]) => name)).toEqual([
    '事件',
    '采集条件',
    '接入向导',
    '模板市场',
    '映射关系与规则',
    '映射表',
    '数据集与接口',
    '流程与结果推送',
    '分析',
    '对账',
  ]);
});

it('every page, route, setting and command that the table names is there', () => {
  const desk = read('miniapp/src/shell/desk/DeskRoutes.ts');
  const pages = [...desk.matchAll(/path: '([^']*)'/g)].map(
    ([, path]) => `/${path.replace(/^\//, '').replace(/\/:[a-z]+\?$/, '')}`,
  );
  const routes = read('shared/src/routes/dataset.ts') + read('server/src/http/openapi.ts');
  const { scripts } = JSON.parse(read('package.json'));
  const operator = read('server/src/ops/main.ts');
  for (const [, name, , where] of rows) {
    const named = [...where.matchAll(/`([^`]+)`/g)].map(([, text]) => text);
    expect(named, name).not.toEqual([]);
    for (const text of named) {
      if (text.startsWith('/api/')) expect(routes, text).toContain(text.replace('/api/docs', 'docs'));
      else if (text.startsWith('/')) expect(pages, name).toContain(text);
      else if (text.startsWith('npm run ')) {
        const [command, , verb] = text.slice('npm run '.length).split(' ');
        expect(Object.keys(scripts), text).toContain(command);
        expect(operator, text).toContain(verb);
      } else expect(read('.env.example'), text).toContain(text);
    }
  }
});

const pictures = [...readme.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alt, file]) => ({ alt, file }));

it('each of the ten has a picture of its page, and those for a phone have one of theirs', () => {
  const named = pictures.map(({ alt }) => alt.split('：')[0]);
  for (const [, name] of rows) expect(named).toContain(name);
  expect(named.filter((name) => name === '手机').length).toBeGreaterThan(3);
});

it('every picture is one that the script takes of the demo, is described in Chinese, and all of them together are small', () => {
  const taken = README_PICTURES.map(({ name }) => `docs/screenshots/${name}.webp`);
  expect(pictures.map(({ file }) => file).toSorted()).toEqual(taken.toSorted());
  for (const { alt } of pictures) expect(alt).toMatch(/^\p{Script=Han}+：[\p{Script=Han}，、]+$/u);
  const bytes = taken.reduce((sum, file) => sum + statSync(new URL(`../${file}`, import.meta.url)).size, 0);
  expect(bytes).toBeLessThan(1_500_000);
  expect(bytes).toBeGreaterThan(taken.length * 5_000);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

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

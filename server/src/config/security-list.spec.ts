import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const at = (path: string): URL => new URL(path, ROOT);
const text = readFileSync(at('docs/security.md'), 'utf8');

it('the page about security names only tests, files and commands that there are', () => {
  const files = new Set(
    [...text.matchAll(/`((?:test|server|docs|miniapp)\/[\w./-]+\.(?:ts|md|vue))`/g)].map(([, path]) => path),
  );
  expect(files.size).toBeGreaterThan(30);
  expect([...files].filter((path) => path !== undefined && !existsSync(at(path)))).toEqual([]);
  const inServer = [...text.matchAll(/（`((?:[\w-]+\/)+[\w-]+\.ts)`）/g)].map(([, path]) => `server/src/${path}`);
  expect(inServer.length).toBeGreaterThan(5);
  expect(inServer.filter((path) => !existsSync(at(path)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { scripts: Record<string, string> };
  const commands = [...text.matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

it('every line of the list says yes, partly, no or that it does not apply, and a yes names a test or a document', () => {
  const lines = [...text.matchAll(/^\| ([\d.、–]+) \| [^|]+ \| ([^|]+) \|$/gm)];
  expect(lines.length).toBeGreaterThan(60);
  for (const [line, , result = ''] of lines) {
    expect(line, line).toMatch(/\| (是|部分|否|不适用)：/);
    if (result.startsWith('是：') && !/本文|Node 默认/.test(result)) expect(result, line).toMatch(/`[^`]+`/);
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const at = (path: string): URL => new URL(path, ROOT);
const text = readFileSync(at('docs/security.md'), 'utf8');

/** "2.4.1–2.4.3" → "2.4.1", "2.4.2", "2.4.3". */
function fromTo(written: string): string[] {
  const [first = '', last = first] = written.split('–');
  const section = first.slice(0, first.lastIndexOf('.') + 1);
  const [from, to] = [first, last].map((each) => Number(each.slice(section.length)));
  return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (_, i) => `${section}${(from ?? 0) + i}`);
}

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

it('every requirement is on the list once, with yes, partly, no or that it does not apply, and a yes names a test or a document', () => {
  const lines = [...text.matchAll(/^\| ([\d.、–]+) \| [^|]+ \| ([^|]+) \|$/gm)];
  expect(lines.length).toBeGreaterThan(60);
  // All requirements of levels 1 and 2 of ASVS 4.0.3, as its release counts them.
  const numbers = lines.flatMap(([, written = '']) => written.split('、').flatMap(fromTo));
  expect(numbers.length).toBe(259);
  expect(new Set(numbers).size).toBe(259);
  for (const [line, , result = ''] of lines) {
    expect(line, line).toMatch(/\| (是|部分|否|不适用)：/);
    if (result.startsWith('是：') && !/本文|Node 默认/.test(result)) expect(result, line).toMatch(/`[^`]+`/);
  }
});

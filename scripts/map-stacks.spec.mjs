import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire, SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';

const STACKS = new URL('../server/map-stacks.cjs', import.meta.url).pathname;
const LOADER = new URL('../server/load-bundle.cjs', import.meta.url).pathname;
const { sourcesOf } = createRequire(import.meta.url)(STACKS);

const SOURCE = `// A line that nothing comes of.
interface Place { name: string }
export function fall(place: Place): never {
  throw new Error(place.name);
}
try {
  fall({ name: '付款 payment' });
} catch (error) {
  console.log((error as Error).stack);
}
`;

async function bundled() {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-stacks-'));
  mkdirSync(join(folder, 'made'));
  writeFileSync(join(folder, 'place.ts'), SOURCE);
  const bundle = await rolldown({ input: join(folder, 'place.ts'), platform: 'node' });
  const { output } = await bundle.write({
    file: join(folder, 'made/place.js'),
    format: 'cjs',
    sourcemap: 'hidden',
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  writeFileSync(join(folder, 'made/package.json'), '{"type":"commonjs"}');
  const start = `require('${STACKS}').mapStacks(__dirname); require('${LOADER}')(require('node:path').join(__dirname, 'place.js'));`;
  writeFileSync(join(folder, 'made/start.js'), start);
  return { folder, map: output[0].map, run: () => execFileSync('node', [join(folder, 'made/start.js')]).toString() };
}

it('a stack names the sources, from a fresh compilation and from one that was kept', async () => {
  const { folder, run } = await bundled();
  const [fresh, kept] = [run(), run()];
  expect(fresh).toContain('Error: 付款 payment\n');
  expect(fresh).toContain(`at fall (${folder}/place.ts:4:9)`);
  expect(fresh).toContain(`${folder}/place.ts:7:3`);
  expect(kept).toBe(fresh);
});

it('every place that a map knows is found as Node finds it', async () => {
  const { map } = await bundled();
  const node = new SourceMap({ ...map, sources: [...map.sources], file: 'place.js' });
  const wanted = [];
  for (let line = 1; line <= 12; line++) for (let column = 1; column <= 120; column += 1) wanted.push({ line, column });
  const found = sourcesOf(map, wanted);
  let known = 0;
  for (const [index, { line, column }] of wanted.entries()) {
    const entry = node.findEntry(line - 1, column - 1);
    if (entry.generatedLine !== line - 1 || entry.originalLine === undefined) continue;
    known += 1;
    expect(found[index]).toBe(`${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
  }
  expect(known).toBeGreaterThan(20);
});

it('a stack without a map is told as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-stacks-'));
  writeFileSync(
    join(folder, 'start.cjs'),
    `require('${STACKS}').mapStacks(__dirname); console.log(new TypeError('no').stack);`,
  );
  const said = execFileSync('node', [join(folder, 'start.cjs')]).toString();
  expect(said).toMatch(/^TypeError: no\n {4}at Object\.<anonymous> \(.*start\.cjs:1:\d+\)/);
});

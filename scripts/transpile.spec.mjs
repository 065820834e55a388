import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { transpile } from './transpile.mjs';

/** Makes a workspace with one module. */
function workspace(source) {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-transpile-'));
  mkdirSync(join(folder, 'src/room'), { recursive: true });
  const compilerOptions = {
    target: 'ES2023',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    isolatedModules: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: 'dist',
    rootDir: 'src',
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(join(folder, 'src/room/place.ts'), source);
  return folder;
}

it('what a class is given stays readable for those who inject it', () => {
  const folder = workspace(
    "import { Ledger } from './ledger.js';\nimport type { Words } from './words.js';\ndeclare const owned: ClassDecorator;\n@owned\nexport class Place { constructor(readonly ledger: Ledger, readonly words: Words) {} }\n",
  );
  expect(transpile(folder, 'room/place.ts')).toEqual([]);
  const made = readFileSync(join(folder, 'dist/room/place.js'), 'utf8');
  expect(made).toContain("import { Ledger } from './ledger.js'");
  expect(made).not.toContain('words.js');
  expect(made).toContain('design:paramtypes');
});

it('a module that cannot be read is named, and what was there before stays', () => {
  const folder = workspace('export const fine = 1;\n');
  transpile(folder, 'room/place.ts');
  writeFileSync(join(folder, 'src/room/place.ts'), 'export const = ;\n');
  expect(transpile(folder, 'room/place.ts')[0]).toMatch(/^room\/place\.ts: /);
  expect(readFileSync(join(folder, 'dist/room/place.js'), 'utf8')).toContain('fine = 1');
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install, ROOT, run, step } from './prepare.mjs';

// stdout carries the one JSON line of the stand-ins and nothing else.
await install();
if (!existsSync(join(ROOT, 'test/dist/sandbox/main.js')))
  await step('构建沙箱', () => run('npx', ['tsc', '-b', 'test']));
await import(join(ROOT, 'test/dist/sandbox/main.js'));

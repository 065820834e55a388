import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install, ROOT, run, step } from './prepare.mjs';

// stdout carries only the one JSON line of the stand-ins.
await install();
const main = join(ROOT, 'test/dist/bundle/main.js');
if (!existsSync(main)) await step('构建沙箱', () => run(process.execPath, ['scripts/bundle.mjs']));
await import(main);

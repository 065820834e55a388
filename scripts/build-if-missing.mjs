import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildToRun, install, ROOT } from './prepare.mjs';

await install();
const built = ['server/dist/bundle/main.js', 'miniapp/dist/index.html'];
if (!built.every((file) => existsSync(join(ROOT, file)))) await buildToRun();

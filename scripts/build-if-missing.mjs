import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, ROOT } from './prepare.mjs';

await install();
const built = ['server/dist/main.js', 'miniapp/dist/index.html', 'test/dist/sandbox/main.js'];
if (!built.every((file) => existsSync(join(ROOT, file)))) await build();

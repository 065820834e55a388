import 'reflect-metadata';
import { readFileSync } from 'node:fs';

// npm run dev: has the libraries in memory before there is new code to run with them, which is most of a start.
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const told = new Promise((resolve) => process.once('message', resolve));
for (const name of Object.keys(dependencies))
  if (!name.startsWith('@dingdee/')) await import(name).catch(() => undefined);
await told;
process.disconnect();
await import('./dist/main.js');

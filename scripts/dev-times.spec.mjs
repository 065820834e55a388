import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHANGES } from './dev-changes.mjs';

it('every change that npm run dev:times makes finds its text once in its file', () => {
  for (const { file, text, as, shows } of Object.values(CHANGES)) {
    expect([file, readFileSync(file, 'utf8').split(text).length - 1]).toEqual([file, 1]);
    expect(as).toContain(shows);
  }
});

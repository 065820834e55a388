import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isInstalled } from './installed.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const lock = {
  packages: {
    '': {},
    shared: { version: '0.1.0' },
    'node_modules/@dingdee/shared': { resolved: 'shared', link: true },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '1.0.0', integrity: 'y', dev: true },
    'node_modules/only-elsewhere': { version: '1.0.0', integrity: 'z', optional: true },
  },
};
const without = (...paths) => ({
  packages: Object.fromEntries(Object.entries(lock.packages).filter(([path]) => path !== '' && !paths.includes(path))),
});

it('what is installed here is what the lock asks for, whenever its files were written', () => {
  expect(isInstalled(read('../package-lock.json'), read('../node_modules/.package-lock.json'))).toBe(true);
});

it('an installation lacks what is for other machines, and all that is for development or none of it', () => {
  expect(isInstalled(lock, without('node_modules/only-elsewhere', 'shared'))).toBe(true);
  expect(isInstalled(lock, without('node_modules/only-elsewhere', 'node_modules/b'))).toBe(true);
});

it('another version, another content, one that is missing or too many is no longer what the lock asks for', () => {
  const changed = (entry) => ({ packages: { ...without().packages, 'node_modules/a': entry } });
  expect(isInstalled(lock, changed({ version: '1.0.1', integrity: 'x' }))).toBe(false);
  expect(isInstalled(lock, changed({ version: '1.0.0', integrity: 'other' }))).toBe(false);
  expect(isInstalled(lock, without('node_modules/a'))).toBe(false);
  const more = { packages: { ...without().packages, 'node_modules/gone': { version: '1.0.0', integrity: 'g' } } };
  expect(isInstalled(lock, more)).toBe(false);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const fileAtRoot = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const dockerfile = fileAtRoot('Dockerfile');

it('builds on images of one exact version each, Node 24 among them', () => {
  const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, name]) => name);
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].flatMap(([, name]) => (stages.includes(name) ? [] : [name]));
  const services = [...fileAtRoot('docker-compose.yml').matchAll(/^ +image: (\S+)$/gm)].map(([, name]) => name);
  expect(bases.length).toBeGreaterThan(0);
  for (const name of bases) expect(name).toMatch(/^node:24\.\d+\.\d+-slim$/);
  for (const name of services) expect(name).toMatch(/^\w+:\d+\.\d+\.\d+$/);
});

it('runs no script of a package that it installs, and nobody’s install is counted elsewhere', () => {
  const installs = dockerfile.match(/npm ci[^\n]*/g) ?? [];
  expect(installs.length).toBeGreaterThan(0);
  for (const install of installs) expect(install).toContain('--ignore-scripts');
  expect(JSON.parse(fileAtRoot('package.json')).scarfSettings).toEqual({ enabled: false });
});

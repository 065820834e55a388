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

it('runs nothing of ours as root, nor with a file system that can be written', () => {
  for (const stage of dockerfile.split(/^FROM /m).filter((each) => /^CMD /m.test(each)))
    expect(stage).toMatch(/^USER node$/m);
  const compose = fileAtRoot('docker-compose.yml');
  expect(compose).toMatch(/^x-sealed: &sealed\n {2}read_only: true\n {2}tmpfs: \[\/tmp\]\n {2}cap_drop: \[ALL\]/m);
  const services = compose.slice(compose.indexOf('\nservices:')).split(/^(?= {2}[a-z][\w-]*:$)/m);
  const built = services.filter((each) => /build:|<<: \*server/.test(each));
  expect(built).toHaveLength(4);
  for (const service of built) expect(service).toMatch(/<<: \*(server|sealed)/);
  expect(compose).toMatch(/x-server: &server\n {2}<<: \*sealed/);
});

it('asks Redis for a password, and tells every variable of the compose file where the settings are', () => {
  const compose = fileAtRoot('docker-compose.yml');
  // Redis has a password of its own, which is not on a command line, where every user of the host could read it.
  expect(compose).toMatch(/requirepass %s.* \| exec redis-server -/);
  expect(compose).not.toMatch(/REDIS_PASSWORD:-/);
  for (const line of compose.split('\n').filter((each) => /^\s+(command|test|entrypoint):/.test(each)))
    expect(line).not.toMatch(/\$\{[A-Z_]*PASSWORD|-p"?\$\$/);
  const example = fileAtRoot('.env.example');
  const names = new Set([...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  expect(names.size).toBeGreaterThan(5);
  for (const name of names) expect(example, name).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
});

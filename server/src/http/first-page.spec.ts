import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirstPage } from './first-page.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-page-'));
const js = (name: string, imports: string[] = []) => ({ file: `assets/${name}-12345678.js`, imports });
beforeAll(() => {
  mkdirSync(join(folder, '.vite'));
  writeFileSync(
    join(folder, 'index.html'),
    '<head><script type="module" src="/assets/index-12345678.js"></script></head>',
  );
  writeFileSync(
    join(folder, '.vite', 'manifest.json'),
    JSON.stringify({
      'index.html': js('index'),
      '_start-12345678.js': { ...js('start', ['index.html']), css: ['assets/start-12345678.css'] },
      '_early-12345678.js': js('early'),
      '_phone-12345678.js': js('phone', ['_start-12345678.js']),
      '_walk-12345678.js': js('walk'),
      '_review-12345678.js': js('review', ['_walk-12345678.js']),
      '_home-12345678.js': js('home'),
      '_desk-12345678.js': js('desk', ['_start-12345678.js']),
      'src/dingtalk/bridge-phone.ts': js('bridge-phone'),
      'src/dingtalk/bridge-pc.ts': js('bridge-pc'),
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 AliApp(DingTalk/7.6.0)';
const filesFor = (path: string, client: string): string[] =>
  [
    ...new FirstPage(`${folder}/`)
      .for(path, client)
      .matchAll(/<link rel="(?:modulepreload|preload)"[^>]* href="\/assets\/([\w-]+)-/g),
  ]
    .map(([, name]) => name ?? '')
    .sort();

it('names the files of the first view that is going to be shown, and no other', () => {
  expect(filesFor('/review', IPHONE)).toEqual(['bridge-phone', 'early', 'phone', 'review', 'start', 'start', 'walk']);
  expect(filesFor('/', IPHONE)).toEqual(['bridge-phone', 'early', 'home', 'phone', 'start', 'start']);
  expect(filesFor('/bills/7', IPHONE)).toEqual(['bridge-phone', 'early', 'phone', 'start', 'start']);
  expect(filesFor('/', 'Mozilla/5.0 (Windows NT 10.0) Chrome/69 dingtalk-win/1.0 DingTalk(7.0.40)')).toEqual([
    'bridge-pc',
    'desk',
    'early',
    'start',
    'start',
  ]);
});

it('asks who is here together with the files, and names first what the log-in waits for', () => {
  const html = new FirstPage(`${folder}/`).for('/review', IPHONE);
  expect(html).toContain('<link rel="preload" as="fetch" crossorigin href="/api/session">');
  const order = ['/api/session', 'early-', 'bridge-phone-', 'start-12345678.js', '/phone-', 'walk-', 'review-'];
  const at = order.map((name) => html.indexOf(name, html.indexOf('/api/session')));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(at).not.toContain(-1);
});

it('asks for the first list together with the files where a reviewer is logged in, and of nobody else', () => {
  const page = new FirstPage(`${folder}/`);
  const lists = (path: string, reviews: boolean) =>
    [...page.for(path, IPHONE, reviews).matchAll(/as="fetch" crossorigin href="(\/api\/bills[^"]*)"/g)].map(
      ([, at]) => at,
    );
  expect(lists('/', true)).toEqual(['/api/bills/groups?stage=review&rows=100', '/api/bills/stages']);
  expect(lists('/review', true)).toEqual(['/api/bills/groups?stage=review&rows=100']);
  expect(lists('/bills/7', true)).toEqual([]);
  expect(lists('/', false)).toEqual([]);
});

it('names no file twice, and no bridge to a client that is not there', () => {
  const html = new FirstPage(`${folder}/`).for('/', 'Mozilla/5.0 (X11; Linux) Chrome/120');
  expect(html.match(/index-12345678\.js/g)).toHaveLength(1);
  expect(html).not.toContain('bridge');
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveMiniapp } from './serve-miniapp.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-served-'));
let http: FastifyInstance;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<head></head><div id="app"></div>');
  writeFileSync(join(folder, 'assets', 'start-12345678.js'), 'start()');
  http = fastify();
  const app = { register: http.register.bind(http), getHttpAdapter: () => ({ getInstance: () => http }) };
  await serveMiniapp(app as unknown as NestFastifyApplication, async () => false, `${folder}/`);
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});

const kindOf = async (url: string) => {
  const { statusCode, headers } = await http.inject({ url });
  return `${statusCode} ${String(headers['content-type']).split(';')[0]}`;
};

it('a deep link is the page, with whatever path and query', async () => {
  for (const path of [
    '/',
    '/bills/01a1c313-89db-7503-bf4e-95cd38ee3366?stage=review',
    '/mapping/costItem',
    '/stages/booked',
  ])
    expect(await kindOf(path)).toBe('200 text/html');
});

it('what is no page of ours is not there: neither an address of the programs nor a file that browsers ask for', async () => {
  for (const path of [
    '/api/nothing',
    '/assets/gone-12345678.js',
    '/favicon.ico',
    '/apple-touch-icon.png',
    '/robots.txt',
    '/a/b.PHP',
  ])
    expect(await kindOf(path)).toMatch(/^404 application\/(?:problem\+)?json$/);
  expect(await kindOf('/assets/start-12345678.js')).toMatch(/^200 (?:text|application)\/javascript$/);
});

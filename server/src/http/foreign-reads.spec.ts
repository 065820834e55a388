import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRoute } from '@dingdee/shared/routes/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { settingsForSpec } from './settings-for-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-reads-'));
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` }));
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads with the headers that a browser adds; fetch does not let them be set. */
const read = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(`${server.url}${path}`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
const paths = everyRoute
  .filter(({ method, who }) => method === 'GET' && who !== 'anyone' && who !== 'token')
  .map(({ path }) => path.replaceAll(/:\w+/g, 'x'));

describe('a read by a page of another site, with the cookie of whoever looks at that page', () => {
  it('is refused before anybody asks who it is, on every route', async () => {
    for (const path of paths) {
      const asPicture = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
      expect([path, await read(path, asPicture)]).toEqual([path, 403]);
    }
  });

  it('is something else than a read of our own page, than a link that is followed, and than a program', async () => {
    const fromElsewhere: readonly Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      {},
    ];
    for (const headers of fromElsewhere) expect(await read('/api/bills', headers)).toBe(401);
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { runOps } from './verify-command.js';

/** Whoever writes into the database or answers in Kingdee's place does not write on the terminal of who looks. */
let run: RunningOffice;
let server: Server | null = null;
beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process' });
  newApprovals(run, { count: 10, seed: 91 });
  await wholeWay(run);
});
afterAll(async () => {
  server?.close();
  await run?.stack.close();
});

const ESC = '\u001b';
/** Everything that is no line break and that a terminal would obey. */
const STEERS = /[^\P{C}\n]/u;

it('a number forged in the database is shown in quotes, on the line of the fault that it is about', async () => {
  const good = await runOps(run.stack, ['verify']);
  expect(good.code).toBe(0);
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const [bill] = await source.query("SELECT id FROM bill WHERE state_kind = 'written-back' ORDER BY id LIMIT 1");
  const last = good.output.trim().split('\n').at(-1);
  // As long as the column is.
  await source.query('UPDATE bill SET base_fen = base_fen + 100000, bill_no = ? WHERE id = ?', [
    `${ESC}[2J\n${last}`.slice(0, 30),
    bill.id,
  ]);
  await source.destroy();
  const { code, output } = await runOps(run.stack, ['verify']);
  expect(code).toBe(1);
  expect(output).not.toMatch(STEERS);
  expect(output).toMatch(/^✗ 列表里的金额不是单据的金额：“□\[2J 单据 10 张，.*”$/m);
  expect(output.split('\n').filter((line) => line.startsWith('单据 '))).toHaveLength(1);
});

it('what a site answers cannot steer the terminal of who runs the check-up, nor write a line of its own there', async () => {
  server = createServer((asked, answer) => {
    asked.resume();
    asked.on('end', () => {
      answer.setHeader('content-type', 'application/json');
      if (asked.url?.includes('AuthService')) {
        const Message = `应用未授权${ESC}[2J${ESC}[H\n✓ 付款单的字段　都在${ESC}[8m${ESC}]52;c;eA==\u0007\u009b2J\u202e`;
        answer.end(JSON.stringify({ LoginResultType: 0, Message }));
      } else if (asked.url?.includes('GetDataCenterList'))
        answer.end(JSON.stringify([{ Id: 'x', Name: `他人的账套${ESC}]0;owned\u0007\n✓ x` }]));
      else answer.writeHead(404).end('{}');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { output } = await runOps(run.stack, ['check-up'], 'sqlite:/nowhere/x.db', {
    KINGDEE_URL: `${url}/k3cloud/`,
    KINGDEE_AUTH: 'password',
    KINGDEE_PASSWORD: 'password-of-somebody',
    DINGTALK_API_URL: url,
    DINGTALK_OAPI_URL: url,
  });
  expect(output).toContain('应用未授权□');
  expect(output).not.toMatch(STEERS);
  expect(output).not.toMatch(/^✓ (付款单的字段|x)/m);
});

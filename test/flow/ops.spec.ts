import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveAll, collect, fixMappings, type Office, openOffice, pushAll } from './office.js';
import { connectionSettings, type Stack, startStack } from './stack.js';

let stack: Stack;
let office: Office;

beforeAll(async () => {
  stack = await startStack({ sandbox: { approvals: 30, clean: true } });
  office = await openOffice(stack);
  await collect(office);
  await fixMappings(office);
  await approveAll(office);
  await pushAll(office);
});
afterAll(() => stack.close());

/** The command as an administrator runs it, beside the live server. */
function verify(): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['server/dist/ops/main.js', 'verify'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      ...process.env,
      ...connectionSettings(stack.sandbox),
      DATABASE_URL: stack.databaseUrl,
      APP_SECRET: 'flow-test-secret-0123456789',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

it('finds nothing wrong after an ordinary day', async () => {
  const { code, output } = await verify();
  expect(output).toContain('单据 30 张，在金蝶核对 30 张');
  expect(output).toContain('不符 0 处');
  expect(code).toBe(0);
});

it('names the bill that somebody deleted in Kingdee after it was booked', async () => {
  const [bill] = await office.admin.all<BillSummary>('/api/bills?stage=booked');
  await fetch(`${stack.sandbox.control.url}/kingdee/bills`, {
    method: 'POST',
    body: JSON.stringify({ number: bill?.billNo, change: 'delete' }),
  });
  const { code, output } = await verify();
  expect(output).toContain(`已入账，但金蝶里查不到：${bill?.billNo}`);
  expect(code).toBe(1);
});

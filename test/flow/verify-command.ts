import { spawn } from 'node:child_process';
import { ROOT } from '../root.js';
import { connectionSettings, type Stack } from './stack.js';

/** `npm run ops -- verify` as an administrator runs it, beside the live server. */
export function runVerify(
  stack: Stack,
  databaseUrl = stack.databaseUrl,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['server/dist/ops/main.js', 'verify'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...connectionSettings(stack.sandbox),
      DATABASE_URL: databaseUrl,
      APP_SECRET: 'flow-test-secret-0123456789',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

import { spawn } from 'node:child_process';
import { ROOT } from '../root.js';
import { withOwnClock } from './own-clock.js';
import { opsMain } from './server-main.js';
import { connectionSettings, FLOW_SECRET, markerSetting, type Stack } from './stack.js';

/** Runs `npm run ops -- verify` as an administrator does, beside the live server. */
export const runVerify = (stack: Stack, databaseUrl = stack.databaseUrl): Promise<Ended> =>
  runOps(stack, ['verify'], databaseUrl);

interface Ended {
  code: number | null;
  output: string;
}

/** Runs `npm run ops -- …` beside the live server. */
export function runOps(
  stack: Stack,
  args: readonly string[],
  databaseUrl = stack.databaseUrl,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [opsMain(), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...connectionSettings(stack.sandbox),
      DATABASE_URL: databaseUrl,
      ...markerSetting(databaseUrl),
      APP_SECRET: FLOW_SECRET,
      NODE_OPTIONS: withOwnClock(process.env.NODE_OPTIONS),
      ...more,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

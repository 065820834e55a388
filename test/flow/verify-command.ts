import { spawn } from 'node:child_process';
import { ROOT } from '../root.js';
import { withOwnClock } from './own-clock.js';
import { usualWorld, verifyHere } from './server-here.js';
import { opsMain } from './server-main.js';
import { connectionSettings, FLOW_SECRET, markerSetting, type Stack } from './stack.js';

/**
 * Compares the database with Kingdee beside the live server, as `npm run ops -- verify` does: in this process where servers usually run here,
 * else by the command. `more` are settings of the server under test. ops.spec.ts and ops-output.spec.ts always run the command.
 */
export const runVerify = (stack: Stack, more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  usualWorld() === 'here'
    ? verifyHere({ ...environment(stack, stack.databaseUrl), ...more })
    : runOps(stack, ['verify'], stack.databaseUrl, more);

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
      ...environment(stack, databaseUrl),
      NODE_OPTIONS: withOwnClock(process.env.NODE_OPTIONS),
      ...more,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

const environment = (stack: Stack, databaseUrl: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...connectionSettings(stack.sandbox),
  DATABASE_URL: databaseUrl,
  ...markerSetting(databaseUrl),
  APP_SECRET: FLOW_SECRET,
});

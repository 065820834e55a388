import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a Node program and waits until it is up.
 * @param ready checks a line of its output, as JSON.
 * @returns that line and the process.
 * @throws Error if it ends before.
 */
export async function launch(args, env, ready, cwd = undefined) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const said = text.startsWith('{') ? JSON.parse(text) : {};
      if (ready(said)) resolve(said);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    return await ended;
  };
  return { line, pid: child.pid, stop };
}

export const isReady = ({ event }) => event === 'ready';

/** Starts the stand-ins on ports that the system assigns. */
export const launchSandbox = (file) => {
  const ports = { SANDBOX_DINGTALK_PORT: '0', SANDBOX_KINGDEE_PORT: '0', SANDBOX_CONTROL_PORT: '0' };
  return launch([file], { ...process.env, ...ports }, ({ dingtalk }) => dingtalk !== undefined);
};

/** Returns the settings of a separate server in front of stand-ins, with its database in `file`. */
export const settingsFor = ({ dingtalk, kingdee }, file) => ({
  ...process.env,
  PORT: '0',
  HOST: '127.0.0.1',
  PUBLIC_URL: '',
  REDIS_URL: '',
  DATABASE_URL: `sqlite:${file}`,
  APP_SECRET: 'of-its-own-0123456789',
  LOG_LEVEL: 'warn',
  DINGTALK_CORP_ID: dingtalk.corpId,
  DINGTALK_CLIENT_ID: dingtalk.clientId,
  DINGTALK_CLIENT_SECRET: dingtalk.clientSecret,
  DINGTALK_AGENT_ID: String(dingtalk.agentId),
  DINGTALK_API_URL: dingtalk.url,
  DINGTALK_OAPI_URL: dingtalk.url,
  KINGDEE_URL: kingdee.url,
  KINGDEE_ACCT_ID: kingdee.acctId,
  KINGDEE_USERNAME: kingdee.username,
  KINGDEE_PASSWORD: kingdee.password,
  KINGDEE_APP_ID: kingdee.appId,
  KINGDEE_APP_SECRET: kingdee.appSecret,
  KINGDEE_ORG: kingdee.org,
});

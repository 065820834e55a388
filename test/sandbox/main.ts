import { keepState } from './keep-state.js';
import { readRecording } from './replay/recording.js';
import { startReplay } from './replay/replay-servers.js';
import { type SandboxOptions, startSandbox } from './start.js';

/** Returns a whole number from the environment, or undefined. @throws Error that names the variable. */
function whole(name: string): number | undefined {
  const value = process.env[name];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new Error(`${name} must be a whole number, not ${value}`);
  return Number(value);
}

function options(): SandboxOptions {
  return {
    host: process.env.SANDBOX_HOST,
    dingtalkPort: whole('SANDBOX_DINGTALK_PORT'),
    kingdeePort: whole('SANDBOX_KINGDEE_PORT'),
    controlPort: whole('SANDBOX_CONTROL_PORT'),
    gatewayPort: whole('SANDBOX_GATEWAY_PORT'),
    approvals: whole('SANDBOX_APPROVALS'),
    seed: whole('SANDBOX_SEED'),
    qps: whole('SANDBOX_QPS'),
    appUrl: process.env.SANDBOX_APP_URL,
    clean: process.env.SANDBOX_CLEAN === 'on',
    supplierForm: process.env.SANDBOX_SUPPLIER_FORM === 'on',
    contractForm: process.env.SANDBOX_CONTRACT_FORM === 'on',
    approvalsAt: whole('SANDBOX_APPROVALS_AT'),
  };
}

/** Starts the sandbox; with `--replay FILE` a recorded site answers instead of the invented company. */
async function start(): Promise<{ shown: object; close(): Promise<void> }> {
  const at = process.argv.indexOf('--replay');
  if (at < 0) {
    const sandbox = await startSandbox(options());
    const { dingtalk, kingdee, control, workbench, gateway } = sandbox;
    const file = process.env.SANDBOX_STATE_FILE;
    const letGo = file ? keepState(file, sandbox.state) : () => undefined;
    const close = async (): Promise<void> => {
      letGo();
      await sandbox.close();
    };
    return { shown: { dingtalk, kingdee, control, workbench, gateway }, close };
  }
  const { host, dingtalkPort, kingdeePort } = options();
  const { dingtalk, kingdee, close } = await startReplay(readRecording(process.argv[at + 1] ?? ''), {
    host,
    dingtalkPort,
    kingdeePort,
  });
  return { shown: { dingtalk, kingdee }, close };
}

const { shown, close } = await start().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
process.stdout.write(`${JSON.stringify(shown)}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void close().then(() => process.exit(0));
  });

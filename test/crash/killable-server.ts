import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SandboxLine } from '../bench/processes.js';
import { type OwnProcess, ownProcess } from '../flow/own-process.js';
import { cleanEnv, connectionSettings, markerSetting } from '../flow/stack.js';
import { ROOT } from '../root.js';

/** The compiled hooks, which are preloaded at every start. */
const HOOKS = pathToFileURL(join(ROOT, 'test/dist/crash/hooks.js')).href;
/** Longest start on a busy machine. */
const READY_MS = 180_000;
const LOOK_MS = 25;

/**
 * The defaults divided by 100, times with a call divided by less: the proof needs their order, not their length. DingTalk has as long as a
 * busy machine needs. Defaults: SETTLE_DELAYS_MS 5 s, 30 s, 2 min, 10 min · KINGDEE_TIMEOUT_MS 120 s · LEASE_MARGIN_MS 60 s · PROBE_GAP_MS
 * 60 s.
 */
export const SHORT_WAITS: Readonly<Record<string, string>> = {
  KINGDEE_TIMEOUT_MS: '1200',
  LEASE_MARGIN_MS: '1200',
  PROBE_GAP_MS: '600',
  SETTLE_DELAYS_MS: '50,300,1200,6000',
  DUE_SWEEP_MS: '50',
  DINGTALK_TIMEOUT_MS: '3000',
  BREAKER_OPEN_MS: '200',
  RETRY_WAIT_MS: '100',
};

/** Starts and kills a real server process again and again, on one port. */
export class KillableServer {
  readonly url: string;
  private child: ChildProcess | null = null;
  private own: OwnProcess | null = null;
  private output = '';
  private answered = false;

  /** @param settings settings of every start; those of `start` override them. @param waits {} = the program's defaults. */
  constructor(
    private readonly port: number,
    private readonly line: SandboxLine,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly waits: Readonly<Record<string, string>> = SHORT_WAITS,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Everything printed since the first start. */
  log(): string {
    return this.output;
  }

  get alive(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Whether it is alive and has been ready since its start. */
  get ready(): boolean {
    return this.alive && this.answered;
  }

  /** Starts the server and resolves when it is ready, or when a hook has killed it before. @throws Error if it ends in another way. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const given = { ...this.settings, ...settings };
    const child = spawn(process.execPath, ['--import', HOOKS, 'server/dist/main.js'], {
      cwd: ROOT,
      env: {
        ...cleanEnv(),
        ...connectionSettings(this.line),
        DINGTALK_MONTHLY_CALLS: '100000000',
        DINGTALK_QPS: '0',
        APP_SECRET: 'crash-secret-0123456789',
        LOG_LEVEL: 'warn',
        PORT: String(this.port),
        ...this.waits,
        ...markerSetting(given.DATABASE_URL ?? 'sqlite:', `-${this.port}`),
        ...given,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.answered = false;
    const own = ownProcess(child, (text) => {
      this.output = (this.output + text).slice(-200_000);
    });
    this.own = own;
    for (const end = Date.now() + READY_MS; Date.now() < end; ) {
      if (child.signalCode === 'SIGKILL') return;
      const code = own.exitCode();
      if (code !== null) throw new Error(`the server ended with code ${code}:\n${this.output}`);
      const ready = await fetch(`${this.url}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) {
        this.answered = true;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error(`the server was not ready within ${READY_MS} ms:\n${this.output}`);
  }

  /** @returns whether it ended within `ms`. */
  async endsWithin(ms: number): Promise<boolean> {
    if (!this.own) return true;
    let timer: NodeJS.Timeout | undefined;
    const ended = await Promise.race([
      this.own.ended.then(() => true),
      new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), ms);
      }),
    ]);
    clearTimeout(timer);
    return ended;
  }

  /** Sends a signal to the running process. @throws Error if none runs. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    if (!this.alive) throw new Error(`no server to send ${signal} to`);
    this.child?.kill(signal);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.alive) return;
    this.child?.kill(signal);
    if (!(await this.endsWithin(30_000))) throw new Error(`the server did not end on ${signal}`);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, connectionSettings, FLOW_SECRET, freePort, untilReady } from '../flow/stack.js';
import { ROOT } from '../root.js';
import type { Sandbox } from '../sandbox/start.js';
import type { Moved } from './virtual-clock.js';

const CLOCK = pathToFileURL(join(ROOT, 'test/dist/months/virtual-clock.js')).href;

/** A real server in a process of its own, whose clock and the stand-ins' are moved together. */
export class MonthServer {
  private child: ChildProcess | null = null;
  private output = '';
  private port = 0;
  private answered: ((moved: Moved) => void) | null = null;
  private gone: ((error: Error) => void) | null = null;
  /** When the server has something to do by itself, Unix ms of the moved clock. */
  nextAt: number | null = null;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly databaseUrl: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything printed since the first start. */
  log(): string {
    return this.output;
  }

  /** The moved clock. */
  now(): number {
    return this.sandbox.state.ctx.clock.now();
  }

  async start(settings: Readonly<Record<string, string>>): Promise<void> {
    this.port ||= await freePort();
    const { offsetMs } = this.sandbox.state.ctx.clock;
    const child = spawn(process.execPath, ['--import', CLOCK, 'server/dist/main.js'], {
      cwd: ROOT,
      env: {
        ...cleanEnv(),
        ...connectionSettings(this.sandbox),
        PORT: String(this.port),
        DATABASE_URL: this.databaseUrl,
        APP_SECRET: FLOW_SECRET,
        LOG_LEVEL: 'warn',
        MONTHS_CLOCK: String(offsetMs),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    const orphan = (): boolean => child.kill('SIGKILL');
    process.once('exit', orphan);
    child.once('exit', (code) => {
      process.off('exit', orphan);
      this.gone?.(new Error(`the server ended with code ${code}:\n${this.output.slice(-3000)}`));
    });
    child.on('message', (moved: Moved) => this.answered?.(moved));
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString()).slice(-200_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    await untilReady(this.url, child, () => this.output);
    await this.moveTo(this.now());
  }

  /** Moves both clocks to `at`, or leaves them where they are beyond it already, and waits until the server has nothing left to do. */
  async moveTo(at: number): Promise<void> {
    const { clock } = this.sandbox.state.ctx;
    clock.offsetMs = Math.max(clock.offsetMs, at - Date.now());
    const { nextAt } = await new Promise<Moved>((resolve, reject) => {
      this.answered = resolve;
      this.gone = reject;
      this.child?.send({ offset: clock.offsetMs });
    });
    this.nextAt = nextAt;
  }

  /** Waits until the server has done what it was just given. */
  quiet(): Promise<void> {
    return this.moveTo(this.now());
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.gone = null;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await ended;
  }
}

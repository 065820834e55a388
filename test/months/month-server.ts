import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OwnProcess, ownProcess } from '../flow/own-process.js';
import { cleanEnv, connectionSettings, FLOW_SECRET, freePort, untilReady } from '../flow/stack.js';
import { ROOT } from '../root.js';
import type { Sandbox } from '../sandbox/start.js';
import type { Moved } from './virtual-clock.js';

const CLOCK = pathToFileURL(join(ROOT, 'test/dist/months/virtual-clock.js')).href;

/** A real server in a process of its own, whose clock and the stand-ins' are moved together. */
export class MonthServer {
  private child: ChildProcess | null = null;
  private own: OwnProcess | null = null;
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
    this.own = ownProcess(child, (text) => {
      this.output = (this.output + text).slice(-200_000);
    });
    child.once('close', (code) => {
      this.gone?.(new Error(`the server ended with code ${code}:\n${this.output.slice(-3000)}`));
    });
    child.on('message', (moved: Moved) => this.answered?.(moved));
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
    const { own } = this;
    [this.child, this.own, this.gone] = [null, null, null];
    await own?.stop('SIGTERM');
  }
}

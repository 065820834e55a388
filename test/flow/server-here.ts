import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import { SERVER_BUNDLE } from './server-main.js';
import { inVirtualTime } from './virtual-clock.js';
import { DEAD, Life, living } from './virtual-life.js';

/** Place where a spec's server runs: in the process of the spec, or in a process of its own. */
export type World = 'here' | 'process';

/** Environment variable with the default World; 'process' where it is not set, as in browser specs and proofs. */
const FLOW_WORLD = 'FLOW_WORLD';

export const usualWorld = (): World => (process.env[FLOW_WORLD] === 'here' ? 'here' : 'process');

type Env = Readonly<Record<string, string | undefined>>;

interface Surroundings {
  out: { write(line: string): void };
  end(sentence: string): void;
}

/** Functions of the server that are called here: start-server.ts, config/settings.ts and ops/verify-command.ts. */
interface Program {
  startServer(settings: unknown, surroundings: Surroundings): Promise<{ close(): Promise<void> }>;
  readSettings(env: Env): unknown;
  verify(settings: unknown, tell: (line: string) => void): Promise<number>;
}

let program: Promise<Program> | null = null;

/** Loads the bundle; called once in a process, however often a server is started. */
async function load(): Promise<Program> {
  const folder = process.env[SERVER_BUNDLE];
  if (!folder) throw new Error(`${SERVER_BUNDLE} is not set: bundled-server.ts sets it for the whole run`);
  return loadFrom(folder, ['start-server.js', 'settings.js', 'verify.js']);
}

/** Runs the modules that the bundle is made of, for a spec that reaches into them; called before the first start. */
export function useModules(): void {
  program = loadFrom(join(ROOT, 'server/dist'), ['start-server.js', 'config/settings.js', 'ops/verify-command.js']);
}

async function loadFrom(
  folder: string,
  [start, settings, command]: readonly [string, string, string],
): Promise<Program> {
  const from = (name: string) => import(pathToFileURL(join(folder, name)).href) as Promise<Program>;
  const { startServer } = await from(start);
  const { readSettings } = await from(settings);
  const { verify } = await from(command);
  return { startServer, readSettings, verify };
}

/** Calls what `npm run ops -- verify` calls, in this process. @returns its exit code and what it prints. @throws Error instead of exit code 2. */
export async function verifyHere(env: Env): Promise<{ code: number; output: string }> {
  program ??= load();
  const { readSettings, verify } = await program;
  let output = '';
  const code = await verify(readSettings(env), (line) => (output += `${line}\n`));
  return { code, output };
}

const heard: (() => void)[] = [];
/** Calls `act` each time a server has started here. */
export const whenStarted = (act: () => void): void => void heard.push(act);

/** Whether a server is being started: names that Nest draws for itself must never repeat within a process, whatever the seed. */
export let isStarting = false;

/** Number of servers that run here now. They share Nest's logger, so two at once would write into one log. */
let running = 0;

/**
 * Runs the server in the process of the spec, over real sockets and in real time. Functions that need a process of its own are refused:
 * kill, signals and preloaded modules (docs/decisions/0116-one-process-for-specs.md).
 */
export class ServerHere {
  private server: { close(): Promise<void> } | null = null;
  private ended: number | null = null;
  private readonly faults: unknown[] = [];
  private life = new Life();

  constructor(private readonly print: (text: string) => void) {}

  async start(env: Env): Promise<void> {
    if (env.NODE_OPTIONS) throw needsProcess('NODE_OPTIONS');
    if (running > 0) throw needsProcess('a second server at the same time');
    program ??= load();
    const { startServer, readSettings } = await program;
    running += 1;
    this.ended = null;
    this.watch(true);
    try {
      const life = new Life();
      this.life = life;
      const write = (line: string): void => {
        if (!life.over && !line.includes(DEAD)) this.print(line);
      };
      const surroundings = { out: { write }, end: (sentence: string) => this.end(sentence) };
      isStarting = true;
      this.server = await living(life, () => startServer(readSettings(env), surroundings));
      for (const act of heard) act();
    } catch (error) {
      this.gone(1);
      this.print(`${String(error)}\n`);
      throw error;
    } finally {
      isStarting = false;
    }
  }

  /** Stops the server. @throws AggregateError with the uncaught errors of the server: a process would have ended by them. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    if (signal === 'SIGKILL' && inVirtualTime) this.die();
    else if (signal !== 'SIGTERM') throw needsProcess(signal);
    const { server } = this;
    if (server) {
      this.server = null;
      try {
        await server.close();
      } finally {
        this.gone(0);
      }
    }
    if (this.faults.length > 0) throw new AggregateError(this.faults.splice(0), 'errors that nobody caught');
  }

  /**
   * Makes the server die at the given piece of a request that it writes from now on; virtual time only.
   * @param sent whether that piece still arrives.
   */
  dieAfter(writes: number, sent: boolean): Promise<void> {
    if (!inVirtualTime) throw needsProcess('a death within a call');
    return new Promise((resolve) => {
      this.life.dieAfter(writes, sent, () => {
        this.die();
        resolve();
      });
    });
  }

  signal(signal: NodeJS.Signals): void {
    throw needsProcess(signal);
  }

  exitCode(): number | null {
    return this.ended;
  }

  /** Ends the server like a killed process: nothing of it continues, and uncommitted work is lost. */
  private die(): void {
    this.life.end();
    this.server = null;
    this.gone(137);
  }

  /** Closes the server where a process would exit. */
  private end(sentence: string): void {
    this.print(`${sentence}\n`);
    const { server } = this;
    this.server = null;
    server?.close().catch((error: unknown) => this.faults.push(error));
    this.gone(1);
  }

  private gone(code: number): void {
    if (this.ended !== null) return;
    this.ended = code;
    running -= 1;
    this.watch(false);
  }

  /** Logs uncaught errors and throws them at the end of the spec: Vitest reports them without the name of a test. */
  private watch(on: boolean): void {
    const change = on ? 'on' : 'off';
    process[change]('uncaughtExceptionMonitor', this.fault);
    process[change]('unhandledRejection', this.fault);
  }

  private readonly fault = (error: unknown): void => {
    this.faults.push(error);
    const stack = error instanceof Error ? error.stack : undefined;
    this.print(
      `${JSON.stringify({ level: 'fatal', app: 'dingdee', msg: `nobody caught: ${String(error)}`, stack })}\n`,
    );
  };
}

const needsProcess = (what: string): Error =>
  new Error(`${what} needs a server in a process of its own: start the stack with world: 'process'`);

import type { ChildProcess } from 'node:child_process';

/** Child process of this process. It does not outlive this process. */
export interface OwnProcess {
  /** Exit code of a process that ended by itself; null while it runs or while its output is not fully read. */
  exitCode(): number | null;
  /** Resolves when the process has ended and its whole output has been read. */
  readonly ended: Promise<void>;
  /** Ends the process if it still runs, and waits until its whole output has been read. @throws Error if it had to be killed. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** A stopping server first finishes its calls to Kingdee. */
const STOPPING_MS = 90_000;
const living = new Set<ChildProcess>();

/** Watches a child process that was just spawned. @param hear called with every piece of its output. */
export function ownProcess(child: ChildProcess, hear: (text: string) => void = () => undefined): OwnProcess {
  if (living.size === 0) watchOwnEnd();
  living.add(child);
  child.once('exit', () => living.delete(child));
  for (const pipe of [child.stdout, child.stderr]) pipe?.setEncoding('utf8').on('data', hear);
  let closed = false;
  // `exit` comes before the last output.
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      closed = true;
      resolve();
    });
  });
  return {
    exitCode: () => (closed ? child.exitCode : null),
    ended,
    stop: async (signal) => {
      if (closed) return;
      child.kill(signal);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
      }, STOPPING_MS);
      await ended;
      clearTimeout(timer);
      if (late) throw new Error(`the server did not end within ${STOPPING_MS} ms of ${signal}`);
    },
  };
}

/** Processes that were started here and have not ended. */
export const stillRunning = (): readonly ChildProcess[] => [...living];

const killAll = (): void => {
  for (const child of living) child.kill('SIGKILL');
};

/** Kills all child processes when this process ends, so that an interrupted run leaves none behind. */
function watchOwnEnd(): void {
  process.off('exit', killAll).once('exit', killAll);
  process.off('SIGTERM', onTerm).once('SIGTERM', onTerm);
}

/** Kills all child processes on SIGTERM, because a process that a signal ends emits no `exit`. */
function onTerm(): void {
  killAll();
  process.kill(process.pid, 'SIGTERM');
}

/** Functions that close what has to be closed before a spec ends, by name. */
export const leftOpen = new Map<string, () => Promise<void>>();

/** Closes every part, even if another part fails. @throws the first error. */
export async function closeAll(...parts: readonly (() => unknown)[]): Promise<void> {
  const wrong: unknown[] = [];
  for (const close of parts)
    try {
      await close();
    } catch (error) {
      wrong.push(error);
    }
  if (wrong.length > 0) throw wrong[0];
}

import type { ChildProcess } from 'node:child_process';

/** A process that this one has started. It does not outlive this one. */
export interface OwnProcess {
  /** How it ended by itself; null while it runs, or while something that it printed has not been read yet. */
  exitCode(): number | null;
  /** Resolves when it has ended and everything that it printed has been read. */
  readonly ended: Promise<void>;
  /** Ends it, where it has not ended already; everything that it printed has been read then. @throws Error where it had to be killed. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** A server that stops finishes what is at Kingdee first. */
const STOPPING_MS = 90_000;
const living = new Set<ChildProcess>();

/** @param child just spawned. @param hear told of everything that it prints. */
export function ownProcess(child: ChildProcess, hear: (text: string) => void = () => undefined): OwnProcess {
  if (living.size === 0) watchOwnEnd();
  living.add(child);
  child.once('exit', () => living.delete(child));
  for (const pipe of [child.stdout, child.stderr]) pipe?.setEncoding('utf8').on('data', hear);
  let closed = false;
  // `exit` comes before the last of what it printed.
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

/** An interrupted run leaves none behind. */
function watchOwnEnd(): void {
  process.off('exit', killAll).once('exit', killAll);
  process.off('SIGTERM', onTerm).once('SIGTERM', onTerm);
}

/** Nobody hears `exit` of a process that a signal ends. */
function onTerm(): void {
  killAll();
  process.kill(process.pid, 'SIGTERM');
}

/** What has to be closed before a spec is over, by name. */
export const leftOpen = new Map<string, () => Promise<void>>();

/** Closes every part, whatever becomes of the others. @throws what went wrong first. */
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

import { AsyncLocalStorage } from 'node:async_hooks';
import Libsql from 'libsql';

/** One run of a server, from its start to its end or its death. What a dead one has under way never comes back to it. */
export class Life {
  over = false;
  /** Called when it dies, before anything else happens. */
  readonly endings = new Set<() => void>();
  /** Calls of the server itself until it dies of one; null: it dies of none. */
  private fuse: { writes: number; sent: boolean; died: () => void } | null = null;

  /**
   * Dies with what it writes to one of both systems next, or after so many of them.
   * @param sent whether that still arrives: done there, and nobody hears of it.
   */
  dieAfter(writes: number, sent: boolean, died: () => void): void {
    this.fuse = { writes, sent, died };
  }

  /** Something leaves. @returns whether it arrives. */
  writes(): boolean {
    if (this.over) return false;
    if (!this.fuse || --this.fuse.writes > 0) return true;
    const { sent, died } = this.fuse;
    this.end();
    died();
    return sent;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    for (const ending of this.endings) ending();
    this.endings.clear();
  }
}

const lives = new AsyncLocalStorage<Life>();
/** Whose code this is; undefined: of the spec or a stand-in. */
export const lifeNow = (): Life | undefined => lives.getStore();
export const living = <T>(life: Life, act: () => T): T => lives.run(life, act);

/** In whatever a dead server says of its database: the log is shared by all servers of a process. */
export const DEAD = 'the process is dead';

type Call = (this: { exec?(sql: string): void }, ...given: unknown[]) => unknown;
/** The parts of libsql's statement, which it does not export. */
const STATEMENT = ['run', 'all', 'get', 'iterate'];

/** From here on a dead server's database does what that of a dead process does: what was not committed is gone, and nothing is written any more. */
export function databasesDie(): void {
  const born = new WeakMap<object, Life>();
  const guarded = (owner: Record<string, Call>, name: string, before: (which: object) => void = () => undefined) => {
    const usual = owner[name];
    if (!usual) throw new Error(`libsql has no ${name}`);
    owner[name] = function (...given) {
      before(this);
      if (lifeNow()?.over || born.get(this)?.over) throw new Error(DEAD);
      return Reflect.apply(usual, this, given);
    };
  };
  const rolledBack = (which: object): void => {
    const life = lifeNow();
    if (!life || born.has(which)) return;
    born.set(which, life);
    life.endings.add(() => {
      born.delete(which);
      living(new Life(), () => rollBack(which as Libsql.Database));
      born.set(which, life);
    });
  };
  const database = Libsql.prototype as unknown as Record<string, Call>;
  for (const name of ['prepare', 'exec']) guarded(database, name, rolledBack);
  const probe = new Libsql(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Record<string, Call>;
  for (const name of STATEMENT) guarded(statement, name);
  probe.close();
}

function rollBack(database: Libsql.Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Nothing was begun.
  }
  database.close();
}

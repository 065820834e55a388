import { AsyncLocalStorage } from 'node:async_hooks';
import Libsql from 'libsql';

/** One run of a server, from its start to its end or death. Pending work of a dead server never returns to it. */
export class Life {
  over = false;
  /** Functions that are called at the death, before anything else. */
  readonly endings = new Set<() => void>();
  /** Number of writes until the server dies; null if it is not to die. */
  private fuse: { writes: number; sent: boolean; died: () => void } | null = null;

  /**
   * Makes the server die at its next write to DingTalk or Kingdee, or at the write with the number `writes`.
   * @param sent whether that write still arrives: it is then done there, and the answer is lost.
   */
  dieAfter(writes: number, sent: boolean, died: () => void): void {
    this.fuse = { writes, sent, died };
  }

  /** Notes one write of the server. @returns whether it arrives. */
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
/** Life whose code is running; undefined for code of the spec or of a stand-in. */
export const lifeNow = (): Life | undefined => lives.getStore();
export const living = <T>(life: Life, act: () => T): T => lives.run(life, act);

/** Part of every database error of a dead server; all servers of a process share the log. */
export const DEAD = 'the process is dead';

type Call = (this: { exec?(sql: string): void }, ...given: unknown[]) => unknown;
/** Methods of libsql's statement class, which libsql does not export. */
const STATEMENT = ['run', 'all', 'get', 'iterate'];

/** Makes the database of a dead server behave like that of a dead process: uncommitted work is lost and nothing is written any more. */
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
    // No transaction was open.
  }
  database.close();
}

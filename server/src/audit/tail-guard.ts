import { statSync } from 'node:fs';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';

const EVERY_MS = 1_000;

/** The last audit row as it was seen committed. Its number alone would not do: a restored copy soon has rows of the same numbers. */
interface Tail {
  seq: number;
  print: string;
}
interface Row {
  seq: number | string;
  at: number | string;
  actor: string;
  action: string;
  subject_id: string;
}
const COLUMNS = 'seq, at, actor, action, subject_id';
const printOf = ({ at, actor, action, subject_id }: Row): string => [Number(at), actor, action, subject_id].join('\n');

/**
 * Notices that the database under a running process has become an older one: the audit log is append-only, so a row that was
 * there is there for ever. What this process knows from memory is then about another database; it says so and ends, and starts
 * again with everything unknown (product.md §2). A server that lost its last commits in a crash is noticed the same way.
 */
@Injectable()
export class TailGuard implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('audit');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private tail: Tail | null = null;
  private file: string | null = null;

  constructor(private readonly db: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    this.file = this.fileNow();
    await this.look();
    this.timer = setInterval(() => {
      this.running ??= this.look()
        // A database that is away says nothing about its age.
        .catch((error: unknown) => this.log.debug(`the end of the audit log could not be read: ${String(error)}`))
        .finally(() => {
          this.running = null;
        });
    }, EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  async look(): Promise<void> {
    if (this.fileNow() !== this.file) return this.end('数据库文件被换成了另一个');
    if (this.tail !== null) {
      const [there] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM audit WHERE seq = ?`, [this.tail.seq]);
      if (!there || printOf(there) !== this.tail.print)
        return this.end(`数据库回到了更早的状态（审计第 ${this.tail.seq} 条不见了）`);
    }
    const [last] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM audit ORDER BY seq DESC LIMIT 1`);
    this.tail = last ? { seq: Number(last.seq), print: printOf(last) } : null;
  }

  /** Ends the process; whoever watches over it starts it again. */
  protected end(what: string): void {
    process.stderr.write(
      `${what}，可能是恢复了备份。钉蝶停止运行，什么都不再发送；重新启动后，发送之前会先去金蝶逐张核对，不会重复付款。\n`,
    );
    process.exit(1);
  }

  /** Which file SQLite's path leads to; the open connection would go on with one that was moved away. */
  private fileNow(): string | null {
    const { type, database } = this.db.read.dataSource.options;
    if (type !== 'better-sqlite3' || typeof database !== 'string') return null;
    const found = statSync(database, { throwIfNoEntry: false });
    return found ? `${found.dev}:${found.ino}` : '';
  }
}

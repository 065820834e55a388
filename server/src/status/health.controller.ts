import { operationRoutes } from '@dingdee/shared/routes/operation';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Route } from '../access/role/route.decorator.js';
import { Database } from '../database/database.js';
import { DatabaseHealth } from '../database/database-health.js';
import { LiveFeed } from '../live/live-feed.js';
import { MIGRATIONS } from '../schema/migrations.js';

interface Readiness {
  ready: boolean;
  database: boolean;
  /** A test row could be written and rolled back, at most a moment ago. */
  writable: boolean;
  migrations: boolean;
  stopping: boolean;
}

/** Liveness and readiness for the process manager. */
@Controller()
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly feed: LiveFeed,
    private readonly health: DatabaseHealth,
  ) {}

  @Route(operationRoutes.alive)
  live(): { alive: true } {
    return { alive: true };
  }

  @Route(operationRoutes.ready)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const applied = await this.applied();
    const stopping = this.feed.stopping;
    const database = applied !== null;
    const migrations = applied !== null && MIGRATIONS.every(({ name }) => applied.has(name));
    const writable = migrations && (await this.health.writable());
    const ready = writable && !stopping;
    reply.status(ready ? 200 : 503);
    return { ready, database, writable, migrations, stopping };
  }

  private async applied(): Promise<ReadonlySet<string> | null> {
    try {
      const rows = await this.db.query<{ name: string }>('SELECT name FROM migrations');
      return new Set(rows.map(({ name }) => name));
    } catch {
      return null;
    }
  }
}

import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DeadLeases } from './dead-leases.js';
import { LocalWakes } from './local-wakes.js';
import { ProcessHeartbeat } from './process-heartbeat.js';
import type { RedisLink } from './redis-link.js';
import { REDIS } from './redis-token.js';
import { Wakes } from './wakes.js';

/** Provides the heartbeat of the processes and the wakes of the workers: in this process alone, or across all processes if REDIS_URL is set. */
@Global()
@Module({
  providers: [
    { provide: REDIS, inject: [SETTINGS], useFactory: redisOf },
    {
      provide: Wakes,
      inject: [SETTINGS, REDIS, Database, ProcessHeartbeat],
      useFactory: wakesOf,
    },
    {
      provide: ProcessHeartbeat,
      inject: [Database, DeadLeases],
      useFactory: async (db: Database, leases: DeadLeases): Promise<ProcessHeartbeat> => {
        const heartbeat = new ProcessHeartbeat(db, leases);
        await heartbeat.start();
        return heartbeat;
      },
    },
  ],
  exports: [REDIS, Wakes, ProcessHeartbeat],
})
export class QueueModule {}

/** Loads the Redis libraries only if REDIS_URL is set: each loaded library makes the start slower. */
async function redisOf({ REDIS_URL }: Settings): Promise<RedisLink | null> {
  if (REDIS_URL === undefined) return null;
  const { RedisLink } = await import('./redis-link.js');
  const link = new RedisLink(REDIS_URL);
  await link.open();
  return link;
}

async function wakesOf(
  settings: Settings,
  link: RedisLink | null,
  db: Database,
  heartbeat: ProcessHeartbeat,
): Promise<Wakes> {
  if (link === null) {
    const alone = {
      onWritten: db.onWritten.bind(db),
      onBeat: heartbeat.onBeat.bind(heartbeat),
    };
    return new LocalWakes(db.dialect === 'sqlite' ? alone : null);
  }
  const { BullMqWakes } = await import('./bullmq-wakes.js');
  return new BullMqWakes(link, wakePrefix(settings));
}

/** Returns the prefix for one company and one database: two installations may share a Redis without waking each other. */
const wakePrefix = ({ DINGTALK_CORP_ID, DATABASE_URL }: Settings): string =>
  `dingdee:${DINGTALK_CORP_ID}:${DATABASE_URL.split('/').at(-1)?.split('?')[0] ?? ''}`;

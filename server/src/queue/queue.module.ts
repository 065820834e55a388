import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { BullMqWakes } from './bullmq-wakes.js';
import { DeadLeases } from './dead-leases.js';
import { LocalWakes } from './local-wakes.js';
import { ProcessHeartbeat } from './process-heartbeat.js';
import { REDIS, RedisLink } from './redis-link.js';
import { Wakes } from './wakes.js';

/** Who else works here and how work is woken: in this process alone, or over all of them where REDIS_URL is set. */
@Global()
@Module({
  providers: [
    { provide: REDIS, inject: [SETTINGS], useFactory: redisOf },
    {
      provide: Wakes,
      inject: [SETTINGS, REDIS],
      useFactory: (settings: Settings, link: RedisLink | null): Wakes =>
        link === null ? new LocalWakes() : new BullMqWakes(link, wakePrefix(settings)),
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

async function redisOf({ REDIS_URL }: Settings): Promise<RedisLink | null> {
  if (REDIS_URL === undefined) return null;
  const link = new RedisLink(REDIS_URL);
  await link.open();
  return link;
}

/** One company's one database: two installations may share a Redis without waking each other. */
const wakePrefix = ({ DINGTALK_CORP_ID, DATABASE_URL }: Settings): string =>
  `dingdee:${DINGTALK_CORP_ID}:${DATABASE_URL.split('/').at(-1)?.split('?')[0] ?? ''}`;

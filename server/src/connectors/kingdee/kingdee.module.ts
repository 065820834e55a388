import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Connections } from '../../connection/connections.js';
import { Database } from '../../database/database.js';
import { callLeaseMs } from '../call-times.js';
import { TargetSurvey } from '../survey.js';
import { KingdeeClient } from '../target.js';
import type { K3CloudClient } from './k3cloud.client.js';
import { CallSlots, OwnSlots } from './transport/call-slots.js';
import { KingdeeHealth } from './transport/kingdee-health.js';
import { LeasedSlots } from './transport/leased-slots.js';
import { VisibleKingdee } from './visible-kingdee.js';

@Module({
  providers: [
    KingdeeHealth,
    { provide: CallSlots, inject: [SETTINGS, Database], useFactory: callSlots },
    {
      provide: KingdeeClient,
      inject: [Connections, KingdeeHealth, CallSlots, Database],
      useFactory: kingdeeClient,
    },
    { provide: TargetSurvey, inject: [KingdeeClient], useFactory: (client: K3CloudClient) => client.survey() },
  ],
  exports: [KingdeeClient, TargetSurvey, KingdeeHealth],
})
export class KingdeeModule {}

/** Builds the client with the stored connection; it logs in again with a secret that a person entered. */
function kingdeeClient(connections: Connections, health: KingdeeHealth, slots: CallSlots, db: Database): KingdeeClient {
  const client = new VisibleKingdee(connections.current('kingdee'), health, slots, db);
  connections.onChange('kingdee', () => client.allowLogin());
  return client;
}

/** SQLite belongs to one process, so the slots are kept in memory; several processes may share any other database. */
function callSlots(settings: Settings, db: Database): CallSlots {
  const { KINGDEE_CONCURRENCY: count } = settings;
  return db.dialect === 'sqlite' ? new OwnSlots(count) : new LeasedSlots(db, count, callLeaseMs(settings));
}

import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { LedgerMarker } from './marker/ledger-marker.js';
import { AuditKey } from './chain/audit-key.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { TailGuard } from '../hold/tail-guard.js';

@Global()
@Module({
  providers: [
    { provide: AuditKey, inject: [SETTINGS], useFactory: ({ APP_SECRET }: Settings) => new AuditKey(APP_SECRET) },
    { provide: AuditLog, inject: [AuditKey], useFactory: (key: AuditKey) => new AuditLog(key) },
    {
      provide: AuditSealer,
      inject: [Database, AuditKey, LedgerMarker],
      useFactory: (...parts: ConstructorParameters<typeof AuditSealer>) => new AuditSealer(...parts),
    },
    TailGuard,
  ],
  exports: [AuditLog, AuditSealer],
})
export class AuditModule {}

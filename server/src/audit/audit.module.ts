import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditKey } from './chain/audit-key.js';
import { LedgerMarker, markerFile } from './marker/ledger-marker.js';

@Global()
@Module({
  providers: [
    { provide: AuditKey, inject: [SETTINGS], useFactory: ({ APP_SECRET }: Settings) => new AuditKey(APP_SECRET) },
    {
      provide: LedgerMarker,
      inject: [SETTINGS],
      useFactory: ({ DATABASE_URL, LEDGER_MARKER_FILE }: Settings) =>
        new LedgerMarker(markerFile(DATABASE_URL, LEDGER_MARKER_FILE)),
    },
    { provide: AuditLog, inject: [AuditKey], useFactory: (key: AuditKey) => new AuditLog(key) },
    {
      provide: AuditSealer,
      inject: [Database, AuditKey, LedgerMarker],
      useFactory: (...parts: ConstructorParameters<typeof AuditSealer>) => new AuditSealer(...parts),
    },
  ],
  exports: [AuditKey, AuditLog, AuditSealer, LedgerMarker],
})
export class AuditModule {}

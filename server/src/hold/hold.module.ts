import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditLog } from '../audit/audit-log.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { ProcessHeartbeat } from '../queue/process-heartbeat.js';
import { CheckMarker } from './check-marker.js';
import { HoldController } from './hold.controller.js';
import { KeepMarker } from './keep-marker.js';
import { LedgerHolds } from './ledger-holds.js';
import { LedgerMarker, markerFile } from '../audit/marker/ledger-marker.js';
import { MarkerBeforeAnswer } from './marker-before-answer.js';
import { RestoredBills } from './restored-bills.js';
import { ShowHold } from '../read/hold/show-hold.js';

/** A database that is behind its marker holds everything until an administrator has looked. Checked before any worker starts. */
@Global()
@Module({
  controllers: [HoldController],
  providers: [
    {
      provide: LedgerMarker,
      inject: [SETTINGS],
      useFactory: ({ DATABASE_URL, LEDGER_MARKER_FILE }: Settings) =>
        new LedgerMarker(markerFile(DATABASE_URL, LEDGER_MARKER_FILE)),
    },
    LedgerHolds,
    KeepMarker,
    RestoredBills,
    ShowHold,
    {
      provide: CheckMarker,
      inject: [Database, AuditLog, LedgerHolds, KeepMarker, LedgerMarker, ProcessHeartbeat],
      useFactory: async (...parts: ConstructorParameters<typeof CheckMarker>): Promise<CheckMarker> => {
        const check = new CheckMarker(...parts);
        await check.run();
        return check;
      },
    },
    { provide: APP_INTERCEPTOR, useClass: MarkerBeforeAnswer },
  ],
  exports: [LedgerHolds, LedgerMarker, KeepMarker, RestoredBills, ShowHold],
})
export class HoldModule {}

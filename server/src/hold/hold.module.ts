import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditLog } from '../audit/audit-log.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { Database } from '../database/database.js';
import { ProcessHeartbeat } from '../queue/process-heartbeat.js';
import { CheckMarker } from './check-marker.js';
import { HoldController } from './hold.controller.js';
import { KeepMarker } from './keep-marker.js';
import { LedgerHolds } from './ledger-holds.js';
import { MarkerBeforeAnswer } from './marker-before-answer.js';
import { RestoredBills } from './restored-bills.js';
import { TailGuard } from './tail-guard.js';

/** Holds everything if the database is behind its marker, until an administrator has looked. The check runs before any worker starts. */
@Global()
@Module({
  controllers: [HoldController],
  providers: [
    LedgerHolds,
    KeepMarker,
    RestoredBills,
    TailGuard,
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
  exports: [LedgerHolds, KeepMarker, RestoredBills, TailGuard],
})
export class HoldModule {}

import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { BackfillController } from './backfill.controller.js';
import { ChangeFirstDay } from './change-first-day.js';
import { DecideQuarantined } from './decide-quarantined.js';
import { FirstDayEffects } from './first-day-effects.js';
import { LookIntoKingdee } from './look-into-kingdee.js';
import { OwnOfBatch } from './own-of-batch.js';
import { QuarantineWork } from './quarantine-work.js';
import { ReleaseQuarantined } from './release-quarantined.js';
import { ShowQuarantine } from './show-quarantine.js';
import { StartBackfill } from './start-backfill.js';

/**
 * Quarantine of back-fills（补采隔离区）: approvals that a back-fill brought, whether Kingdee holds their payments already, and
 * what people decide about them.
 */
@Module({
  imports: [BaseDataModule, BillModule, DingTalkModule, IntakeModule, KingdeeModule, MappingModule, SchemeModule],
  controllers: [BackfillController],
  providers: [
    ChangeFirstDay,
    DecideQuarantined,
    FirstDayEffects,
    LookIntoKingdee,
    OwnOfBatch,
    QuarantineWork,
    ReleaseQuarantined,
    ShowQuarantine,
    StartBackfill,
  ],
})
export class QuarantineModule {}

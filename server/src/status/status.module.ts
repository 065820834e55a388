import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { CheckUpModule } from '../checkup/check-up.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { ReadModule } from '../read/read.module.js';
import { TodoModule } from '../todo/todo.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { HealthController } from './health.controller.js';
import { Housekeeping } from './housekeeping.js';
import { MetricsController } from './metrics.controller.js';
import { ShowStatus } from './show-status.js';
import { StatusController } from './status.controller.js';
import { UnapprovedPayloads } from './unapproved-payloads.js';

/** State of the program and its two systems, and housekeeping. */
@Module({
  imports: [
    BaseDataModule,
    CheckUpModule,
    DingTalkModule,
    IntakeModule,
    KingdeeModule,
    ReadModule,
    TodoModule,
    WritebackModule,
  ],
  controllers: [HealthController, MetricsController, StatusController],
  providers: [Housekeeping, ShowStatus, UnapprovedPayloads],
})
export class StatusModule {}

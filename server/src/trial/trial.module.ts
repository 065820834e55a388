import { Module } from '@nestjs/common';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { OtherSchemes } from './other-schemes.js';
import { RecentReads } from './recent-reads.js';
import { RunTrial } from './run-trial.js';
import { ShowCures } from './show-cures.js';
import { TrialController } from './trial.controller.js';
import { TriedApprovals } from './tried-approvals.js';

/** Tries rules on real approvals before they are saved; writes only the audit entry of a person who had DingTalk read. */
@Module({
  imports: [BaseDataModule, DingTalkModule, IntakeModule, MappingModule, SchemeModule],
  controllers: [TrialController],
  providers: [OtherSchemes, RecentReads, RunTrial, ShowCures, TriedApprovals],
})
export class TrialModule {}

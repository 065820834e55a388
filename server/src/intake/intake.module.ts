import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../dingtalk/dingtalk.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { AmendmentsController } from './amendments.controller.js';
import { Amendments } from './amendments.js';
import { IntakeRuns } from './intake-runs.js';
import { KnownApprovals } from './known-approvals.js';
import { NameOriginal } from './name-original.js';
import { OpenApprovals } from './open-approvals.js';
import { OriginatorNames } from './originator-names.js';
import { PullApprovals } from './pull-approvals.js';
import { PullPipeline } from './pull-pipeline.js';
import { ReplacedBills } from './replaced-bills.js';
import { RereadSuspects } from './reread-suspects.js';
import { RunsController } from './runs.controller.js';
import { SchemesToPull } from './schemes-to-pull.js';
import { SettleAmendments } from './settle-amendments.js';
import { StartRuns } from './start-runs.js';
import { StoreApprovals } from './store-approvals.js';
import { SuspectedOriginals } from './suspected-originals.js';
import { SweepGaps } from './sweep-gaps.js';
import { SweepSchedule } from './sweep-schedule.js';

/** Approvals come in: sweeps by schedule and by hand, and the record of each. */
@Module({
  imports: [DingTalkModule, BillModule, SchemeModule],
  controllers: [AmendmentsController, RunsController],
  providers: [
    Amendments,
    IntakeRuns,
    KnownApprovals,
    NameOriginal,
    OpenApprovals,
    OriginatorNames,
    PullApprovals,
    PullPipeline,
    ReplacedBills,
    RereadSuspects,
    SchemesToPull,
    SettleAmendments,
    StartRuns,
    StoreApprovals,
    SuspectedOriginals,
    SweepGaps,
    SweepSchedule,
  ],
  exports: [PullApprovals, IntakeRuns, ReplacedBills],
})
export class IntakeModule {}

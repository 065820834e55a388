import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { AmendmentsController } from './amend/amendments.controller.js';
import { Amendments } from './amend/amendments.js';
import { ListUnnamed } from './amend/list-unnamed.js';
import { NameOriginal } from './amend/name-original.js';
import { ReplacedBills } from './amend/replaced-bills.js';
import { RereadSuspects } from './amend/reread-suspects.js';
import { SettleAmendments } from './amend/settle-amendments.js';
import { SuspectedOriginals } from './amend/suspected-originals.js';
import { KnownApprovals } from './approval/known-approvals.js';
import { LaterNames } from './approval/later-names.js';
import { OriginatorNames } from './approval/originator-names.js';
import { PlanCalls } from './plan/plan-calls.js';
import { PullPipeline } from './pull/pull-pipeline.js';
import { StoreApprovals } from './pull/store-approvals.js';
import { IntakeRuns } from './run/intake-runs.js';
import { OpenApprovals } from './scope/open-approvals.js';
import { SchemesToPull } from './scope/schemes-to-pull.js';
import { PullApprovals } from './sweep/pull-approvals.js';
import { RunsController } from './sweep/runs.controller.js';
import { StartRuns } from './sweep/start-runs.js';
import { SweepGaps } from './sweep/sweep-gaps.js';
import { SweepSchedule } from './sweep/sweep-schedule.js';

/** Approvals come in: sweeps by schedule and by hand, and the record of each. */
@Module({
  imports: [DingTalkModule, BillModule, SchemeModule],
  controllers: [AmendmentsController, RunsController],
  providers: [
    Amendments,
    IntakeRuns,
    KnownApprovals,
    LaterNames,
    ListUnnamed,
    NameOriginal,
    OpenApprovals,
    OriginatorNames,
    PlanCalls,
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
  exports: [PlanCalls, PullApprovals, IntakeRuns, ReplacedBills],
})
export class IntakeModule {}

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
import { EditedApprovals } from './approval/edited-approvals.js';
import { KnownApprovals } from './approval/known-approvals.js';
import { LaterNames } from './approval/later-names.js';
import { OriginatorNames } from './approval/originator-names.js';
import { Backfills } from './backfill/backfills.js';
import { EstimateBackfill } from './backfill/estimate-backfill.js';
import { RunBackfills } from './backfill/run-backfills.js';
import { EventChannel } from './channel/event-channel.js';
import { EventTrust } from './channel/event-trust.js';
import { ShowChannel } from './channel/show-channel.js';
import { CheckForms } from './drift/check-forms.js';
import { FormsController } from './drift/forms.controller.js';
import { CallbackController } from './event/callback.controller.js';
import { CallbackNonces } from './event/callback-nonces.js';
import { EventInbox } from './event/event-inbox.js';
import { EventMeter } from './event/event-meter.js';
import { ProcessEvents } from './event/process-events.js';
import { TakeCallback } from './event/take-callback.js';
import { WaitingEvents } from './event/waiting-events.js';
import { FilterController } from './filter/filter.controller.js';
import { PreviewFilter } from './filter/preview-filter.js';
import { ListedController } from './listed/listed.controller.js';
import { ListedApprovals } from './listed/listed-approvals.js';
import { OlderApprovals } from './listed/older-approvals.js';
import { SettleUnread } from './listed/settle-unread.js';
import { DaysOfGrace } from './plan/days-of-grace.js';
import { PlanCalls } from './plan/plan-calls.js';
import { PullNamed } from './pull/pull-named.js';
import { PullPipeline } from './pull/pull-pipeline.js';
import { StoreApprovals } from './pull/store-approvals.js';
import { Quarantine } from './quarantine/quarantine.js';
import { QuarantineDecisions } from './quarantine/quarantine-decisions.js';
import { IntakeRuns } from './run/intake-runs.js';
import { ListRunApprovals } from './run/list-run-approvals.js';
import { RecordRun } from './run/record-run.js';
import { HeardSchemes } from './scope/heard-schemes.js';
import { KeptCalls } from './scope/kept-calls.js';
import { OpenApprovals } from './scope/open-approvals.js';
import { SchemesToPull } from './scope/schemes-to-pull.js';
import { KeepStream } from './stream/keep-stream.js';
import { LookOlder } from './sweep/look-older.js';
import { PullApprovals } from './sweep/pull-approvals.js';
import { RunsController } from './sweep/runs.controller.js';
import { ShowLateness } from './sweep/show-lateness.js';
import { ShowWays } from './sweep/show-ways.js';
import { StartRuns } from './sweep/start-runs.js';
import { SweepGaps } from './sweep/sweep-gaps.js';
import { SweepSchedule } from './sweep/sweep-schedule.js';

/** Intake（采集）: reads approvals from DingTalk by scheduled and manual sweeps and by events, and records each run. */
@Module({
  imports: [DingTalkModule, BillModule, SchemeModule],
  controllers: [
    AmendmentsController,
    CallbackController,
    FilterController,
    FormsController,
    ListedController,
    RunsController,
  ],
  providers: [
    Amendments,
    Backfills,
    EstimateBackfill,
    Quarantine,
    QuarantineDecisions,
    RunBackfills,
    CallbackNonces,
    CheckForms,
    EditedApprovals,
    EventChannel,
    EventInbox,
    EventMeter,
    EventTrust,
    HeardSchemes,
    IntakeRuns,
    KeepStream,
    KeptCalls,
    KnownApprovals,
    LaterNames,
    ListedApprovals,
    OlderApprovals,
    LookOlder,
    ListRunApprovals,
    ListUnnamed,
    NameOriginal,
    OpenApprovals,
    OriginatorNames,
    DaysOfGrace,
    PlanCalls,
    ProcessEvents,
    PreviewFilter,
    PullApprovals,
    PullNamed,
    RecordRun,
    PullPipeline,
    ReplacedBills,
    RereadSuspects,
    SchemesToPull,
    SettleAmendments,
    SettleUnread,
    ShowChannel,
    ShowLateness,
    ShowWays,
    StartRuns,
    StoreApprovals,
    SuspectedOriginals,
    SweepGaps,
    SweepSchedule,
    TakeCallback,
    WaitingEvents,
  ],
  exports: [
    EditedApprovals,
    EventChannel,
    EventInbox,
    Backfills,
    EstimateBackfill,
    EventTrust,
    HeardSchemes,
    IntakeRuns,
    KeptCalls,
    OriginatorNames,
    PlanCalls,
    PullApprovals,
    PullNamed,
    QuarantineDecisions,
    ReplacedBills,
    SchemesToPull,
    ShowChannel,
    StoreApprovals,
  ],
})
export class IntakeModule {}

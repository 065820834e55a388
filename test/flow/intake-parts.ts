import type { SchemeContent } from '@dingdee/shared/scheme';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { BillClaims } from '../../server/src/bill/ledger/bill-claims.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import { AwaitOriginal } from '../../server/src/bill/park/await-original.js';
import { SeenBills } from '../../server/src/bill/review/seen-bills.js';
import { readSettings } from '../../server/src/config/settings.js';
import { PacedCalls, UnlimitedCalls } from '../../server/src/connectors/dingtalk/call/call-limiter.js';
import { CallMeter } from '../../server/src/connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkHttp } from '../../server/src/connectors/dingtalk/call/dingtalk-http.js';
import { QuotaRefusals } from '../../server/src/connectors/dingtalk/call/quota-refusals.js';
import { RecentApprovals } from '../../server/src/connectors/dingtalk/recent-approvals.js';
import { TopapiDingTalkClient } from '../../server/src/connectors/dingtalk/topapi.client.js';
import { V1DingTalkClient } from '../../server/src/connectors/dingtalk/v1.client.js';
import { Database, insertTuples } from '../../server/src/database/database.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { LedgerHolds } from '../../server/src/hold/ledger-holds.js';
import { Amendments } from '../../server/src/intake/amend/amendments.js';
import { SuspectedOriginals } from '../../server/src/intake/amend/suspected-originals.js';
import { KnownApprovals } from '../../server/src/intake/approval/known-approvals.js';
import { OriginatorNames } from '../../server/src/intake/approval/originator-names.js';
import { Backfills } from '../../server/src/intake/backfill/backfills.js';
import { EventChannel } from '../../server/src/intake/channel/event-channel.js';
import { EventTrust } from '../../server/src/intake/channel/event-trust.js';
import { CheckForms } from '../../server/src/intake/drift/check-forms.js';
import { EventInbox } from '../../server/src/intake/event/event-inbox.js';
import { EventMeter } from '../../server/src/intake/event/event-meter.js';
import { ProcessEvents } from '../../server/src/intake/event/process-events.js';
import { WaitingEvents } from '../../server/src/intake/event/waiting-events.js';
import { ListedApprovals } from '../../server/src/intake/listed/listed-approvals.js';
import { OlderApprovals } from '../../server/src/intake/listed/older-approvals.js';
import { DaysOfGrace } from '../../server/src/intake/plan/days-of-grace.js';
import { PlanCalls } from '../../server/src/intake/plan/plan-calls.js';
import { PullPipeline } from '../../server/src/intake/pull/pull-pipeline.js';
import { StoreApprovals } from '../../server/src/intake/pull/store-approvals.js';
import { Quarantine } from '../../server/src/intake/quarantine/quarantine.js';
import { IntakeRuns } from '../../server/src/intake/run/intake-runs.js';
import { RecordRun } from '../../server/src/intake/run/record-run.js';
import { HeardSchemes } from '../../server/src/intake/scope/heard-schemes.js';
import { KeptCalls } from '../../server/src/intake/scope/kept-calls.js';
import { OpenApprovals } from '../../server/src/intake/scope/open-approvals.js';
import { SchemesToPull } from '../../server/src/intake/scope/schemes-to-pull.js';
import type { Coverage } from '../../server/src/intake/scope/sweep-window.js';
import { LookOlder } from '../../server/src/intake/sweep/look-older.js';
import { PullApprovals } from '../../server/src/intake/sweep/pull-approvals.js';
import { StartRuns } from '../../server/src/intake/sweep/start-runs.js';
import { SweepGaps } from '../../server/src/intake/sweep/sweep-gaps.js';
import { SweepSchedule } from '../../server/src/intake/sweep/sweep-schedule.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { type WakeName, Wakes } from '../../server/src/queue/wakes.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { FormDefinitions } from '../../server/src/scheme/drift/form-definitions.js';
import { SchemeStore } from '../../server/src/scheme/version/scheme-store.js';
import type { Sandbox } from '../sandbox/start.js';
import { connectionSettings, freshDatabase } from './stack.js';

/** Records wakes; work runs only when the test calls it. */
export class NotedWakes extends Wakes {
  readonly woken: WakeName[] = [];
  readonly work = new Map<WakeName, () => Promise<void>>();
  on(name: WakeName, work: () => Promise<void>): void {
    this.work.set(name, work);
  }
  wake(name: WakeName): void {
    this.woken.push(name);
  }
  every(): void {}
  async close(): Promise<void> {}
}

export interface OpenedDatabase {
  db: Database;
  url: string;
  close(): Promise<void>;
}

export async function migratedDatabase(): Promise<OpenedDatabase> {
  const { url, drop } = await freshDatabase('migrated');
  const opened = await openDatabase(url, true);
  return {
    ...opened,
    close: async () => {
      await opened.close();
      await drop();
    },
  };
}

/** Opens an existing database. @param migrate set if it is still empty. */
export async function openDatabase(url: string, migrate = false): Promise<OpenedDatabase> {
  const writer = await openDataSource(dataSourceOptions(url));
  if (migrate) await writer.runMigrations({ transaction: 'each' });
  const reader = url.startsWith('sqlite:') ? await openDataSource(dataSourceOptions(url, 'read')) : writer;
  return {
    db: new Database(writer, reader),
    url,
    close: async () => {
      if (reader !== writer) await reader.destroy();
      await writer.destroy();
    },
  };
}

/** Builds the intake of the real server on a real database, against a sandbox; without Nest, mapping or push. */
export function intakeParts(db: Database, sandbox: Sandbox, change: Readonly<Record<string, string>> = {}) {
  const settings = readSettings({
    APP_SECRET: 'only-for-this-spec',
    ...connectionSettings(sandbox),
    DINGTALK_QPS: '0',
    ...change,
  });
  const health = new DingTalkHealth();
  const meter = new CallMeter(db);
  const limiter = settings.DINGTALK_QPS === 0 ? new UnlimitedCalls() : new PacedCalls(settings.DINGTALK_QPS);
  const http = new DingTalkHttp(settings, limiter, meter, health, async () => undefined);
  const Adapter = settings.DINGTALK_API_FAMILY === 'v1' ? V1DingTalkClient : TopapiDingTalkClient;
  const dingtalk = new Adapter(http, settings.DINGTALK_CORP_ID, settings.DINGTALK_AGENT_ID);
  const audit = new AuditLog();
  const live = new LiveEvents();
  const wakes = new NotedWakes();
  const processes = new ProcessHeartbeat(db, new DeadLeases(LEASED));
  const runs = new IntakeRuns(db, live, processes);
  const open = new OpenApprovals();
  const names = new OriginatorNames(db, dingtalk);
  const ledger = new BillLedger(audit, live);
  const claims = new BillClaims(db);
  const waiting = new AwaitOriginal(ledger, new SeenBills(claims, settings));
  const suspects = new SuspectedOriginals(claims, waiting, dingtalk);
  const amendments = new Amendments(claims, ledger, waiting, dingtalk, suspects);
  const listed = new ListedApprovals(db, dingtalk);
  const known = new KnownApprovals(db, dingtalk);
  const store = new SchemeStore(db);
  const schemes = new SchemesToPull(db, store);
  const quarantine = new Quarantine();
  const storing = new StoreApprovals(db, ledger, audit, runs, dingtalk, amendments, listed, quarantine, schemes);
  const definitions = new FormDefinitions(db, audit, live);
  const forms = new CheckForms(db, store, definitions, dingtalk, health, meter, wakes, settings);
  const recent = new RecentApprovals();
  const pipeline = new PullPipeline(dingtalk, known, open, names, storing, recent, forms, wakes, listed, settings);
  const eventMeter = new EventMeter(db, settings);
  const record = new RecordRun(db, meter, runs);
  const channel = new EventChannel(db, new LiveEvents(), settings);
  const trust = new EventTrust(db, channel, settings);
  const kept = new KeptCalls(db, meter, new HeardSchemes(db, trust, settings), settings);
  const grace = new DaysOfGrace(db, meter, settings);
  const refusals = new QuotaRefusals(db, meter, health, settings);
  const plan = new PlanCalls(db, store, meter, health, eventMeter, trust, kept, grace, refusals, settings);
  const pull = new PullApprovals(
    db,
    dingtalk,
    meter,
    runs,
    pipeline,
    open,
    schemes,
    audit,
    plan,
    kept,
    record,
    listed,
    new LookOlder(db, dingtalk, new OlderApprovals(db, dingtalk), settings),
    settings,
  );
  const holds = new LedgerHolds(db, audit, live);
  const inbox = new EventInbox(db, dingtalk, wakes, eventMeter);
  const queue = new WaitingEvents(db);
  const events = new ProcessEvents(
    db,
    queue,
    schemes,
    pipeline,
    runs,
    record,
    dingtalk,
    health,
    holds,
    kept,
    wakes,
    settings,
  );
  const schedule = new SweepSchedule(wakes, runs, pull, schemes, open, health, holds, plan, kept, settings);
  return {
    settings,
    health,
    meter,
    dingtalk,
    wakes,
    runs,
    open,
    listed,
    known,
    pipeline,
    storing,
    schemes,
    pull,
    schedule,
    inbox,
    backfills: new Backfills(db, live, audit, processes),
    events,
    holds,
    plan,
    refusals,
    kept,
    gaps: new SweepGaps(schemes, store, meter, plan, settings),
    start: new StartRuns(schemes, pull, runs, settings),
  };
}

export function schemeContentFor(processCode: string, change: Partial<SchemeContent> = {}): SchemeContent {
  return {
    template: 'expense-to-payment',
    processCode,
    formName: '费用报销',
    orgNumber: '101',
    detail: { table: '报销明细' },
    totalFrom: 'field:总金额',
    header: {},
    rows: {},
    filter: [],
    outcome: 'save+submit+audit',
    billNoPrefix: 'DD',
    writeback: { comment: true, text: '已生成付款单', asUserId: null, noticeOriginator: false },
    cutOverDate: null,
    ...change,
  };
}

/** Coverage of a scheme that no sweep has listed yet. */
export const NEVER_SWEPT: Coverage = {
  headUntil: null,
  sweptFrom: null,
  lookBackUntil: null,
  owed: null,
  longSweepAt: null,
};

/** Writes an enabled scheme, as the scheme feature does. */
export async function putScheme(db: Database, id: string, content: SchemeContent): Promise<void> {
  const now = Date.now();
  await db.inTransaction(async (tx) => {
    await insertTuples(
      tx,
      'scheme',
      [
        'id',
        'name',
        'template',
        'process_code',
        'form_name',
        'org_number',
        'outcome',
        'enabled',
        'current_version',
        'version',
        'created_by',
        'created_at',
        'updated_at',
      ],
      [
        [
          id,
          `方案 ${id}`,
          content.template,
          content.processCode,
          content.formName,
          content.orgNumber,
          content.outcome,
          1,
          1,
          1,
          'system',
          now,
          now,
        ],
      ],
    );
    await insertTuples(
      tx,
      'scheme_version',
      ['id', 'scheme_id', 'number', 'content', 'content_hash', 'created_by', 'created_at'],
      [[`${id}-v1`, id, 1, JSON.stringify(content), 'hash', 'system', now]],
    );
  });
}

import { CHECKERS } from '@dingdee/shared/routes/who';
import type { Role } from '@dingdee/shared/session';
import type { Status } from '@dingdee/shared/status';
import { Inject, Injectable } from '@nestjs/common';
import { AuditSealer } from '../audit/audit-sealer.js';
import { EmptiedBaseData, partWords } from '../base-data/emptied/emptied-base-data.js';
import { CheckUps } from '../checkup/check-ups.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { CallMeter } from '../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { KingdeeHealth, outageSentence } from '../connectors/kingdee/transport/kingdee-health.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { DatabaseHealth } from '../database/database-health.js';
import { DATABASE_WORDS } from '../database/database-problem.js';
import type { Actor } from '../domain/actor.js';
import { whenInWords } from '../domain/beijing-time.js';
import { KeepMarker } from '../hold/keep-marker.js';
import { ShowChannel } from '../intake/channel/show-channel.js';
import { type CallPlan, headDueAt } from '../intake/plan/call-plan.js';
import { PlanCalls } from '../intake/plan/plan-calls.js';
import { KeptCalls } from '../intake/scope/kept-calls.js';
import { ShowForms } from '../read/form/show-forms.js';
import { ShowHold } from '../read/hold/show-hold.js';
import { TODO_POINT, TodoAccess } from '../todo/todo-access.js';
import { StuckWritebacks } from '../writeback/stuck-writebacks.js';
import { clockSentence } from './clock-words.js';
import { UnapprovedPayloads } from './unapproved-payloads.js';

interface RunRow {
  at: unknown;
  seen: unknown;
  created: unknown;
  state: 'running' | 'done' | 'failed';
}

const TOLD_OF_EMPTIED = ['admin', 'mapper'] as const satisfies readonly Role[];
const TOLD_OF_AUDIT = ['admin', 'auditor'] as const satisfies readonly Role[];

/** Shows the top bar: both systems, the month's calls, and the last and next search for approvals. */
@Injectable()
export class ShowStatus {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkHealth,
    private readonly kingdee: KingdeeHealth,
    private readonly meter: CallMeter,
    private readonly holds: ShowHold,
    private readonly marker: KeepMarker,
    private readonly database: DatabaseHealth,
    private readonly sealer: AuditSealer,
    private readonly unapproved: UnapprovedPayloads,
    private readonly emptied: EmptiedBaseData,
    private readonly checkUps: CheckUps,
    private readonly calls: PlanCalls,
    private readonly kept: KeptCalls,
    private readonly channel: ShowChannel,
    private readonly forms: ShowForms,
    private readonly todos: TodoAccess,
    private readonly writebacks: StuckWritebacks,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param actor trouble of the audit log is shown only to people who can fix or judge it. */
  async run(actor: Actor): Promise<Status> {
    const tells = (roles: readonly Role[]) => roles.some((role) => actor.roles.includes(role));
    const plan = await this.calls.run();
    const [
      { total: used, others },
      lastRun,
      nextRunAt,
      kingdee,
      hold,
      unapproved,
      emptied,
      checkUp,
      events,
      forms,
      todos,
      stuck,
    ] = await Promise.all([
      this.meter.current(),
      this.lastRun(),
      this.nextRunAt(plan),
      this.kingdeeNow(),
      this.holds.run(),
      this.unapproved.run(clock.now()),
      tells(TOLD_OF_EMPTIED) ? this.emptiedNow() : null,
      tells(CHECKERS) ? this.checkUps.worst() : null,
      this.channel.notice(),
      this.formsNow(),
      tells(CHECKERS) ? this.todosNow() : null,
      this.writebacks.counts(),
    ]);
    const limit = this.settings.DINGTALK_MONTHLY_CALLS;
    return {
      database: this.databaseNow(),
      dingtalk: this.dingtalkNow(),
      kingdee,
      quota: {
        used,
        limit,
        percent: Math.floor((used * 100) / limit),
        short: plan.short,
        forecast: plan.forecast,
        others,
      },
      events,
      lastRun,
      nextRunAt: hold === null ? nextRunAt : null,
      hold,
      markerFailingSince: this.marker.troubleSince,
      unapproved,
      emptied,
      checkUp,
      forms,
      todos,
      writebacks: stuck.waiting + stuck.refused === 0 ? null : stuck,
      clock: clockSentence(clock.jumped, clock.now()),
      audit: tells(TOLD_OF_AUDIT) ? this.auditNow() : null,
    };
  }

  private async formsNow(): Promise<Status['forms']> {
    const found = await this.forms.waiting();
    if (found === null) return null;
    const { names, stopped, processCode } = found;
    return {
      processCode,
      stopped,
      sentence: `${names.join('、')} 在钉钉被改过。`,
      means:
        stopped > 0
          ? '改到了映射用的控件：改过以后提交的单据先停在待补映射，等管理员看过；以前的和别的表单照常。'
          : '没有碰到映射用的控件，单据照常。管理员看过以后不再提示。',
    };
  }

  private async todosNow(): Promise<Status['todos']> {
    const refused = await this.todos.refusal();
    if (refused === null) return null;
    return {
      since: refused.since,
      sentence: `钉钉没有给应用权限点 ${TODO_POINT}：指派以后，钉钉的待办里没有这一条。`,
      means: `${beginning(refused.since)}指派、工作通知、审核、推送都照常。请钉钉管理员在开放平台“权限管理”里开通，再到 体检 点“再查”；不点也会每天再试一次。`,
    };
  }

  private async emptiedNow(): Promise<Status['emptied']> {
    const waiting = await this.emptied.waiting();
    const [first] = waiting;
    if (!first) return null;
    const items = waiting.map(({ kind, orgNumber, rows }) => ({
      kind,
      orgNumber,
      part: partWords(kind, orgNumber),
      rows,
    }));
    return {
      items,
      sentence: `金蝶突然一条也没列出：${items.map(({ part, rows }) => `${part}（原有 ${rows} 条）`).join('、')}。`,
      means: `${beginning(first.since)}原有的照用，没有标为不可用。多半是集成用户没有了权限或许可：请金蝶管理员检查；确实都不用了，由管理员确认。`,
    };
  }

  private auditNow(): Status['audit'] {
    const { stopped } = this.sealer;
    if (stopped === null) return null;
    const { error, since } = stopped;
    return {
      kind: error.trouble.kind === 'other-key' ? 'other-key' : 'changed',
      since,
      sentence: error.found,
      means: `${beginning(since)}审计不再封存；审核、推送照常，新的记录照写。`,
    };
  }

  private databaseNow(): Status['database'] {
    const trouble = this.database.current;
    if (trouble === null) return { state: 'ok', sentence: null, since: null, means: null };
    const sentence = `${DATABASE_WORDS[trouble.kind].notice}，恢复后自动继续。`;
    const means = '审核、补映射和推送暂时做不了。已保存的都在，推送中的单据不会重发。';
    return { state: 'trouble', sentence, since: trouble.since, means: `${beginning(trouble.since)}${means}` };
  }

  private dingtalkNow(): Status['dingtalk'] {
    const health = this.dingtalk.current();
    if (health.state !== 'trouble' || this.dingtalk.outage !== null) return { ...health, means: null };
    const means = '已采集的单据照常审核和推送，新的审批和回写会晚到，不会丢。';
    return { ...health, means: `${beginning(health.since)}${means}` };
  }

  /** Returns Kingdee's state; a trouble also names the number of waiting bills. */
  private async kingdeeNow(): Promise<Status['kingdee']> {
    const { outage } = this.kingdee;
    const health = this.kingdee.current();
    if (health.state !== 'trouble') return { ...health, means: null, unreachable: false };
    const [row] = await this.db.query<{ n: unknown }>(
      "SELECT COUNT(*) AS n FROM bill WHERE state_kind IN ('approved', 'pushing')",
    );
    const waiting = readInt(row?.n);
    if (outage !== null) {
      const sentence = outageSentence(outage, waiting, Date.now());
      return {
        state: 'trouble',
        sentence,
        since: outage.since,
        means: null,
        unreachable: outage.refused === undefined,
      };
    }
    const kept = waiting === 0 ? '现在没有单据在等' : `${waiting} 笔保持待推送，不会丢，也不会重发`;
    return { ...health, means: `${beginning(health.since)}审核和补映射照常，${kept}。`, unreachable: false };
  }

  private async lastRun(): Promise<Status['lastRun']> {
    const [run] = await this.db.query<RunRow>(
      "SELECT started_at AS at, seen, created, state FROM intake_run WHERE kind <> 'event' ORDER BY started_at DESC, id DESC LIMIT 1",
    );
    if (!run) return null;
    return { at: readInt(run.at), seen: readInt(run.seen), created: readInt(run.created), state: run.state };
  }

  /** Returns null if no scheme is enabled or the schedule is switched off. */
  private async nextRunAt(plan: CallPlan): Promise<number | null> {
    const { SWEEP_INTERVAL_MS: floorMs } = this.settings;
    if (floorMs === 0) return null;
    const [row] = await this.db.query<{ schemes: unknown; last: unknown }>(
      `SELECT COUNT(*) AS schemes, MIN(last_start) AS last FROM (
         SELECT s.id, MAX(r.started_at) AS last_start FROM scheme s LEFT JOIN intake_run r ON r.scheme_id = s.id AND r.kind NOT IN ('open', 'event') AND r.state <> 'failed'
          WHERE s.enabled = 1 GROUP BY s.id) per_scheme`,
    );
    if (readInt(row?.schemes) === 0) return null;
    return Math.max(Math.round(headDueAt(readInt(row?.last), plan, floorMs)), (await this.kept.until()) ?? Date.now());
  }
}

const beginning = (since: number | null): string => (since === null ? '' : `${whenInWords(since, Date.now())} 起。`);

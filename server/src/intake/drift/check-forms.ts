import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { type ApiFamily, DingTalkClient, DingTalkError, type FormControlSchema } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { Wakes } from '../../queue/wakes.js';
import { type FormDefinition, FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { mostOf } from '../scope/sweep-budget.js';
import { formIntervalMs } from './form-interval.js';
import { observedForm } from './observed-form.js';

const HOUR_MS = 3_600_000;
/** Factor on intervals, so that a timer that fires slightly early still counts. */
const SLACK = 0.9;
/** Part of the interval after which an unanswered question is repeated. */
const SOONER = 1 / 4;
/**
 * Shortest wait after an approval showed an unknown control: if two controls have exchanged names, a wrong payee may be paid until the form is read.
 */
const AT_ONCE_MS = 600_000;
/** Number of stored approvals that are examined if the definition of a form may not be read. */
const MOST_LOOKED_AT = 40;

interface Snapshot {
  family: ApiFamily;
  process_code: string;
  process_instance_id: string;
  raw: string;
}

/**
 * Reads the definition of each collected form once a day (`FORM_CHECK_INTERVAL_MS`; less often where there are many forms), when an
 * approval shows controls that the form did not have, and when a person asks; never with a sweep. If the definition may not be read, the stored approvals are used instead.
 */
@Injectable()
export class CheckForms implements OnApplicationBootstrap {
  private readonly log = new Logger('forms');
  /**
   * Form → controls that approvals showed and its definition lacks. Each counts once, so that a control that is never in a definition costs one call.
   */
  private readonly hints = new Map<string, Set<string>>();
  private readonly hinted = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly forms: FormDefinitions,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly meter: CallMeter,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { FORM_CHECK_INTERVAL_MS: every } = this.settings;
    this.wakes.on('forms', () => this.run());
    if (every === 0) return;
    this.wakes.every('forms', Math.min(HOUR_MS, Math.max(100, Math.floor(every * SOONER))));
    this.wakes.wake('forms');
  }

  /** Checks every form that is due. */
  async run(): Promise<void> {
    const known = new Map((await this.forms.all()).map((form) => [form.processCode, form]));
    const enabled = (await this.schemes.list()).filter((scheme) => scheme.enabled);
    const { FORM_CHECK_INTERVAL_MS, DINGTALK_MONTHLY_CALLS } = this.settings;
    const every = formIntervalMs(FORM_CHECK_INTERVAL_MS, enabled.length, DINGTALK_MONTHLY_CALLS);
    for (const { processCode, id } of enabled) {
      if (!this.isDue(processCode, known.get(processCode) ?? null, every)) continue;
      if (!(await this.mayAsk())) return;
      await this.check(processCode, id);
    }
  }

  /** Checks a form because a person asks, whatever calls the month has left. @returns false if no enabled scheme collects the form. */
  async checkNow(processCode: string): Promise<boolean> {
    const scheme = (await this.schemes.list()).find((one) => one.enabled && one.processCode === processCode);
    if (!scheme) return false;
    await this.check(processCode, scheme.id);
    return true;
  }

  /** Returns changes of a scheme's form that nobody has accepted yet and that stop its approvals. */
  async stopsOf(scheme: Pick<SchemeToPull, 'content' | 'form'>): Promise<readonly FormStop[]> {
    return (await this.forms.stops())(scheme);
  }

  /** Checks whether approvals that were just collected show an unknown form, and wakes a check if so. Costs no call by itself. */
  async look(processCode: string, approvals: readonly ApprovalInstance[]): Promise<void> {
    if (this.settings.FORM_CHECK_INTERVAL_MS === 0) return;
    const form = (await this.forms.all()).find((one) => one.processCode === processCode);
    if (!form) return;
    const strange = approvals
      .filter(({ startedAt }) => startedAt >= form.goodUntil)
      .flatMap((one) => unknownIn(form, one));
    const told = this.hints.get(processCode) ?? new Set();
    const news = strange.filter((what) => !told.has(what));
    if (news.length === 0) return;
    this.hints.set(processCode, new Set([...told, ...news]));
    this.hinted.add(processCode);
    this.wakes.wakeHere('forms');
  }

  private isDue(processCode: string, form: FormDefinition | null, every: number): boolean {
    if (form === null) return true;
    const unanswered = form.problem !== null && form.problem !== 'permission';
    const wait = this.hinted.has(processCode) ? AT_ONCE_MS : every;
    const longest = unanswered || this.hinted.has(processCode) ? every * SOONER : every;
    return every > 0 && Date.now() - form.triedAt >= Math.min(wait, longest) * SLACK;
  }

  private async mayAsk(): Promise<boolean> {
    if (this.health.outage !== null || this.health.isQuotaSpent(Date.now())) return false;
    const { total: used } = await this.meter.current();
    // Beyond this number of calls only approvals and write-backs are worth a call.
    const { DINGTALK_MONTHLY_CALLS: limit, DINGTALK_RESERVE_PERCENT: reserve } = this.settings;
    return used < mostOf({ limit, reserve });
  }

  private async check(processCode: string, schemeId: string): Promise<void> {
    const at = Date.now();
    const known = await this.forms.one(processCode);
    if (known !== null) {
      const ours = await this.db.inTransaction((tx) => this.forms.claim(tx, processCode, known.triedAt, at));
      if (!ours) return;
    }
    this.hinted.delete(processCode);
    try {
      const form = await this.dingtalk.lookAtForm(processCode);
      await this.noted(processCode, { ...form, seenIn: 'definition' }, at);
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`${processCode}: ${error.errorClass} ${error.code}`);
      await this.refused(processCode, schemeId, known, error, at);
    }
  }

  /** Handles a refused definition: without permission, the controls that approvals show are noted instead, marked as such. */
  private async refused(
    processCode: string,
    schemeId: string,
    known: FormDefinition | null,
    { errorClass }: DingTalkError,
    at: number,
  ): Promise<void> {
    if (errorClass === 'permission') {
      const before = known?.accepted ?? (await this.schemes.get(schemeId)).controls;
      const controls = observedForm(known?.current ?? before, await this.latest(schemeId), before);
      await this.noted(processCode, { name: known?.formName ?? '', controls, seenIn: 'details' }, at, before);
    }
    await this.db.inTransaction((tx) => this.forms.noteProblem(tx, processCode, errorClass, at));
  }

  private async noted(
    processCode: string,
    form: { name: string; controls: readonly FormControlSchema[]; seenIn: FormDefinition['seenIn'] },
    at: number,
    first?: readonly FormControlSchema[],
  ): Promise<void> {
    const news = await this.db.inTransaction((tx) => this.forms.note(tx, processCode, form, at, first));
    if (news.length > 0) this.log.warn(`${processCode}: ${news.length} changes of the form`);
    this.wakes.wake('map');
  }

  /** Returns the latest stored approvals, newest launch first. */
  private async latest(schemeId: string): Promise<ApprovalInstance[]> {
    const rows = await this.db.query<Snapshot>(
      `SELECT family, process_code, process_instance_id, raw FROM approval WHERE scheme_id = ? AND raw <> '' ORDER BY finished_at DESC LIMIT ${MOST_LOOKED_AT}`,
      [schemeId],
    );
    return rows.flatMap(readable).sort((one, other) => other.startedAt - one.startedAt);
  }
}

function readable(row: Snapshot): ApprovalInstance[] {
  try {
    const { family, process_code: processCode, process_instance_id: processInstanceId, raw: text } = row;
    return [parseApproval({ family, processCode, processInstanceId, text })];
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return [];
    throw error;
  }
}

/** Returns controls of an approval that the known form does not have. */
function unknownIn({ current }: FormDefinition, approval: ApprovalInstance): string[] {
  const seen = observedForm(current, [approval]);
  const [known, now] = [textsOf(current), textsOf(seen)];
  return [...now].filter((text) => !known.has(text));
}

const textsOf = (controls: readonly FormControlSchema[]): Set<string> =>
  new Set(controls.flatMap(({ id, label, type, children }) => [`${id} ${label.trim()} ${type}`, ...textsOf(children)]));

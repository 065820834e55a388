import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { RecentApprovals } from '../../connectors/dingtalk/recent-approvals.js';
import { type DetailPurpose, DingTalkClient, DingTalkError, type RawApproval } from '../../connectors/source.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { ApprovalSource } from '../../engine/source/approval-source.js';
import { Wakes } from '../../queue/wakes.js';
import { amendsOf, byFirstDay, fateInBackfill, fateOf, fateWhileOff } from '../approval/approval-fate.js';
import { KnownApprovals } from '../approval/known-approvals.js';
import { OriginatorNames } from '../approval/originator-names.js';
import { formTotalOf, type ReadApproval, yuanTotalOf } from '../approval/read-approval.js';
import { CheckForms } from '../drift/check-forms.js';
import { certainConditions } from '../filter/certain-conditions.js';
import { ListedApprovals } from '../listed/listed-approvals.js';
import { withoutTotal } from '../run/left-out.js';
import type { RunTally } from '../run/run-tally.js';
import type { Allowance } from '../scope/allowance.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { Quarantining } from '../scope/quarantining.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { BoundedQueue } from './bounded-queue.js';
import { Halt, OUTAGE } from './halt.js';
import { StoreApprovals } from './store-approvals.js';

/** The work of one run. */
export interface Pull {
  scheme: SchemeToPull;
  runId: string;
  tally: RunTally;
  /** Pages of instance ids; each id occurs once. */
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
  /** Whether open approvals are read again whatever their age, because a person asked. */
  impatient: boolean;
  /** Throws when the program is to stop. */
  checkStop: () => void;
  /** Calls that may be spent; undefined if a person asked, or if `pages` watches the month's calls itself. */
  allowance?: Allowance | undefined;
  /** Set for a back-fill: approvals that would get a bill go into quarantine. */
  quarantine?: Quarantining;
  /** Whether only approvals that change or cancel another one are taken. An approval may list others of a different form. */
  changesOnly?: boolean;
  /** Time in ms after which a chunk is written even if it is not full; 1000 if absent. */
  writeWithinMs?: number;
  /** Purpose under which a detail call is counted; 'detail' if absent. */
  purpose?: DetailPurpose;
  /** Called when the work on an id has ended; not called for ids that the run did not reach. */
  ended?: (processInstanceId: string, end: PullEnd) => void;
}

/** A pull with the parts of the form that changed and that nobody has accepted yet. */
interface Running extends Pull {
  stops: readonly FormStop[];
}

/**
 * How the work on an id ended. `known`: in the ledger already, no call was made · `stored`: committed · `open`: still running in DingTalk ·
 * `unclear`: finished, but the result is missing or unknown · `gone`: deleted in DingTalk · `ordinary`: it changes no other approval ·
 * `unreadable`: the answer is not a valid approval · `unstored`: read, but not written · a DingTalkError: why DingTalk did not answer.
 */
export type PullEnd =
  | 'known'
  | 'stored'
  | 'open'
  | 'unclear'
  | 'gone'
  | 'ordinary'
  | 'unreadable'
  | 'unstored'
  | DingTalkError;

type Wanted = { id: string } | { approvalId: string; raw: RawApproval };

const CHUNK = 50;
/** Time in ms after which a chunk is written even if it is not full, so that people see bills arrive. */
const CHUNK_WAIT_MS = 1000;
/** Largest raw text per transaction, in characters; a packet of the database holds more. */
const CHUNK_BYTES = 4_000_000;
const DELETED = '审批已被删除';
const KEPT_FOR_COMMENTS = '本月剩下的钉钉接口额度留给回写，这一张等到下个月再采集，不会漏。';
const STORE_FAILED = '审批已读到，但没有保存成功，下次会再采集。';

/**
 * Lists, reads and stores approvals at the same time: pages flow through two bounded queues, DINGTALK_CONCURRENCY
 * workers fetch the details, and chunks are written as they fill. A bad approval fails alone; a connection error ends
 * the run after everything that was read is stored.
 */
@Injectable()
export class PullPipeline {
  private readonly log = new Logger('intake');

  constructor(
    private readonly dingtalk: DingTalkClient,
    private readonly known: KnownApprovals,
    private readonly open: OpenApprovals,
    private readonly names: OriginatorNames,
    private readonly storing: StoreApprovals,
    private readonly recent: RecentApprovals,
    private readonly forms: CheckForms,
    private readonly wakes: Wakes,
    private readonly listed: ListedApprovals,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Runs the pull to its end. @throws the error that ended the run early. */
  async run(asked: Pull): Promise<void> {
    const pull: Running = { ...asked, stops: await this.forms.stopsOf(asked.scheme) };
    const workers = this.settings.DINGTALK_CONCURRENCY;
    const wanted = new BoundedQueue<Wanted>(4 * workers);
    const read = new BoundedQueue<ReadApproval>(2 * CHUNK);
    const halt = new Halt();
    await Promise.all([
      this.list(pull, wanted, halt).finally(() => wanted.close()),
      Promise.all(Array.from({ length: workers }, () => this.fetchAll(pull, wanted, read, halt))).finally(() =>
        read.close(),
      ),
      this.storeAll(pull, read, halt),
    ]);
    halt.check();
  }

  private async list(pull: Running, wanted: BoundedQueue<Wanted>, halt: Halt): Promise<void> {
    const { scheme, tally } = pull;
    await halt.guard(async () => {
      for await (const ids of pull.pages) {
        pull.checkStop();
        if (halt.on) return;
        tally.seen += ids.length;
        // The ids are noted before any detail is read, so that approvals that are never read are noticed as missing. A back-fill has its
        // own marks: if its ids were noted here, the sweeps would collect what it leaves behind.
        // Approvals that another one names may be of another form: the sweeps of this form would collect them if their ids were noted here.
        if (!pull.quarantine && !pull.changesOnly) await this.listed.note(scheme, ids);
        if (pull.allowance) mustBeLeft(pull.allowance).spend();
        const known = await this.known.among(ids);
        // Approvals that wait for the scheme to be enabled again are read and stored already.
        const undecided = known.undecided.filter(({ unnoted }) => unnoted || !scheme.amendmentsOnly);
        const again = new Set(undecided.map(({ raw }) => raw.processInstanceId));
        const waiting = known.undecided.map(({ raw }) => raw.processInstanceId).filter((id) => !again.has(id));
        const settled = new Set([...known.settled, ...waiting]);
        tally.known += settled.size;
        for (const id of settled) pull.ended?.(id, 'known');
        for (const item of undecided) await wanted.put(item);
        const now = Date.now();
        for (const id of ids) {
          if (settled.has(id)) this.open.settled(scheme.id, id);
          else if (again.has(id)) continue;
          else if (pull.impatient || this.open.isDue(scheme.id, id, now)) await wanted.put({ id });
          else tally.skip('还在审批中', withoutTotal(id));
        }
      }
    });
  }

  private async fetchAll(
    pull: Running,
    wanted: BoundedQueue<Wanted>,
    read: BoundedQueue<ReadApproval>,
    halt: Halt,
  ): Promise<void> {
    for (let item = await wanted.take(); item; item = await wanted.take()) {
      if (halt.on) continue;
      const one = item;
      await halt.guard(async () => {
        pull.checkStop();
        const approval = await this.fetch(pull, one, halt);
        if (approval) await read.put(approval);
      });
    }
  }

  /** Reads one approval and decides its fate. @returns null if it is open, deleted or bad; it is counted. @throws errors that concern every call. */
  private async fetch(pull: Running, item: Wanted, halt: Halt): Promise<ReadApproval | null> {
    const { scheme, tally } = pull;
    const id = 'id' in item ? item.id : item.raw.processInstanceId;
    try {
      if ('id' in item && pull.allowance) mustBeLeft(pull.allowance).read();
      const raw =
        'id' in item ? await this.dingtalk.getInstance(scheme.content.processCode, id, pull.purpose) : item.raw;
      halt.outage = 0;
      const instance = parseApproval(raw, { whole: !pull.changesOnly });
      if (pull.changesOnly && instance.bizAction === 'NONE') {
        tally.skip('不是修改或撤销', withoutTotal(id));
        pull.ended?.(id, 'ordinary');
        return null;
      }
      const originatorName = await this.names.of(instance);
      const source = new ApprovalSource(instance, originatorName, scheme.form);
      const decide = pull.quarantine ? fateInBackfill : scheme.amendmentsOnly ? fateWhileOff : fateOf;
      const decided = decide({ ...scheme.content, filter: certainConditions(scheme, pull.stops, instance) }, source);
      const { opened, content } = scheme;
      const day = { cutOverDate: content.cutOverDate, quarantineBefore: opened?.before ?? null };
      const fate = byFirstDay(decided, instance.finishedAt, day);
      if (fate.kind === 'open') {
        this.open.seen(scheme.id, id, instance.startedAt, Date.now());
        // If DingTalk calls an approval finished but its result is missing or unknown, "open" does not explain why it was not collected.
        const unclear = instance.status === 'COMPLETED' || instance.status === 'UNKNOWN';
        if (unclear) await this.listed.failed(id, fate.reason);
        else await this.listed.open(id, instance.startedAt, scheme);
        tally.skip(fate.reason, withoutTotal(id));
        pull.ended?.(id, unclear ? 'unclear' : 'open');
        return null;
      }
      this.open.settled(scheme.id, id);
      for (const warning of instance.warnings ?? []) this.log.warn(`${id}: ${warning}`);
      const formTotal = formTotalOf(scheme.content, source);
      const yuan = fate.kind === 'collect' ? {} : { yuanTotal: yuanTotalOf(scheme.content, source) };
      const amends = amendsOf(source);
      const approvalId = 'id' in item ? null : item.approvalId;
      return { raw, instance, fate, amends, originatorName, formTotal, ...yuan, approvalId };
    } catch (error) {
      await this.failAlone(pull, id, error, halt);
      return null;
    }
  }

  private async failAlone(pull: Pull, id: string, error: unknown, halt: Halt): Promise<void> {
    const { tally } = pull;
    if (!(error instanceof DingTalkError)) {
      const bad = error instanceof UnreadableApprovalError;
      if (!bad) this.log.error(`${id}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      await this.failed(tally, id, bad ? error.message : '审批内容无法处理，请联系管理员查看日志。');
      pull.ended?.(id, 'unreadable');
      return;
    }
    pull.ended?.(id, error.errorClass === 'not-found' ? 'gone' : error);
    if (error.errorClass === 'not-found') {
      tally.skip(DELETED, withoutTotal(id));
      await this.listed.gone(id, DELETED);
      return;
    }
    await this.failed(tally, id, error.sentence);
    tally.unread += 1;
    const alone = error.errorClass === 'parameter' || (error.errorClass === 'transient' && ++halt.outage < OUTAGE);
    if (!alone) throw error;
  }

  /** Notes the reason with the listed approval; if that write fails, the approval stays unread in the list all the same. */
  private async failed(tally: RunTally, id: string, reason: string): Promise<void> {
    tally.fail(id, reason);
    try {
      await this.listed.failed(id, reason);
    } catch (error) {
      this.log.warn(`${id}: ${String(error)}`);
    }
  }

  private async storeAll(pull: Pull, read: BoundedQueue<ReadApproval>, halt: Halt): Promise<void> {
    let total = 0;
    for (;;) {
      const many = await read.takeMany(CHUNK, pull.writeWithinMs ?? CHUNK_WAIT_MS);
      if (many.length === 0) break;
      let created = 0;
      for (const chunk of bySize(many)) created += await this.storeChunk(pull, chunk, halt);
      if (created > 0) this.wakes.wake('map');
      total += created;
    }
    // Once per run: a missing name does not appear within moments, and the search for names goes over every open bill.
    if (total > 0) this.wakes.wake('names');
  }

  /** Stores a chunk. If it cannot be written, its approvals are tried one by one, so that only the bad one fails. */
  private async storeChunk(pull: Pull, chunk: readonly ReadApproval[], halt: Halt): Promise<number> {
    const { scheme, runId, tally } = pull;
    try {
      const { created } = await this.storing.store(scheme, runId, tally, chunk, pull.quarantine);
      for (const { raw, instance, fate } of chunk) {
        if (fate.kind === 'collect') this.recent.keep(raw, instance);
        pull.ended?.(instance.processInstanceId, 'stored');
      }
      await this.forms.look(
        scheme.content.processCode,
        chunk.map(({ instance }) => instance),
      );
      return created;
    } catch (error) {
      if (chunk.length > 1 && !halt.lostDatabase) {
        let created = 0;
        for (const one of chunk) created += await this.storeChunk(pull, [one], halt);
        return created;
      }
      this.log.error(`store: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      for (const { instance } of chunk) {
        await this.failed(tally, instance.processInstanceId, STORE_FAILED);
        pull.ended?.(instance.processInstanceId, 'unstored');
      }
      tally.unread += chunk.length;
      if (++halt.unstored >= OUTAGE) halt.with(error);
      return 0;
    }
  }
}

/** Returns the allowance. @throws DingTalkError, the same as DingTalk's for a spent quota, if the allowance is used up. */
function mustBeLeft(allowance: Allowance): Allowance {
  if (!allowance.isOpen) throw new DingTalkError('quota', KEPT_FOR_COMMENTS, 'kept-for-comments');
  return allowance;
}

function bySize(many: readonly ReadApproval[]): ReadApproval[][] {
  const chunks: ReadApproval[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const read of many) {
    if (bytes + read.raw.text.length > CHUNK_BYTES) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(read);
    bytes += read.raw.text.length;
  }
  return chunks;
}

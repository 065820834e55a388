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
import { formTotalOf, type ReadApproval } from '../approval/read-approval.js';
import { CheckForms } from '../drift/check-forms.js';
import { certainConditions } from '../filter/certain-conditions.js';
import { ListedApprovals } from '../listed/listed-approvals.js';
import type { RunTally } from '../run/run-tally.js';
import type { Allowance } from '../scope/allowance.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { Quarantining } from '../scope/quarantining.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { BoundedQueue } from './bounded-queue.js';
import { Halt, OUTAGE } from './halt.js';
import { StoreApprovals } from './store-approvals.js';

/** One run's work. */
export interface Pull {
  scheme: SchemeToPull;
  runId: string;
  tally: RunTally;
  /** Pages of ids, each id once. */
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
  /** A person asked: open approvals are read again whatever their age. */
  impatient: boolean;
  /** Throws when the program is to stop. */
  checkStop: () => void;
  /** What may be spent; undefined where a person asked, or what is asked for looks at the month itself. */
  allowance?: Allowance | undefined;
  /** A back-fill: what would get a bill goes into quarantine. */
  quarantine?: Quarantining;
  /** Only what changes or cancels another is taken: what an approval lists beside it may be of another form. */
  changesOnly?: boolean;
  /** A chunk is written after this long even if it is not full; a second where it is not said. */
  writeWithinMs?: number;
  /** What a detail call is counted as; 'detail' where it is not said. */
  purpose?: DetailPurpose;
  /** Told once an id has come to its end; of what the run did not get to nothing is told. */
  ended?: (processInstanceId: string, end: PullEnd) => void;
}

/** With what of the form nobody has looked at since it changed. */
interface Running extends Pull {
  stops: readonly FormStop[];
}

/**
 * `known`: in the ledger already, no call was made · `stored`: committed · `open`: still running · `unclear`: over, and nobody can
 * tell how · `gone`: deleted in DingTalk · `ordinary`: it changes no other ·
 * `unreadable`: what came is no approval · `unstored`: read, but not written · or why DingTalk did not answer.
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
/** A chunk is written after this long even if it is not full, so that people see bills arrive. */
const CHUNK_WAIT_MS = 1000;
/** Raw text per transaction; a packet of the database holds more. */
const CHUNK_BYTES = 4_000_000;
const DELETED = '审批已被删除';
const KEPT_FOR_COMMENTS = '本月剩下的钉钉接口额度留给回写，这一张等到下个月再采集，不会漏。';
const STORE_FAILED = '审批已读到，但没有保存成功，下次会再采集。';

/**
 * Listing, reading and storing at the same time: pages flow through two bounded queues, details are fetched by
 * DINGTALK_CONCURRENCY workers, chunks are written as they fill. A bad approval fails alone; an error of the connection ends
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

  /** @throws what ended the run early. */
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
        // Before anything is read of them: what stays behind is missed from here on. A back-fill has marks of its own: what it leaves
        // behind is not for the sweeps, which would collect it.
        if (!pull.quarantine) await this.listed.note(scheme, ids);
        if (pull.allowance) mustBeLeft(pull.allowance).spend();
        const known = await this.known.among(ids);
        // What waits for the scheme to be on again is read and stored already.
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
          else tally.skip('还在审批中');
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

  /** @returns null for one that is open, gone or bad: it is counted. @throws what concerns every call. */
  private async fetch(pull: Running, item: Wanted, halt: Halt): Promise<ReadApproval | null> {
    const { scheme, tally } = pull;
    const id = 'id' in item ? item.id : item.raw.processInstanceId;
    try {
      if ('id' in item && pull.allowance) mustBeLeft(pull.allowance).read();
      const raw =
        'id' in item ? await this.dingtalk.getInstance(scheme.content.processCode, id, pull.purpose) : item.raw;
      halt.outage = 0;
      const instance = parseApproval(raw);
      if (pull.changesOnly && instance.bizAction === 'NONE') {
        tally.skip('不是修改或撤销');
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
        // One that DingTalk calls finished, and whose result is missing or not known, is not explained by being open.
        const unclear = instance.status === 'COMPLETED' || instance.status === 'UNKNOWN';
        if (unclear) await this.listed.failed(id, fate.reason);
        else await this.listed.open(id, instance.startedAt);
        tally.skip(fate.reason);
        pull.ended?.(id, unclear ? 'unclear' : 'open');
        return null;
      }
      this.open.settled(scheme.id, id);
      for (const warning of instance.warnings ?? []) this.log.warn(`${id}: ${warning}`);
      const formTotal = formTotalOf(scheme.content, source);
      const amends = amendsOf(source);
      const approvalId = 'id' in item ? null : item.approvalId;
      return { raw, instance, fate, amends, originatorName, formTotal, approvalId };
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
      tally.skip(DELETED);
      await this.listed.gone(id, DELETED);
      return;
    }
    await this.failed(tally, id, error.sentence);
    tally.unread += 1;
    const alone = error.errorClass === 'parameter' || (error.errorClass === 'transient' && ++halt.outage < OUTAGE);
    if (!alone) throw error;
  }

  /** The reason is kept with what was listed; where even that cannot be written it stays unread there all the same. */
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
    // Once: what was not named a moment ago is not named now, and the look goes over every open bill.
    if (total > 0) this.wakes.wake('names');
  }

  /** A chunk that cannot be written is tried one by one, so that only the bad one fails. */
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

/** @throws DingTalkError as DingTalk would where the month's calls are used up. */
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

import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { RecentApprovals } from '../../connectors/dingtalk/recent-approvals.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../../connectors/source.js';
import { ApprovalSource } from '../../engine/source/approval-source.js';
import { Wakes } from '../../queue/wakes.js';
import { amendsOf, fateOf, fateWhileOff } from '../approval/approval-fate.js';
import { KnownApprovals } from '../approval/known-approvals.js';
import { OriginatorNames } from '../approval/originator-names.js';
import { formTotalOf, type ReadApproval } from '../approval/read-approval.js';
import type { RunTally } from '../run/run-tally.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { BoundedQueue } from './bounded-queue.js';
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
}

type Wanted = { id: string } | { approvalId: string; raw: RawApproval };

const CHUNK = 50;
/** A chunk is written after this long even if it is not full, so that people see bills arrive. */
const CHUNK_WAIT_MS = 1000;
/** Raw text per transaction; a packet of the database holds more. */
const CHUNK_BYTES = 4_000_000;
/** So many unanswered details in a row are an outage, not bad luck with single approvals. */
const OUTAGE = 5;
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
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws what ended the run early. */
  async run(pull: Pull): Promise<void> {
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

  private async list(pull: Pull, wanted: BoundedQueue<Wanted>, halt: Halt): Promise<void> {
    const { scheme, tally } = pull;
    await halt.guard(async () => {
      for await (const ids of pull.pages) {
        pull.checkStop();
        if (halt.on) return;
        tally.seen += ids.length;
        const known = await this.known.among(ids);
        // What waits for the scheme to be on again is read and stored already.
        const undecided = known.undecided.filter(({ unnoted }) => unnoted || !scheme.amendmentsOnly);
        const again = new Set(undecided.map(({ raw }) => raw.processInstanceId));
        const waiting = known.undecided.map(({ raw }) => raw.processInstanceId).filter((id) => !again.has(id));
        const settled = new Set([...known.settled, ...waiting]);
        tally.known += settled.size;
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
    pull: Pull,
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
  private async fetch(pull: Pull, item: Wanted, halt: Halt): Promise<ReadApproval | null> {
    const { scheme, tally } = pull;
    const id = 'id' in item ? item.id : item.raw.processInstanceId;
    try {
      const raw = 'id' in item ? await this.dingtalk.getInstance(scheme.content.processCode, id) : item.raw;
      halt.outage = 0;
      const instance = parseApproval(raw);
      const originatorName = await this.names.of(instance);
      const source = new ApprovalSource(instance, originatorName);
      const fate = scheme.amendmentsOnly ? fateWhileOff(scheme.content, source) : fateOf(scheme.content, source);
      if (fate.kind === 'open') {
        this.open.seen(scheme.id, id, instance.startedAt, Date.now());
        tally.skip(fate.reason);
        return null;
      }
      this.open.settled(scheme.id, id);
      for (const warning of instance.warnings ?? []) this.log.warn(`${id}: ${warning}`);
      const formTotal = formTotalOf(scheme.content, source);
      const amends = amendsOf(source);
      const approvalId = 'id' in item ? null : item.approvalId;
      return { raw, instance, fate, amends, originatorName, formTotal, approvalId };
    } catch (error) {
      this.failAlone(tally, id, error, halt);
      return null;
    }
  }

  private failAlone(tally: RunTally, id: string, error: unknown, halt: Halt): void {
    if (!(error instanceof DingTalkError)) {
      const bad = error instanceof UnreadableApprovalError;
      if (!bad) this.log.error(`${id}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      tally.fail(id, bad ? error.message : '审批内容无法处理，请联系管理员查看日志。');
      return;
    }
    if (error.errorClass === 'not-found') {
      tally.skip('审批已被删除');
      return;
    }
    tally.fail(id, error.sentence);
    tally.unread += 1;
    const alone = error.errorClass === 'parameter' || (error.errorClass === 'transient' && ++halt.outage < OUTAGE);
    if (!alone) throw error;
  }

  private async storeAll(pull: Pull, read: BoundedQueue<ReadApproval>, halt: Halt): Promise<void> {
    let total = 0;
    for (;;) {
      const many = await read.takeMany(CHUNK, CHUNK_WAIT_MS);
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
      const { created } = await this.storing.store(scheme, runId, tally, chunk);
      for (const { raw, instance, fate } of chunk) if (fate.kind === 'collect') this.recent.keep(raw, instance);
      return created;
    } catch (error) {
      if (chunk.length > 1 && !halt.lostDatabase) {
        let created = 0;
        for (const one of chunk) created += await this.storeChunk(pull, [one], halt);
        return created;
      }
      this.log.error(`store: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      for (const { instance } of chunk) tally.fail(instance.processInstanceId, STORE_FAILED);
      tally.unread += chunk.length;
      if (++halt.unstored >= OUTAGE) halt.with(error);
      return 0;
    }
  }
}

/** Why a run ends early, told to all its stages. */
class Halt {
  /** Unanswered details in a row. */
  outage = 0;
  /** Approvals that could not be written. */
  unstored = 0;
  private error: unknown = null;

  get on(): boolean {
    return this.error !== null;
  }

  get lostDatabase(): boolean {
    return this.unstored >= OUTAGE;
  }

  with(error: unknown): void {
    this.error ??= error;
  }

  /** Turns what a stage throws into the end of the run. */
  async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.with(error);
    }
  }

  check(): void {
    if (this.error !== null) throw this.error;
  }
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

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { DataExport, ExportFailure, StartExport } from '@dingdee/shared/data-export';
import { DATASET } from '@dingdee/shared/dataset';
import { fromFen } from '@dingdee/shared/money';
import { OVERSEERS, REVEALERS } from '@dingdee/shared/routes/who';
import type { Role } from '@dingdee/shared/session';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import pLimit from 'p-limit';
import { adminNames } from '../../access/member/members.js';
import { AccessRefusedError } from '../../access/role/access.errors.js';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { DatasetColumnsError } from '../read/dataset.errors.js';
import { Datasets } from '../read/datasets.js';
import { fileName } from './about-export.js';
import { ExportGoneError, ExportNoRoomError, ExportNotFoundError, ExportNotReadyError } from './export.errors.js';
import { exportFolder, sweepExports, sweepFolder } from './export-folder.js';
import { ExportRoom } from './export-room.js';
import { ExportStore, type Held, type StoredExport } from './export-store.js';
import { RunExport } from './run-export.js';

const LEAVE_MS = 2000;
const RENEW_MS = 15_000;
const SWEEP_MS = 60_000;

const has = (actor: Actor, roles: readonly Role[]): boolean => roles.some((role) => actor.roles.includes(role));

/** Exports: requested by a person, written in the background by the process that got the request, and fetched until they expire. */
@Injectable()
export class Exports implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('export');
  private readonly leaving = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private sweeping: NodeJS.Timeout | undefined;
  /** One export at a time, because each takes a good part of a core. */
  private readonly inTurn = pLimit(1);

  constructor(
    private readonly db: Database,
    private readonly datasets: Datasets,
    private readonly store: ExportStore,
    private readonly runner: RunExport,
    private readonly audit: AuditLog,
    private readonly room: ExportRoom,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Every process sweeps for itself: the process that is woken for the rows may have another disk. */
  onApplicationBootstrap(): void {
    const every = Math.min(SWEEP_MS, this.settings.EXPORT_KEPT_MS);
    this.sweeping = setInterval(() => void this.sweep(), every).unref();
    void this.sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.sweeping);
    this.leaving.abort();
    const patience = new Promise((done) => setTimeout(done, LEAVE_MS).unref());
    await Promise.race([Promise.all(this.running), patience]);
  }

  /**
   * Returns as soon as the export is stored. @throws DatasetFilterError, DatasetColumnsError, AccessRefusedError, ExportTooManyError,
   * ExportKeptError, ExportNoRoomError
   */
  async start({ dataset, format, filter, columns, fullAccounts: reason }: StartExport, by: Actor): Promise<DataExport> {
    await this.mayRead(dataset, by);
    const all = DATASET[dataset].columns.map(({ key }) => key);
    const chosen = columns ?? all;
    const wrong = chosen.filter((key, at) => !all.includes(key) || chosen.indexOf(key) !== at);
    if (wrong.length > 0) throw new DatasetColumnsError(wrong);
    const full = reason !== undefined && chosen.includes('account');
    if (full) await this.mayReveal(by);
    await this.room.check(exportFolder(this.settings));
    const { rows } = await this.datasets.totals(dataset, { filter, orgs: null, fullAccounts: false });
    const asked = {
      dataset,
      format,
      filter,
      columns: chosen,
      fullAccounts: full,
      total: rows,
      name: fileName(dataset, format, Date.now(), full ? by.name : null),
      by: by.userId,
      keptMs: this.settings.EXPORT_KEPT_MS,
    };
    const held = await this.db.inTransaction(async (tx) => {
      const begun = await this.store.begin(tx, asked);
      const detail = {
        dataset,
        format,
        filter,
        columns: chosen,
        rows,
        fullAccounts: full,
        ...(full ? { reason } : {}),
      };
      await this.audit.append(tx, by, [{ action: 'export-data', subjectKind: 'dataset', subjectId: begun.id, detail }]);
      return begun;
    });
    const stored = await this.store.get(held.id);
    this.go(held, stored);
    return told(stored, by);
  }

  /** @throws ExportNotFoundError also for another person's export. */
  async one(id: string, by: Actor): Promise<DataExport> {
    return told(await this.seen(id, by), by);
  }

  async list(by: Actor): Promise<DataExport[]> {
    const stored = await this.store.list(has(by, OVERSEERS) ? null : by.userId);
    return stored.map((each) => told(each, by));
  }

  /** Stops an export that is under way; deletes the file of a finished one. @throws ExportNotFoundError */
  async stop(id: string, by: Actor): Promise<DataExport> {
    const { dataset } = await this.seen(id, by);
    await this.store.end(id, 'stopped');
    await this.db.inTransaction(async (tx) => {
      if (await this.store.discard(tx, id))
        await this.audit.append(tx, by, [
          { action: 'discard-export', subjectKind: 'dataset', subjectId: id, detail: { dataset } },
        ]);
    });
    const stopped = await this.one(id, by);
    void this.sweep();
    return stopped;
  }

  /**
   * Opens the file. The audit log names the person before the first byte leaves.
   * @throws ExportNotFoundError, ExportNotReadyError, ExportGoneError, AccessRefusedError if the person has lost the role that the content needs
   */
  async open(id: string, by: Actor): Promise<{ name: string; size: number; body: Readable }> {
    const stored = await this.seen(id, by);
    if (!isFor(stored, by)) throw new ExportNotFoundError();
    await this.mayRead(stored.dataset, by);
    if (stored.fullAccounts) await this.mayReveal(by);
    if (stored.state !== 'done') throw new ExportNotReadyError();
    const there = await stat(stored.file).catch(() => null);
    if (there === null || there.size !== stored.bytes) throw new ExportGoneError();
    await this.db.inTransaction((tx) =>
      this.audit.append(tx, by, [
        { action: 'fetch-export', subjectKind: 'dataset', subjectId: id, detail: { dataset: stored.dataset } },
      ]),
    );
    return { name: stored.name, size: stored.bytes, body: createReadStream(stored.file) };
  }

  /** 审计 needs a role that may read the audit log. @throws AccessRefusedError */
  async mayRead(dataset: StartExport['dataset'], by: Actor): Promise<void> {
    if (!reads(dataset, by)) throw new AccessRefusedError(OVERSEERS, await adminNames(this.db));
  }

  private async mayReveal(by: Actor): Promise<void> {
    if (!has(by, REVEALERS)) throw new AccessRefusedError(REVEALERS, await adminNames(this.db));
  }

  private async seen(id: string, by: Actor): Promise<StoredExport> {
    const stored = await this.store.get(id);
    if (stored.by !== by.userId && !has(by, OVERSEERS)) throw new ExportNotFoundError();
    return stored;
  }

  private failureOf(error: unknown): ExportFailure {
    if (this.leaving.signal.aborted) return 'ended';
    const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
    return full || error instanceof ExportNoRoomError ? 'no-room' : 'fault';
  }

  private async sweep(): Promise<void> {
    try {
      const now = Date.now();
      await sweepExports(this.db, now, this.settings);
      await sweepFolder(this.db, exportFolder(this.settings), this.settings.EXPORT_KEPT_MS, now);
    } catch (error) {
      this.log.warn(`old exports were not deleted: ${error instanceof Error ? error.message : error}`);
    }
  }

  private go(held: Held, wanted: StoredExport): void {
    const alive = setInterval(() => void this.store.renew(held).catch(() => undefined), RENEW_MS).unref();
    const run = this.inTurn(() => this.runner.run(held, wanted, this.leaving.signal))
      .catch(async (error: unknown) => {
        this.log.error(`an export was not written: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
        await this.store.end(held.id, 'failed', this.failureOf(error)).catch(() => undefined);
      })
      .finally(() => {
        clearInterval(alive);
        this.running.delete(run);
      });
    this.running.add(run);
  }
}

const reads = (dataset: StartExport['dataset'], by: Actor): boolean => dataset !== 'audit' || has(by, OVERSEERS);
/** A file with full account numbers is only for the person who gave the reason. */
const isFor = ({ by: owner, fullAccounts }: StoredExport, by: Actor): boolean =>
  owner === by.userId || (!fullAccounts && has(by, OVERSEERS));
/** Permissions are checked when the file is fetched: a day may lie between the request and the fetch. */
const mayFetch = (stored: StoredExport, by: Actor): boolean =>
  isFor(stored, by) && reads(stored.dataset, by) && (!stored.fullAccounts || has(by, REVEALERS));

function told(stored: StoredExport, by: Actor): DataExport {
  const { id, dataset, format, filter, columns, fullAccounts, state, failure, done, total, bytes, name } = stored;
  const { byName, startedAt, endedAt, expiresAt, sum } = stored;
  return {
    id,
    dataset,
    format,
    filter,
    columns: [...columns],
    fullAccounts,
    state,
    failure,
    done,
    total,
    amount: sum === null ? null : fromFen(sum),
    bytes,
    name,
    by: byName,
    ready: state === 'done' && mayFetch(stored, by),
    startedAt,
    endedAt,
    expiresAt,
  };
}

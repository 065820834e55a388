import {
  BASE_DATA_FORMS,
  type BaseDataItem,
  type BaseDataKind,
  type BaseDataPage,
  type BaseDataQuery,
  type BaseDataRefresh,
  baseDataKind,
  type DecideEmptied,
} from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { KingdeeClient, KingdeeUnavailableError } from '../connectors/target.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { type Actor, SYSTEM } from '../domain/actor.js';
import type { OwnLevel } from '../domain/draft/usable-base-data.js';
import { LiveEvents } from '../event-log/live-events.js';
import { BaseDataUnavailableError, OvertakenError } from './base-data.errors.js';
import { BaseDataIndex } from './base-data-index.js';
import { BaseDataStore } from './base-data-store.js';
import { EmptiedBaseData } from './emptied/emptied-base-data.js';
import type { EntryBlock } from './held/entry-block.js';
import { ReadChanges } from './incremental/read-changes.js';
import { OwnFields } from './own-field/own-fields.js';
import { ReadKind } from './read-kind.js';
import { searchBaseData } from './search-base-data.js';
import { SeenOrganisations } from './seen/seen-organisations.js';

/** Longest age of the cache: a full reading is due then. */
const REFRESH_EVERY_MS = 6 * 3_600_000;
/** Interval of the check whether the cache is due; a failed refresh is tried again after it. */
const CHECK_EVERY_MS = 60_000;
/** Shortest interval of that check, for a setting made for tests. */
const CHECK_AT_LEAST_MS = 100;
/** Time for which the index is used without a check whether another process has refreshed the table, in ms. */
const INDEX_FRESH_MS = 5_000;
const MOST_BROKEN = 500;
const OVERTAKEN = '同时有另一次更新在读，以较晚开始的那次为准。稍后看一下结果。';
/** Kinds of which every paying organisation has rows. */
const OF_EVERY_ORG: readonly BaseDataKind[] = ['employee', 'department'];
const unlisted = (orgs: readonly string[]): string =>
  `金蝶没有列出组织 ${orgs.join('、')} 的任何一条，而映射里有由它付款的：它的单据会因为基础资料不可用停下。多半是集成用户没有这个组织的数据权限，或者金蝶只给看登录组织的：把 KINGDEE_ORG 留空再试，不行请金蝶管理员给集成用户这个组织的权限。`;
const UNLISTED = '金蝶一个组织也没有列出：多半是集成用户没有组织机构的查看权限或许可。';
const KINDS = Object.keys(BASE_DATA_FORMS).map((kind) => baseDataKind.parse(kind));

type KindCount = BaseDataRefresh['kinds'][number];
type Problem = NonNullable<BaseDataRefresh['problems']>[number];

/**
 * Caches Kingdee's base data（基础资料）for searches and checks. It is read in full every six hours and on demand, and between these the
 * changed entries are read (decision 169).
 */
@Injectable()
export class BaseDataCatalog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('base-data');
  private readonly listeners: ((kinds: readonly BaseDataKind[]) => Promise<void>)[] = [];
  private held = new BaseDataIndex();
  /** Revision of each kind that is held. */
  private revisions: ReadonlyMap<BaseDataKind, number> = new Map();
  private loading: Promise<void> = Promise.resolve();
  private lookedAt = 0;
  private refreshing: Promise<BaseDataRefresh> | null = null;
  /** A refresh that was asked for while another was running. */
  private following: Promise<BaseDataRefresh> | null = null;
  private changing = false;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  /** The last refresh stopped half-way, or a kind was never read: a refresh is due whatever the age of the rest. */
  private incomplete = false;
  /** Kinds that this process has asked for: a kind that only a new mapping table uses is read without waiting for the rest to be due. */
  private readonly tried = new Set<BaseDataKind>();

  constructor(
    private readonly kingdee: KingdeeClient,
    private readonly store: BaseDataStore,
    private readonly reader: ReadKind,
    private readonly changes: ReadChanges,
    private readonly emptied: EmptiedBaseData,
    private readonly own: OwnFields,
    private readonly seen: SeenOrganisations,
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Reads every kind from Kingdee and stores what changed, one refresh at a time. The caller gets what Kingdee holds after the call: a
   * running refresh may have read a later change too early, so another one follows it, shared by all callers in the meantime.
   * @throws BaseDataUnavailableError if nothing could be read; the cached data stays.
   */
  refresh(by: Actor = SYSTEM): Promise<BaseDataRefresh> {
    const going = this.refreshing;
    if (going === null) return this.begin(by);
    if (by === SYSTEM) return going;
    this.following ??= going
      .catch(() => undefined)
      .then(() => {
        this.following = null;
        // A refresh that has begun meanwhile began after the call.
        return this.refreshing ?? this.begin(by);
      });
    return this.following;
  }

  private begin(by: Actor): Promise<BaseDataRefresh> {
    const reading = this.readAll(by).finally(() => {
      if (this.refreshing === reading) this.refreshing = null;
    });
    this.refreshing = reading;
    return reading;
  }

  /** Reads kinds that were never read, in the background, without waiting for the rest to be due: a new table may use one. */
  readNew(): void {
    void this.refreshWhenDue();
  }

  /** @throws BaseDataCursorError */
  async search(kind: BaseDataKind, query: BaseDataQuery): Promise<BaseDataPage> {
    return searchBaseData(await this.current(), kind, query);
  }

  /** Returns the index that the checks of a chunk of bills use: at most a few seconds behind a refresh by any process. */
  async current(): Promise<BaseDataIndex> {
    if (Date.now() - this.lookedAt >= INDEX_FRESH_MS) await this.reload();
    return this.held;
  }

  /** Returns one item as an organisation may use it, from the index as last loaded; see BaseDataIndex.lookup. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    return this.held.lookup(kind, number, orgNumber);
  }

  /** Returns the kind that a field of the company's own is chosen from, from the index as last loaded; null if it is not known. */
  ownKind(form: TargetName, level: OwnLevel, key: string): BaseDataKind | null {
    return this.held.ownKind(form, level, key, []);
  }

  /** Returns the Chinese name of a kind. */
  wordOf(kind: BaseDataKind): string {
    return this.held.word(kind);
  }

  /** Returns the name for the screen, from the index as last loaded; the number itself if the name is not known. */
  nameOf(kind: BaseDataKind, number: string, orgNumber: string): string {
    return this.held.nameOf(kind, number, orgNumber);
  }

  /**
   * Records an administrator's decision about a part that came back empty: gone, or kept. Only then do bills and mappings report it as
   * unusable.
   * @returns how many rows were marked gone. @throws NotEmptiedError, EmptiedChangedError
   */
  async decideEmptied(decision: DecideEmptied, by: Actor): Promise<number> {
    const marked = await this.emptied.decide(decision, by);
    await this.reload();
    if (marked > 0) for (const listener of this.listeners) await listener([decision.kind]);
    return marked;
  }

  /** Registers a listener that is called after a refresh in this process that changed something, with the kinds it changed. */
  onChanged(listener: (kinds: readonly BaseDataKind[]) => Promise<void>): void {
    this.listeners.push(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.reload();
    this.incomplete = KINDS.some((kind) => !this.held.knows(kind));
    const { every } = this.changes;
    const check = every === 0 ? CHECK_EVERY_MS : Math.max(CHECK_AT_LEAST_MS, Math.min(CHECK_EVERY_MS, every));
    this.timer = setInterval(() => void this.refreshWhenDue(), check);
    this.timer.unref();
    void this.refreshWhenDue();
  }

  onModuleDestroy(): void {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
  }

  private async refreshWhenDue(): Promise<void> {
    try {
      const at = await this.store.readAt();
      const wanted = (await this.own.book()).wanted();
      this.incomplete ||= wanted.some((kind) => !this.held.knows(kind) && !this.tried.has(kind));
      if (this.closed) return;
      if (this.incomplete || Math.abs(clock.now() - at) >= REFRESH_EVERY_MS) await this.refresh();
      else await this.readChanges(wanted);
    } catch (error) {
      if (this.closed) return;
      this.log.warn(
        `refresh failed, tried again in a minute: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Reads the changed entries of each kind for which that is due; a full refresh, also of another process, makes it stop. */
  private async readChanges(wanted: readonly BaseDataKind[]): Promise<void> {
    if (this.changing || this.changes.every === 0) return;
    this.changing = true;
    const kinds: KindCount[] = [];
    try {
      for (const kind of [...KINDS, ...wanted]) {
        if (this.closed || this.refreshing !== null) break;
        try {
          const count = await this.changes.run(kind);
          if (count !== null) kinds.push(count);
        } catch (error) {
          if (error instanceof OvertakenError) continue;
          if (!(error instanceof KingdeeUnavailableError)) throw error;
          this.log.warn(`changes of ${kind} not read: ${error.sentence}`);
          // Kingdee as a whole is away: the other kinds would only wait for the same answer.
          if (error.transient) break;
        }
      }
    } finally {
      this.changing = false;
      await this.tell(SYSTEM, kinds, false);
    }
  }

  private async readAll(by: Actor): Promise<BaseDataRefresh> {
    const at = Date.now();
    const kinds: KindCount[] = [];
    const problems: Problem[] = [];
    this.incomplete = true;
    // A person may have repaired the connection: it is tried now. Not with a wrong password, which would lock the user (check-up).
    if (by !== SYSTEM) await this.kingdee.check().catch(() => undefined);
    let stopped = false;
    const ownChanged = await this.own.read();
    for (const kind of [...KINDS, ...(await this.own.book()).wanted()]) {
      stopped ||= this.closed;
      if (stopped) break;
      this.tried.add(kind);
      try {
        const { count, problem } = await this.reader.run(kind);
        kinds.push(count);
        if (problem !== null) problems.push({ kind, sentence: problem });
      } catch (error) {
        if (error instanceof OvertakenError) {
          problems.push({ kind, sentence: OVERTAKEN });
          continue;
        }
        if (!(error instanceof KingdeeUnavailableError)) throw error;
        problems.push({ kind, sentence: error.sentence });
        // Kingdee as a whole is away: the other kinds would only wait for the same answer.
        stopped = error.transient;
      }
    }
    if (!stopped) await this.readSeen(kinds, problems);
    this.incomplete = stopped;
    const [first] = problems;
    if (kinds.length === 0 && first) throw new BaseDataUnavailableError(first.sentence);
    await this.tell(by, kinds, ownChanged);
    await this.reload();
    problems.push(...(await this.unlistedOrgs()));
    return {
      kinds,
      brokenMappings: await this.brokenMappings(),
      refreshedAt: at,
      ...(problems.length > 0 ? { problems } : {}),
    };
  }

  /** Uses the organisations that were seen elsewhere if Kingdee listed none, and adds that to the counts and problems. */
  private async readSeen(kinds: KindCount[], problems: Problem[]): Promise<void> {
    const isOrganisation = ({ kind }: { kind: BaseDataKind }) => kind === 'organisation';
    const listed = kinds.findIndex(isOrganisation);
    if ((kinds[listed]?.total ?? 0) > 0) return;
    const seen = await this.seen.read().catch((error: unknown) => {
      if (error instanceof OvertakenError || error instanceof KingdeeUnavailableError) return null;
      throw error;
    });
    if (seen === null) return;
    if (listed >= 0) kinds.splice(listed, 1);
    kinds.push(seen.count);
    const problem = problems.find(isOrganisation);
    if (problem) problem.sentence += seen.sentence;
    else problems.push({ kind: 'organisation', sentence: `${UNLISTED}${seen.sentence}` });
  }

  private async tell(by: Actor, kinds: readonly KindCount[], ownChanged: boolean): Promise<void> {
    const touched = kinds.filter(({ added, changed, removed }) => added + changed + removed > 0);
    if (touched.length === 0 && !ownChanged && by === SYSTEM) return;
    await this.db.inTransaction(async (tx) => {
      await this.audit.append(tx, by, [
        { action: 'refresh-base-data', subjectKind: 'mapping', subjectId: 'base-data', detail: { kinds: touched } },
      ]);
      if (touched.length > 0) await this.live.emit(tx, 'mapping', ['base-data']);
    });
    await this.reload();
    if (touched.length === 0 && !ownChanged) return;
    for (const listener of this.listeners) await listener(touched.map(({ kind }) => kind));
  }

  /** Loads what was stored before the call. */
  private reload(): Promise<void> {
    this.lookedAt = Date.now();
    this.loading = this.loading.catch(() => undefined).then(() => this.load());
    return this.loading;
  }

  /** Reads changed kinds again and keeps the others. */
  private async load(): Promise<void> {
    const revisions = await this.store.revisions();
    const own = await this.own.book();
    const same = [...revisions].every(([kind, revision]) => this.revisions.get(kind) === revision);
    if (same && own.signature === this.held.own.signature) return;
    const blocks: EntryBlock[] = [];
    for (const [kind, revision] of revisions)
      if (this.revisions.get(kind) === revision) blocks.push(...this.held.blocksOf(kind));
      else for await (const block of this.store.blocks(kind)) blocks.push(block);
    this.held = new BaseDataIndex(blocks, own);
    this.revisions = revisions;
  }

  /**
   * Returns a problem for organisations that the mappings pay from and of which Kingdee lists nothing: the user lacks a right, and
   * Kingdee gives no error.
   */
  private async unlistedOrgs(): Promise<Problem[]> {
    const paying = new Set<string>();
    for await (const { target, number, orgNumber } of this.store.mappingTargets()) {
      if (target === 'organisation') paying.add(number);
      if (orgNumber !== '') paying.add(orgNumber);
    }
    return OF_EVERY_ORG.filter((kind) => this.held.knows(kind)).flatMap((kind) => {
      const missing = [...paying].filter((org) => !this.held.hasAny(kind, org)).sort();
      return missing.length === 0 ? [] : [{ kind, sentence: unlisted(missing) }];
    });
  }

  /** Returns current mapping rows whose target cannot be used; rows of a kind that was never read are left out. */
  private async brokenMappings(): Promise<BaseDataRefresh['brokenMappings']> {
    const broken: BaseDataRefresh['brokenMappings'] = [];
    for await (const { table, target, key, orgNumber, number } of this.store.mappingTargets()) {
      if (!this.held.knows(target)) continue;
      const item = this.held.lookup(target, number, orgNumber);
      const reason = item ? (item.usable ? null : (item.reason ?? '不可用')) : '金蝶里没有这个编码';
      if (reason !== null) broken.push({ table, key, number, reason });
      if (broken.length === MOST_BROKEN) break;
    }
    return broken;
  }
}

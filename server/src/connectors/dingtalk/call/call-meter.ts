import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { readInt } from '../../../database/columns.js';
import { changedBy, Database, placeholders } from '../../../database/database.js';
import { SharedContext } from '../../../database/shared-context.js';
import { WriteBehind } from '../../../database/write-behind.js';
import { beijingMonth } from '../../../domain/beijing-time.js';
import type { CallPurpose } from '../../source.js';

/** Login, tokens and contacts cost nothing (dingtalk.md §9), so they are not metered. */
export type MeteredPurpose = Exclude<CallPurpose, 'login' | 'robot'> | 'look-back';

/** Counting rules for the calls of a task, in addition to the count by month. */
interface Within {
  tally: { calls: number };
  /** One purpose for all calls; null: each call keeps its own. */
  as: MeteredPurpose | null;
  /** Purpose of list calls. */
  lists: 'list' | 'look-back';
}

/** Calls of one month for one purpose and one API. */
export interface MeteredApi {
  purpose: string;
  /** Name in the limiter, e.g. "/v1.0/workflow/processInstances". */
  api: string;
  used: number;
}

/** Calls that are not written yet. */
type Counted = MeteredApi & { month: string; purpose: MeteredPurpose };

/** Calls of other apps of the same company in one month. */
export interface OthersCalls {
  calls: number;
  /** Our own calls when DingTalk refused, and that time in Unix ms. */
  own: number;
  at: number;
}

/** Purposes whose refusals say what others used: sweeps ask them again every few hours, so that an answer is noticed. */
const TELLING: readonly CallPurpose[] = ['list', 'detail', 'event'];
/** A smaller share of the quota is the difference between two counts, not another app. */
const LEAST_OTHERS = 0.01;
const LONGEST_API = 120;

/** Counts the calls that DingTalk counts, by month (Beijing), purpose and API; writes the counts in batches, never once per call. */
@Injectable()
export class CallMeter implements OnModuleInit, BeforeApplicationShutdown {
  private readonly tallies = new SharedContext<Within>();
  private readonly unwritten = new WriteBehind<Counted>(
    'call-meter',
    (earlier, later) => ({ ...later, used: earlier.used + later.used }),
    (batch) => this.write(batch),
  );

  constructor(private readonly db: Database) {}

  onModuleInit(): void {
    this.unwritten.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.unwritten.stop();
  }

  count(made: MeteredPurpose, path: string): void {
    const within = this.tallies.get();
    const purpose = within?.as ?? (made === 'list' ? (within?.lists ?? made) : made);
    const month = beijingMonth(Date.now());
    const api = path.slice(0, LONGEST_API);
    this.unwritten.add(`${month} ${purpose} ${api}`, { month, purpose, api, used: 1 });
    if (within) within.tally.calls += 1;
  }

  /** Runs `work` and also counts its calls in `tally`, including calls of everything that it starts. @param as one purpose for all these calls. */
  within<T>(tally: { calls: number }, work: () => Promise<T>, as: MeteredPurpose | null = null): Promise<T> {
    return this.tallies.run({ tally, as, lists: 'list' }, work);
  }

  /** Runs `work` so that its list calls count as calls of a look-back（回看）; has an effect only inside `within`. */
  lookingBack<T>(work: () => Promise<T>): Promise<T> {
    const within = this.tallies.get();
    return within ? this.tallies.run({ ...within, lists: 'look-back' }, work) : work();
  }

  /**
   * Returns the calls of this month so far, including those not yet written. `used` and `byPurpose` are our own; `total` is what counts
   * against the quota: with those of other apps, as far as DingTalk has let us know.
   */
  async current(): Promise<{
    month: string;
    used: number;
    total: number;
    others: OthersCalls | null;
    byPurpose: Readonly<Record<string, number>>;
  }> {
    const { month, used, byPurpose } = await this.read(false);
    const others = await this.others(month);
    return { month, used, total: used + (others?.calls ?? 0), others, byPurpose };
  }

  /** What DingTalk's last refusal says: of the calls that were allowed, others used those that we had not used. */
  private async others(month: string): Promise<OthersCalls | null> {
    const [row] = await this.db.query<{ at: unknown; used: unknown; allowed: unknown }>(
      `SELECT refused_at AS at, used, allowed FROM quota_refusal WHERE month = ? AND purpose IN (${placeholders(TELLING)}) ORDER BY refused_at DESC LIMIT 1`,
      [month, ...TELLING],
    );
    if (row === undefined) return null;
    const [own, allowed] = [readInt(row.used), readInt(row.allowed)];
    const calls = allowed - own;
    return calls < allowed * LEAST_OTHERS ? null : { calls, own, at: Number(row.at) };
  }

  /** Returns the calls of this month by purpose and API, most used first; calls from before the count by API are missing. */
  async byApi(): Promise<readonly MeteredApi[]> {
    const { apis } = await this.read(true);
    return [...apis.values()].sort((one, other) => other.used - one.used || (one.api < other.api ? -1 : 1));
  }

  private async read(apart: boolean) {
    const month = beijingMonth(Date.now());
    const { rows, unwritten } = await this.unwritten.readWith(async () => ({
      purposes: await this.db.query<{ purpose: string; used: unknown }>(
        'SELECT purpose, used FROM call_meter WHERE month = ?',
        [month],
      ),
      apis: apart
        ? await this.db.query<MeteredApi>('SELECT purpose, api, used FROM api_meter WHERE month = ?', [month])
        : [],
    }));
    const byPurpose: Record<string, number> = {};
    const apis = new Map<string, MeteredApi>();
    const add = ({ purpose, api, used }: MeteredApi) => {
      const key = `${purpose} ${api}`;
      apis.set(key, { purpose, api, used: (apis.get(key)?.used ?? 0) + readInt(used) });
    };
    for (const row of rows.purposes) byPurpose[row.purpose] = readInt(row.used);
    for (const row of rows.apis) add(row);
    for (const entry of unwritten) {
      if (entry.month !== month) continue;
      byPurpose[entry.purpose] = (byPurpose[entry.purpose] ?? 0) + entry.used;
      add(entry);
    }
    return { month, used: Object.values(byPurpose).reduce((sum, used) => sum + used, 0), byPurpose, apis };
  }

  /** Writes the counts now; counts that could not be written stay for the next time. */
  flush(): Promise<void> {
    return this.unwritten.flush();
  }

  private async write(batch: ReadonlyMap<string, Counted>): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      for (const { month, purpose, api, used } of batch.values()) {
        const add = 'UPDATE call_meter SET used = used + ? WHERE month = ? AND purpose = ?';
        if ((await changedBy(tx, add, [used, month, purpose])) === 0)
          await tx.query('INSERT INTO call_meter (month, purpose, used) VALUES (?, ?, ?)', [month, purpose, used]);
        const apart = 'UPDATE api_meter SET used = used + ? WHERE month = ? AND purpose = ? AND api = ?';
        if ((await changedBy(tx, apart, [used, month, purpose, api])) === 0)
          await tx.query('INSERT INTO api_meter (month, purpose, api, used) VALUES (?, ?, ?, ?)', [
            month,
            purpose,
            api,
            used,
          ]);
      }
    }, 'records');
  }
}

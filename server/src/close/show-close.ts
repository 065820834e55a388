import type {
  Accrual,
  Accruals,
  CloseChange,
  CloseChanges,
  CloseListQuery,
  CloseMonths,
  ClosePack,
  CloseSignature,
  CloseState,
} from '@dingdee/shared/close';
import { Injectable } from '@nestjs/common';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { accrualPage, accruedBefore, accruedIn, allAccruals, type Source } from './accruals.js';
import { CloseChangeList } from './close-changes.js';
import { type CloseMonth, closeMonthOf, lastMonths, runsOfMonth } from './close-month.js';
import { hashOf, MonthContent } from './month-content.js';
import {
  isClosed,
  type Pack,
  readContent,
  readMonths,
  readNotes,
  readPack,
  readRounds,
  readSignatures,
  type Signature,
} from './read-pack.js';

/** Number of months that are always listed; earlier months only if they have a pack. */
const MONTHS = 13;
const FIRST_MONTH = '2015-01';

/** Shows a month to people: the frozen content if it is closed, else the current content. */
@Injectable()
export class ShowClose {
  constructor(
    private readonly db: Database,
    private readonly now: MonthContent,
    private readonly changed: CloseChangeList,
  ) {}

  async months(): Promise<CloseMonths> {
    const codes = lastMonths(clock.now(), MONTHS);
    const packs = new Map((await readMonths(this.db, FIRST_MONTH)).map((pack) => [pack.month, pack]));
    const items: CloseMonths['items'] = [];
    const older = [...packs.keys()].filter((month) => !codes.includes(month));
    for (const month of [...codes, ...older.sort().reverse()]) {
      const pack = packs.get(month);
      const closed = pack !== undefined && isClosed(pack);
      items.push({
        month,
        state: closed ? 'closed' : 'open',
        rounds: pack?.round ?? 0,
        closedAt: closed ? pack.closedAt : null,
        changes: closed ? await this.changed.count(pack, closeMonthOf(month, clock.now())) : null,
      });
    }
    return { items };
  }

  /** @throws CloseMonthError */
  async show(code: string): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    const [newest, ...before] = await readRounds(this.db, code);
    const pack = newest ?? null;
    const closed = pack !== null && isClosed(pack);
    const signatures = pack === null ? [] : await readSignatures(this.db, pack.id);
    const frozen = closed ? await readContent(this.db, pack.id) : null;
    const content = frozen ?? (await this.now.of(month, await readNotes(this.db, pack?.id ?? null)));
    const hash = (closed && signatures.at(-1)?.hash) || hashOf(content);
    const earlier: ClosePack['earlier'] = [];
    for (const each of before) earlier.push(...(await this.round(each)));
    return {
      month: code,
      round: pack?.round ?? 1,
      version: pack?.version ?? 0,
      state: stateOf(closed, signatures, hash),
      over: month.over,
      hash,
      content,
      signatures: signatures.map((each) => shown(each, hash)),
      closedAt: closed ? pack.closedAt : null,
      changes: closed ? await this.changed.count(pack, month) : null,
      balanced: await this.balanced(month),
      hasBills: await this.hasBills(month),
      earlier,
    };
  }

  /** @throws CloseMonthError */
  async accruals(code: string, query: CloseListQuery): Promise<Accruals> {
    return accrualPage(this.db, await this.accrued(code), query, (number) => this.now.orgName(number));
  }

  /** Returns all accruals, for a file. @throws CloseMonthError */
  async allAccruals(code: string): Promise<Accrual[]> {
    return allAccruals(this.db, await this.accrued(code), (number) => this.now.orgName(number));
  }

  /** Returns a page of changes; none if the month is not closed. @throws CloseMonthError, CloseCursorError */
  async changes(code: string, query: CloseListQuery): Promise<CloseChanges> {
    const { month, pack } = await this.of(code);
    if (pack === null || !isClosed(pack)) return { items: [], next: null, total: 0 };
    return this.changed.page(pack, month, query);
  }

  /** Returns all changes, for a file. @throws CloseMonthError */
  async allChanges(code: string): Promise<CloseChange[]> {
    const { month, pack } = await this.of(code);
    return pack === null || !isClosed(pack) ? [] : this.changed.whole(pack, month);
  }

  private async accrued(code: string): Promise<Source> {
    const { month, pack } = await this.of(code);
    return pack !== null && isClosed(pack) ? accruedIn(pack.id) : accruedBefore(month.end);
  }

  private async balanced(month: CloseMonth): Promise<ClosePack['balanced']> {
    const runs = await runsOfMonth(this.db, month);
    if (runs.length === 0) return null;
    return {
      at: Math.max(...runs.map(({ endedAt }) => endedAt)),
      unanswered: runs.filter(({ answered }) => !answered).length,
    };
  }

  private async hasBills({ end }: CloseMonth): Promise<boolean> {
    const found = await this.db.query('SELECT finished_at FROM bill WHERE finished_at < ? LIMIT 1', [end]);
    return found.length > 0;
  }

  private async of(code: string): Promise<{ month: CloseMonth; pack: Pack | null }> {
    return { month: closeMonthOf(code, clock.now()), pack: await readPack(this.db, code) };
  }

  private async round(pack: Pack): Promise<ClosePack['earlier']> {
    const content = await readContent(this.db, pack.id);
    if (content === null || pack.closedAt === null || pack.reopened === null) return [];
    const signatures = await readSignatures(this.db, pack.id);
    const { at, by, reason } = pack.reopened;
    const hash = signatures.at(-1)?.hash ?? '';
    return [
      {
        round: pack.round,
        closedAt: pack.closedAt,
        signatures: signatures.map((each) => shown(each, hash)),
        reopenedAt: at,
        reopenedBy: by,
        reason,
        content,
      },
    ];
  }
}

const shown = ({ hand, userId, byName, at, hash }: Signature, now: string): CloseSignature => ({
  hand,
  userId,
  byName,
  at,
  holds: hash === now,
});

function stateOf(closed: boolean, signatures: readonly Signature[], hash: string): CloseState {
  if (closed) return 'closed';
  return signatures.some((each) => each.hand === 'prepare' && each.hash === hash) ? 'prepared' : 'open';
}

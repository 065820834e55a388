import { BILL_STATES } from '@dingdee/shared/bill-state';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { departmentsWithoutPath, notePath } from '../../access/department/departments.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { NOT_APPROVED } from '../../bill/ledger/not-approved.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { departmentIds } from '../../domain/approval/department-key.js';
import { Wakes } from '../../queue/wakes.js';
import { OriginatorNames } from './originator-names.js';

/** Most people and departments asked for in one run; the rest follows. */
const AT_ONCE = 50;
/** A name that DingTalk does not give is asked for again after this time, in ms. */
const AGAIN_MS = 86_400_000;
const EVERY_MS = 900_000;
/** Bills whose content may still change; other bills keep the name under which they were paid. */
const OPEN = `(b.state_kind IN ('needs-mapping', 'ready', 'approved', 'held') OR (b.state_kind = 'failed' AND b.reached = 'none'))`;

interface Row {
  [column: string]: unknown;
}

/**
 * Fetches names that DingTalk's contacts give only later: of applicants whose approvals were stored without a name
 * (or, by an earlier version, with the userid as name), and the paths of departments that share a name. One call per
 * person, free of quota; no userid is left as a name.
 */
@Injectable()
export class LaterNames implements OnApplicationBootstrap {
  private readonly log = new Logger('intake');
  /** Userid → time of the last question without effect, in Unix ms: no name, or the stored name, as for people whose name is their userid. */
  private readonly inVain = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly names: OriginatorNames,
    private readonly ledger: BillLedger,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SWEEP_INTERVAL_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('names', () => this.run());
    // Without a sweep schedule the program asks DingTalk for nothing by itself.
    if (this.settings.SWEEP_INTERVAL_MS > 0) this.wakes.every('names', EVERY_MS);
    this.wakes.wake('names');
  }

  async run(): Promise<void> {
    const changed = (await this.nameOriginators()) + (await this.findPaths());
    if (changed > 0) this.wakes.wake('map');
  }

  private async nameOriginators(): Promise<number> {
    const now = Date.now();
    const people = await this.db.query<Row>(
      `SELECT a.originator_userid AS userid, MAX(CASE WHEN a.originator_name <> '' THEN 1 ELSE 0 END) AS wrong
       FROM bill b JOIN approval a ON a.id = b.approval_id
       WHERE ${OPEN} AND a.originator_userid <> '' AND a.originator_name IN ('', a.originator_userid) GROUP BY a.originator_userid`,
    );
    let named = 0;
    const due = people.filter(({ userid }) => now - (this.inVain.get(String(userid)) ?? 0) >= AGAIN_MS);
    for (const { userid, wrong } of due.slice(0, AT_ONCE)) {
      const userId = String(userid);
      const name = await this.names.of({ originatorUserId: userId });
      // An unknown name stays unknown, but a userid in its place is removed: it would be printed as the name of a payee.
      const renamed = name !== '' || readInt(wrong) > 0 ? await this.rename(userId, name) : 0;
      // People without a result are not asked for again in each run; otherwise the others would never have their turn.
      if (name === '' || renamed === 0) this.inVain.set(userId, now);
      named += renamed;
    }
    if (due.length > AT_ONCE) this.wakes.wake('names');
    return named;
  }

  /** Renames a person in open bills, which are mapped anew; approvals given under the other name become void. @returns the number of bills. */
  private rename(userId: string, name: string): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const bills: Row[] = await tx.query(
        `SELECT b.id, b.version, b.state_kind, b.reached, b.approval_id, b.approved_hash FROM bill b JOIN approval a ON a.id = b.approval_id
         WHERE ${OPEN} AND a.originator_userid = ? AND a.originator_name IN ('', a.originator_userid) AND a.originator_name <> ?`,
        [userId, name],
      );
      for (let start = 0; start < bills.length; start += 200)
        await this.renameSome(tx, bills.slice(start, start + 200), name);
      return bills.length;
    });
  }

  private async renameSome(tx: EntityManager, bills: readonly Row[], name: string): Promise<void> {
    const ids = bills.map(({ approval_id }) => String(approval_id));
    await changedBy(tx, `UPDATE approval SET originator_name = ? WHERE id IN (${placeholders(ids)})`, [name, ...ids]);
    await this.ledger.nameOriginator(
      tx,
      bills.map(({ id }) => String(id)),
      name,
    );
    // A held bill is mapped anew when its hold ends.
    const moves = bills.filter(({ state_kind }) => state_kind !== 'held').map(mappedAnew);
    await this.ledger.discardContent(tx, moves, SYSTEM);
  }

  private async findPaths(): Promise<number> {
    const keys = await departmentsWithoutPath(this.db, Date.now() - AGAIN_MS, AT_ONCE);
    let found = 0;
    for (const key of keys) {
      try {
        const paths: string[] = [];
        for (const id of departmentIds(key)) paths.push(await this.dingtalk.departmentPath(id));
        const path = paths.includes('') ? '' : paths.join(',');
        await this.db.inTransaction((tx) => notePath(tx, key, path));
        if (path !== '') found += 1;
      } catch (error) {
        if (!(error instanceof DingTalkError)) throw error;
        this.log.warn(`path of ${key} not found: ${error.code}`);
        await this.db.inTransaction((tx) => notePath(tx, key, ''));
      }
    }
    return found;
  }
}

const WHY = '发起人的姓名从通讯录补上了，原审核不再有效';

function mappedAnew(row: Row): Move {
  const voided = row.approved_hash != null;
  const kind = BILL_STATES.find((one) => one === row.state_kind);
  if (!kind) throw new Error(`unknown bill state ${String(row.state_kind)}`);
  return {
    bill: { id: String(row.id), version: readInt(row.version), kind, reached: 'none' },
    to: 'needs-mapping',
    data: {},
    patch: { ...NOT_APPROVED, ...(voided ? { approval_voided: WHY } : {}) },
    action: 'name-originator',
    detail: { voided },
    ...(kind === 'needs-mapping' ? { stays: true as const } : {}),
  };
}

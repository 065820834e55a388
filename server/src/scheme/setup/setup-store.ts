import {
  type BegunSetup,
  begunSetup,
  FIRST_DOCUMENTS,
  PAYBILL_MEANINGS,
  type PutSiteSetup,
  SETUP_STEPS,
  type SetupState,
  type SetupStep,
  type SiteSetup,
} from '@dingdee/shared/site-setup';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { bound, insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { SchemeStore } from '../version/scheme-store.js';
import { StaleSetupError } from './setup.errors.js';
import { SchemeSetupRow, SetupBegunRow, SiteSetupRow } from './site-setup.entity.js';

interface Row {
  [column: string]: unknown;
}

/** Id of the only row of site_setup. */
const ID = 'site';
const COLUMNS = [
  'first_document',
  'paybill_means',
  'expense_module',
  'pay_bill_type',
  'payable_bill_type',
  'written_by',
  'written_at',
  'version',
  'id',
] as const;

/** Stores the site's answers to the set-up questions, the step at which each draft was left, and a person's choices before there is a draft. */
@Injectable()
export class SetupStore {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** Returns the state of the set-up. It lists drafts only: a scheme that was ever switched on has nothing left to set up. */
  async show({ userId }: Pick<Actor, 'userId'>): Promise<SetupState> {
    const drafts = await this.db.query<Row>(
      `SELECT d.scheme_id, d.step, d.left_by, d.left_at FROM scheme_setup d
       JOIN scheme s ON s.id = d.scheme_id WHERE s.enabled = 0 AND s.switched_at IS NULL ORDER BY d.left_at`,
    );
    return {
      site: await this.site(this.db.read),
      begun: await this.begun(userId),
      drafts: drafts.map((row) => ({
        schemeId: String(row.scheme_id),
        step: stepOf(row.step),
        by: String(row.left_by),
        at: readInt(row.left_at),
      })),
    };
  }

  /** Stores the answers about the site. @throws StaleSetupError if somebody else has answered since */
  async put({ version, ...answers }: PutSiteSetup, by: Actor): Promise<SetupState> {
    await this.db.inTransaction(async (tx) => {
      const before = await this.site(tx);
      if ((before?.version ?? 0) !== version) throw new StaleSetupError();
      const row = {
        first_document: answers.first,
        paybill_means: answers.means,
        expense_module: answers.expenseModule,
        pay_bill_type: answers.payBillType,
        payable_bill_type: answers.payableBillType,
        written_by: by.name.slice(0, 120),
        written_at: Date.now(),
        version: version + 1,
      };
      if (before === null) await insertRows(tx, SiteSetupRow, [{ ...row, id: ID }]);
      else {
        const set = Object.keys(row).map((column) => `${column} = ?`);
        const met = await changedBy(tx, `UPDATE site_setup SET ${set.join(', ')} WHERE id = ? AND version = ?`, [
          ...Object.values(row).map(bound),
          ID,
          version,
        ]);
        if (met !== 1) throw new StaleSetupError();
      }
      await this.audit.append(tx, by, [
        { action: 'put-site-setup', subjectKind: 'scheme', subjectId: ID, detail: answers },
      ]);
      await this.live.emit(tx, 'mapping', ['scheme']);
    });
    return this.show(by);
  }

  /** Stores the step as a bookmark. It decides nothing, so the last one counts and it is not logged. @throws SchemeNotFoundError */
  async leaveAt(schemeId: string, step: SetupStep, by: Actor): Promise<SetupState> {
    await this.db.inTransaction(async (tx) => {
      const { state } = await this.schemes.load(tx, schemeId);
      await tx.query('DELETE FROM scheme_setup WHERE scheme_id = ?', [schemeId]);
      if (state !== 'draft') return;
      await insertRows(tx, SchemeSetupRow, [
        { scheme_id: schemeId, step, left_by: by.name.slice(0, 120), left_at: Date.now() },
      ]);
      await this.live.emit(tx, 'mapping', ['scheme']);
    });
    return this.show(by);
  }

  /** Stores a person's choices before there is a draft; null deletes them. Nobody else sees them, and they are not logged. */
  async keepBegun(begun: BegunSetup | null, by: Actor): Promise<SetupState> {
    await this.db.inTransaction(async (tx) => {
      await tx.query('DELETE FROM setup_begun WHERE user_id = ?', [by.userId]);
      if (begun !== null)
        await insertRows(tx, SetupBegunRow, [
          { user_id: by.userId, content: JSON.stringify(begun), written_at: Date.now() },
        ]);
    });
    return this.show(by);
  }

  /** Returns a person's choices; null if there are none, or this program can no longer read them. */
  private async begun(userId: string): Promise<BegunSetup | null> {
    const [row] = await this.db.query<{ content: string }>('SELECT content FROM setup_begun WHERE user_id = ?', [
      userId,
    ]);
    const read = row ? begunSetup.safeParse(JSON.parse(row.content)) : null;
    return read?.success ? read.data : null;
  }

  private async site(tx: Pick<EntityManager, 'query'>): Promise<SiteSetup | null> {
    const rows: Row[] = await tx.query(`SELECT ${COLUMNS.join(', ')} FROM site_setup WHERE id = ?`, [ID]);
    const [row] = rows;
    if (!row) return null;
    return {
      first: FIRST_DOCUMENTS.find((one) => one === row.first_document) ?? 'paybill',
      means: PAYBILL_MEANINGS.find((one) => one === row.paybill_means) ?? 'instruction',
      expenseModule: readInt(row.expense_module) === 1,
      payBillType: String(row.pay_bill_type),
      payableBillType: String(row.payable_bill_type),
      version: readInt(row.version),
      by: String(row.written_by),
      at: readInt(row.written_at),
    };
  }
}

const stepOf = (value: unknown): SetupStep => SETUP_STEPS.find((step) => step === readInt(value)) ?? 2;

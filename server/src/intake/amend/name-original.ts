import type { NameOriginal as Choice, Verdict } from '@dingdee/shared/amendment';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { AuditLog } from '../../audit/audit-log.js';
import { refuseOwn } from '../../bill/action/own-bill.js';
import { BillClaims } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient } from '../../connectors/source.js';
import { changedBy, Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { Wakes } from '../../queue/wakes.js';
import {
  NamedMeanwhileError,
  NotSuspectedError,
  SecondNamingError,
  SuspectsChangedError,
} from '../run/intake.errors.js';
import { Amendments } from './amendments.js';
import { askedAlready, type NamingRequest, namingTurn, readRequest } from './naming-request.js';
import { SuspectedOriginals } from './suspected-originals.js';

/** Names the original of an amendment that names none: by the answers of people, or by what the repeated read has shown (decision 0017). */
@Injectable()
export class NameOriginal {
  constructor(
    private readonly db: Database,
    private readonly amendments: Amendments,
    private readonly suspects: SuspectedOriginals,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    private readonly claims: BillClaims,
    private readonly dingtalk: DingTalkClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /**
   * Records a person's answer about which approval is the original, or that none of them is. The first person's
   * answer waits until another person gives the same.
   * @throws BillRefusedError if one of the suspected bills is the person's own. NamedMeanwhileError, NotSuspectedError, SecondNamingError
   * if the same person has given the answer before, SuspectsChangedError if a suspect was not on the screen.
   */
  async decide(approvalId: string, { originalInstanceId, seen, reason }: Choice, by: Actor): Promise<void> {
    const settled = await this.db.inTransaction(async (tx) => {
      // The claim comes first, so that of two people who answer at the same time the second one sees the answer of the first.
      await this.claim(tx, approvalId, originalInstanceId === null ? 'none' : 'named');
      const suspects = (await this.suspects.of(tx, approvalId)).map(({ instanceId }) => instanceId);
      if (suspects.some((id) => !seen.includes(id))) throw new SuspectsChangedError(approvalId);
      const singlePerson = this.settings.SINGLE_PERSON_MODE;
      for (const bill of await this.claims.ofApprovals(tx, this.dingtalk.corpId, suspects))
        refuseOwn(bill, by, { singlePerson });
      if (originalInstanceId !== null && !suspects.includes(originalInstanceId))
        throw new NotSuspectedError(approvalId);
      const before = await this.asked(tx, approvalId);
      const turn = namingTurn(before, originalInstanceId, by, { suspects, singlePerson });
      if (turn.kind === 'own') throw new SecondNamingError(approvalId, askedAlready(by, await whoElse(tx)));
      if (turn.kind === 'asks') {
        await this.ask(tx, approvalId, { originalInstanceId, suspects, by: by.userId, byName: by.name, reason }, by);
        return false;
      }
      if (originalInstanceId === null) await this.suspects.clear(tx, approvalId);
      const { asked } = turn;
      await this.settle(tx, approvalId, originalInstanceId, by, {
        reason,
        ...(asked && { askedBy: asked.by, asked: asked.reason }),
        ...(singlePerson && { singlePerson }),
      });
      return true;
    });
    if (settled) this.wakes.wake('map');
  }

  /** Names the original that the repeated read has shown. @returns false if a person was faster. */
  async shown(approvalId: string, originalInstanceId: string, by: Verdict): Promise<boolean> {
    const done = await this.db.inTransaction(async (tx) => {
      if ((await this.suspects.unnamed(tx, [approvalId])).length === 0) return false;
      await this.claim(tx, approvalId, 'named');
      await this.settle(tx, approvalId, originalInstanceId, SYSTEM, { by });
      return true;
    });
    if (done) this.wakes.wake('map');
    return done;
  }

  private async claim(tx: EntityManager, approvalId: string, naming: 'named' | 'none'): Promise<void> {
    const sql = "UPDATE amendment SET naming = ? WHERE approval_id = ? AND naming = 'open'";
    if ((await changedBy(tx, sql, [naming, approvalId])) !== 1) throw new NamedMeanwhileError(approvalId);
  }

  private async asked(tx: EntityManager, approvalId: string): Promise<NamingRequest | null> {
    const rows: { asked: unknown }[] = await tx.query('SELECT asked FROM amendment WHERE approval_id = ?', [
      approvalId,
    ]);
    return readRequest(rows[0]?.asked);
  }

  /** Notes the request of the first person, and makes the amendment open again. */
  private async ask(tx: EntityManager, approvalId: string, request: NamingRequest, by: Actor): Promise<void> {
    await tx.query("UPDATE amendment SET naming = 'open', asked = ? WHERE approval_id = ?", [
      JSON.stringify(request),
      approvalId,
    ]);
    const { originalInstanceId, reason } = request;
    await this.audit.append(tx, by, [
      {
        action: originalInstanceId === null ? 'original-is-none-asked' : 'name-original-asked',
        subjectKind: 'approval',
        subjectId: approvalId,
        detail: { originalInstanceId, reason },
      },
    ]);
    await this.live.emit(tx, 'status', [approvalId]);
  }

  private async settle(
    tx: EntityManager,
    approvalId: string,
    originalInstanceId: string | null,
    by: Actor,
    detail: object,
  ): Promise<void> {
    await tx.query('UPDATE amendment SET original_instance_id = ?, asked = NULL WHERE approval_id = ?', [
      originalInstanceId,
      approvalId,
    ]);
    await this.amendments.name(tx, approvalId, originalInstanceId === null ? 'none' : 'named');
    await this.audit.append(tx, by, [
      {
        action: originalInstanceId === null ? 'original-is-none' : 'name-original',
        subjectKind: 'approval',
        subjectId: approvalId,
        detail: { originalInstanceId, ...detail },
      },
    ]);
    await this.live.emit(tx, 'status', [approvalId]);
  }
}

import type { CloseHand, ClosePack, NoteClose, ReopenClose, SignClose, VerifyClose } from '@dingdee/shared/close';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditKey } from '../audit/chain/audit-key.js';
import { verifyAudit } from '../audit/chain/verify-audit.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import {
  CloseAuditError,
  CloseChangedError,
  CloseClosedError,
  CloseNotClosedError,
  CloseNotPreparedError,
  CloseOpenPointsError,
  CloseSamePersonError,
  CloseTooEarlyError,
} from './close.errors.js';
import { type CloseMonth, closeMonthOf, runsOfMonth } from './close-month.js';
import { CloseStore } from './close-store.js';
import { hashOf, MonthContent } from './month-content.js';
import { isClosed, type Pack, readNotes, readPack, readSignatures } from './read-pack.js';
import { ShowClose } from './show-close.js';

/** People's actions on the pack of a month. Each runs under the version that the person saw, and returns the pack afterwards. */
@Injectable()
export class SignClosePack {
  private verifying: ReturnType<typeof verifyAudit> | null = null;

  constructor(
    private readonly db: Database,
    private readonly store: CloseStore,
    private readonly content: MonthContent,
    private readonly showing: ShowClose,
    private readonly key: AuditKey,
  ) {}

  /** @throws CloseMonthError, CloseChangedError, CloseClosedError */
  async note(code: string, { version, point, text }: NoteClose, by: Actor): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    await this.store.act(month, version, { name: 'note', by, detail: { point, text } }, async (tx, pack) => {
      if (isClosed(pack)) throw new CloseClosedError();
      await this.store.note(tx, pack, point, text, by);
    });
    return this.showing.show(code);
  }

  /** Reads the whole audit log first, outside any transaction. @throws CloseAuditError besides those of `note` */
  async verify(code: string, { version }: VerifyClose, by: Actor): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    // Refuses an outdated version first, and shares one check among parallel requests, because it reads the whole log.
    await this.openAt(month, version);
    this.verifying ??= verifyAudit(this.db, this.key).finally(() => {
      this.verifying = null;
    });
    const { broken, faults, sealed } = await this.verifying;
    const [first] = broken;
    if (first !== undefined) throw new CloseAuditError(`第 ${first} 条`);
    if (faults.length > 0) throw new CloseAuditError('的封条');
    await this.store.act(month, version, { name: 'verify', by, detail: { sealed } }, async (tx, pack) => {
      if (isClosed(pack)) throw new CloseClosedError();
      await this.store.note(tx, pack, 'audit', `校验到第 ${sealed} 条，一致`, by);
    });
    return this.showing.show(code);
  }

  /** 编制 (first signature). @throws CloseTooEarlyError, CloseOpenPointsError besides those of `note` */
  async prepare(code: string, { version, hash }: SignClose, by: Actor): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    await this.maySign(month, await this.openAt(month, version), hash);
    await this.store.act(month, version, { name: 'prepare', by, detail: { hash } }, async (tx, pack) => {
      await this.maySign(month, pack, hash);
      await this.alone(pack, 'prepare', by);
      await this.store.sign(tx, pack, 'prepare', hash, by);
    });
    return this.showing.show(code);
  }

  /**
   * 复核: another person signs the same content; this freezes the numbers. @throws CloseNotPreparedError, CloseSamePersonError besides those of
   * `prepare`
   */
  async confirm(code: string, { version, hash }: SignClose, by: Actor): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    // Checked outside the transaction first: inside, all other writers wait while a month's rows are copied.
    const seen = await this.openAt(month, version);
    await this.maySign(month, seen, hash);
    if (seen === null || (await this.alone(seen, 'confirm', by)) !== hash) throw new CloseNotPreparedError();
    await this.store.act(month, version, { name: 'confirm', by, detail: { hash } }, async (tx, pack) => {
      const prepared = await this.alone(pack, 'confirm', by);
      await this.freeze(tx, month, pack, hash, prepared);
      await this.store.sign(tx, pack, 'confirm', hash, by);
    });
    return this.showing.show(code);
  }

  /** Reopens the month; the signed numbers stay as a round of their own. @throws CloseMonthError, CloseChangedError, CloseNotClosedError */
  async reopen(code: string, { version, reason }: ReopenClose, by: Actor): Promise<ClosePack> {
    const month = closeMonthOf(code, clock.now());
    await this.store.act(month, version, { name: 'reopen', by, detail: { reason } }, async (tx, pack) => {
      if (!isClosed(pack)) throw new CloseNotClosedError();
      await this.store.reopen(tx, pack, reason, by);
    });
    return this.showing.show(code);
  }

  /** @param prepared hash under which the first hand signed; null if it has not. */
  private async freeze(tx: EntityManager, month: CloseMonth, pack: Pack, hash: string, prepared: string | null) {
    if (isClosed(pack)) throw new CloseClosedError();
    if (prepared !== hash) throw new CloseNotPreparedError();
    const runs = await runsOfMonth(this.db, month);
    await this.store.keepRows(tx, pack, runs, month);
    const content = await this.maySign(month, pack, hash);
    // A statement that ended meanwhile deleted the rows of the one before: the copied rows do not match the sums.
    if (JSON.stringify(await runsOfMonth(this.db, month)) !== JSON.stringify(runs)) throw new CloseChangedError();
    await this.store.freeze(tx, pack, content);
  }

  /** @returns the round that the person saw; null if there is none yet. @throws CloseChangedError, CloseClosedError */
  private async openAt(month: CloseMonth, version: number): Promise<Pack | null> {
    const pack = await readPack(this.db, month.code);
    if ((pack?.version ?? 0) !== version) throw new CloseChangedError();
    if (pack !== null && isClosed(pack)) throw new CloseClosedError();
    return pack;
  }

  /** @returns the content to sign, which is what the person saw. */
  private async maySign(month: CloseMonth, pack: Pack | null, hash: string) {
    if (pack !== null && isClosed(pack)) throw new CloseClosedError();
    if (!month.over) throw new CloseTooEarlyError();
    const content = await this.content.of(month, await readNotes(this.db, pack?.id ?? null));
    if (hashOf(content) !== hash) throw new CloseChangedError();
    const open = content.points.filter(({ settled }) => !settled).length;
    if (open > 0) throw new CloseOpenPointsError(open);
    return content;
  }

  /** Refuses a person who already signed with the other hand. @returns the hash under which the first hand signed. */
  private async alone(pack: Pack, hand: CloseHand, { userId }: Actor): Promise<string | null> {
    const signatures = await readSignatures(this.db, pack.id);
    const own = signatures.find((each) => each.userId === userId && each.hand !== hand);
    if (own) throw new CloseSamePersonError(own.byName);
    return signatures.find((each) => each.hand === 'prepare')?.hash ?? null;
  }
}

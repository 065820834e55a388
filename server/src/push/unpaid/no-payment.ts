import type { ReasonedAction } from '@dingdee/shared/bill';
import { formatAmount } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { type ContentRow, readContent } from '../../bill/ledger/bill-content.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { BillRefusedError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { EditedApprovals } from '../../intake/approval/edited-approvals.js';
import { putInOutbox } from '../../outbox/outbox.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { messagesOf } from '../../writeback/announce-booked.js';
import { onlyPhotos, type ReadAgain, ReadAgainBeforeSend } from '../send/read-again.js';

/**
 * 无需付款 (product.md §4): a loan offset the whole amount, so no bill is made. A person has looked, and the approval gets a comment.
 * Nothing leads back from this state, so the approval is read once more, as before a push (decision 59); a changed approval is mapped
 * again.
 */
@Injectable()
export class NoPayment {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly schemes: SchemeStore,
    private readonly reading: ReadAgainBeforeSend,
    private readonly edited: EditedApprovals,
    private readonly dingtalk: DingTalkClient,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SOURCE_RECHECK'>,
  ) {}

  /**
   * @throws BillNotFoundError; StaleBillError, also if the approval was changed after it had passed; BillRefusedError if there is an
   * amount to be paid, something else is wrong, or the approval is gone, or must be read and cannot be read.
   */
  async settle(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    const read = await this.readAgain(id, version, actor);
    const changed = await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'no-payment', actor);
      // Photos alone change no amount, and may have another address at every reading: otherwise nobody could ever confirm the bill.
      if (read?.kind === 'differs' && !onlyPhotos(read)) {
        await this.mapAnew(tx, bill, read);
        return true;
      }
      const words = await allOffset(tx, id);
      const patch = { action: 'none', reason: words, reason_key: 'no-payment', reason_rank: 3 } as const;
      const detail = { reason, words };
      const data = { reason, by: actor.userId };
      await this.ledger.move(tx, { bill, to: 'no-payment', data, patch, action: 'no-payment', detail }, actor);
      const { writeback } = (await this.schemes.version(bill.schemeId, bill.schemeVersion)).content;
      // The person who confirmed it is the author of the comment if the scheme names nobody.
      const end = { event: 'no-payment', text: words, by: actor.userId, first: 'send' } as const;
      await putInOutbox(tx, messagesOf(bill, writeback, end), clock.now());
      return false;
    });
    this.wakes.wake(changed ? 'map' : 'writeback');
    // The refusal also says who changed the approval, and when (stale-hand.interceptor.ts).
    if (changed) throw new StaleBillError(id);
  }

  /** Must run outside any transaction. @returns the present content of the approval; null if it is not to be read. */
  private async readAgain(id: string, version: number, actor: Actor): Promise<ReadAgain | null> {
    const bill = await this.db.inTransaction((tx) => this.seen.toDecide(tx, { id, version }, 'no-payment', actor));
    if (this.settings.SOURCE_RECHECK === 'off') return null;
    const read = (await this.reading.run([bill])).get(id) ?? null;
    if (read?.kind === 'gone')
      throw new BillRefusedError(
        'bill/source-gone',
        '钉钉里已经没有这条审批，没有记。问清楚为什么：不该付的，用“排除”。',
      );
    if (read?.kind === 'unread' && this.settings.SOURCE_RECHECK === 'always')
      throw new BillRefusedError('bill/source-unread', `要再读一遍审批，没有读到：${read.sentence}没有记，稍后再点。`);
    return read;
  }

  private async mapAnew(
    tx: EntityManager,
    bill: PushBill,
    { raw, instance, differences }: Extract<ReadAgain, { kind: 'differs' }>,
  ): Promise<void> {
    const { approvalId } = await this.edited.keep(tx, this.dingtalk.corpId, raw, instance);
    const changed = differences.map(({ label, what }) => label || what).slice(0, 20);
    const patch = {
      action: 'none',
      reason: '审批内容在通过后被改过，正在按现在的内容重新映射',
      reason_key: 'source-edited',
      reason_rank: 0,
    } as const;
    const move = {
      bill,
      to: 'needs-mapping',
      data: {},
      patch,
      action: 'returned',
      detail: { why: EDITED, changed },
    } as const;
    await this.ledger.discardContent(tx, [move], SYSTEM);
    await this.ledger.readAnew(tx, bill.id, approvalId);
  }
}

const EDITED = '审批内容在通过后被改过';

async function allOffset(tx: EntityManager, id: string): Promise<string> {
  const [row]: ContentRow[] = await tx.query(
    'SELECT draft, provenance, issues, citations, notes FROM bill_content WHERE bill_id = ?',
    [id],
  );
  const net = row && readContent(row).notes.facts.net;
  if (!net) throw new Error(`bill ${id} is all offset and has no sums`);
  return `无需付款：明细合计 ¥${formatAmount(net.gross)}，已全额冲抵 ¥${formatAmount(net.offset)}，不生成付款单。`;
}

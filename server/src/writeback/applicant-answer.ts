import type { ApplicantAnswer as Answer } from '@dingdee/shared/bill-approval';
import type { SeenVersion } from '@dingdee/shared/push';
import { Injectable } from '@nestjs/common';
import { BillLedger } from '../bill/ledger/bill-ledger.js';
import { SeenBills } from '../bill/review/seen-bills.js';
import { UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import { type OperationRecord, readRecords } from '../connectors/dingtalk/form/read-records.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { maskText } from '../domain/bill/account-mask.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { carriedTo } from '../domain/bill/stored-state.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';

/** DingTalk's times have whole minutes, so a comment in the minute of the question may be its answer. */
const MINUTE = 60_000;

/**
 * Finds what the applicant wrote on the approval since the question was asked. It reads only when a person wants to know, since each
 * reading costs a call of the month. The answer is shown on the row, in a group of its own, until the bill is released. It decides
 * nothing.
 */
@Injectable()
export class ApplicantAnswer {
  /** Result of the last look of this process, by bill id. */
  private readonly looked = new Map<string, Answer>();

  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly schemes: SchemeStore,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** Looks for answers of the applicant. @throws BillNotFoundError, StaleBillError, BillRefusedError if nobody was asked; DingTalkError */
  async look(id: string, { version }: SeenVersion, actor: Actor): Promise<Answer> {
    // Only a person who may release the bill may look, because the answer is stored on the row.
    const bill = await this.seen.toDecide(this.db.read, { id, version }, 'release', actor);
    const [asked] = await this.db.query<{ state: string; created_at: unknown }>(
      `SELECT state, created_at FROM outbox WHERE bill_id = ? AND kind = 'comment' AND event = 'ask' ORDER BY created_at DESC LIMIT 1`,
      [id],
    );
    const { question, asked: request, awaits } = bill.state;
    // A bill that was held for another reason has that reason on its row; it is not overwritten.
    if (!question || request || awaits || asked?.state !== 'sent')
      throw new BillRefusedError('bill/not-held', '这张单据没有在等申请人回答，没有去钉钉看。');
    const now = clock.now();
    const before = this.looked.get(id);
    if (before && now - before.at < MINUTE && before.at >= Number(asked.created_at)) return before;
    const { content } = await this.schemes.version(bill.schemeId, bill.schemeVersion);
    const raw = await this.dingtalk.getInstance(content.processCode, bill.processInstanceId);
    const since = Math.floor(Number(asked.created_at) / MINUTE) * MINUTE;
    const answers = recordsIn(raw)
      .filter(
        ({ deed, userId, at, remark }) =>
          deed === 'said' && userId === bill.originatorUserId && remark !== '' && at !== null && at >= since,
      )
      .map(({ at, remark }) => ({ at: at ?? now, text: maskText(remark) }));
    const last = answers.at(-1);
    if (last) await this.mark(id, version, last.text, actor);
    if (this.looked.size > 1_000) this.looked.clear();
    const found = { answers, at: now };
    this.looked.set(id, found);
    return found;
  }

  private async mark(id: string, version: number, text: string, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.load(tx, id, version);
      if (bill.reasonKey === ANSWERED && bill.state.answer === text) return;
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'held',
          data: { ...carriedTo('held', bill.state), answer: text },
          patch: { reason: `申请人已回答：${text}`.slice(0, 500), reason_key: ANSWERED, reason_rank: 1 },
          action: 'applicant-answered',
          detail: { note: text },
          stays: true,
        },
        actor,
      );
    });
  }
}

function recordsIn(raw: RawApproval): OperationRecord[] {
  try {
    return readRecords(raw);
  } catch (error) {
    if (!(error instanceof UnreadableApprovalError)) throw error;
    throw new DingTalkError('transient', error.message, 'unreadable', { cause: error });
  }
}

/** Reason key of the group of bills whose applicant has answered. */
const ANSWERED = 'answered';

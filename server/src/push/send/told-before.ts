import { Injectable, Logger } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { KnownHistory } from '../../bill/ledger/known-history.js';
import { DingTalkError } from '../../connectors/source.js';
import { KingdeeUnavailableError } from '../../connectors/target.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { FindComment } from '../../writeback/find-comment.js';

export interface Told {
  /** Text of the payment comment, by bill id. */
  comments: ReadonlyMap<string, string>;
  /** Approvals that could not be read, by bill id: no answer does not mean "no comment". */
  unread: ReadonlyMap<string, KingdeeUnavailableError>;
}
/** Note on a bill: it was stopped once because of a payment comment or another bill in Kingdee; a later push is the decision of a person. */
export const DECIDED = 'commented' satisfies keyof BillNotes;

/**
 * Finds our payment comments in approvals after a restored backup. An approval that carries our comment was paid once, whatever this
 * database says. If Kingdee holds no bill of it, the bill was deleted or reversed since, and only a person knows whether it must be
 * paid again.
 */
@Injectable()
export class ToldBefore {
  private readonly log = new Logger('push');

  constructor(
    private readonly history: KnownHistory,
    private readonly comments: FindComment,
  ) {}

  /** @param absent bills that Kingdee does not hold. Each costs one call to DingTalk, once after a restore. */
  async among(absent: readonly PushBill[]): Promise<Told> {
    const [comments, unread] = [new Map<string, string>(), new Map<string, KingdeeUnavailableError>()];
    const asked = absent.filter((bill) => this.history.mayBeRestored(bill) && bill.state[DECIDED] !== true);
    await Promise.all(
      asked.map(async (bill) => {
        try {
          const comment = await this.comments.ofPayment(bill);
          if (comment !== null) comments.set(bill.id, comment);
        } catch (error) {
          if (!(error instanceof DingTalkError)) throw error;
          unread.set(bill.id, asUnavailable(error));
        }
      }),
    );
    for (const { sentence } of unread.values()) this.log.warn(`look for comments before send: ${sentence}`);
    return { comments, unread };
  }
}

function asUnavailable(error: DingTalkError): KingdeeUnavailableError {
  const sentence = `恢复备份之后，发送前要看审批里有没有付款评论，没有读到：${error.sentence}`;
  const lasting = ['not-found', 'parameter', 'permission', 'configuration'].includes(error.errorClass);
  return new KingdeeUnavailableError(sentence, !lasting, {
    errorClass: lasting ? 'permission' : 'transport',
    cause: error,
  });
}

import { BOOKED_AS, type Outcome } from '@dingdee/shared/bill-state';
import { formatAmount, fromFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { placesOf, placeWords } from '../bill/ledger/approval-splits.js';
import type { BookedBill, ToldBill } from '../bill/ledger/bill-views.js';
import { type Message, type OutboxKind, putInOutbox } from '../outbox/outbox.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { BookedMarks } from './booked-mark.js';

/** Writes the messages about a booked bill to the applicant and to the approval, in the words of its scheme. */
@Injectable()
export class AnnounceBooked {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly marks: BookedMarks,
  ) {}

  /**
   * Puts one comment per booked bill into the outbox (product.md §9), in the transaction that books it.
   * @param first `look` if the comment may already be on the approval, e.g. after a restored backup: there is one look before it is
   * sent.
   */
  async put(tx: EntityManager, bills: readonly BookedBill[], now: number, first: Message['first']): Promise<void> {
    const messages: Message[] = [];
    const places = await placesOf(
      tx,
      bills.map(({ id }) => id),
    );
    for (const bill of bills) {
      const { content } = await this.schemes.version(bill.schemeId, bill.schemeVersion);
      const { writeback } = content;
      const billNo = bill.kingdeeNo ?? bill.billNo;
      const text = told(bill.outcome, writeback.text, {
        outcome: BOOKED_AS[bill.outcome],
        billNo,
        date: bill.businessDate ?? '',
        amount: bill.baseFen === null ? '' : formatAmount(fromFen(bill.baseFen)),
      });
      const place = places.get(bill.id);
      const part = place ? placeWords(place) : '';
      // Each of several bills gets its own comment: they are booked one by one, and none must speak for another (decision 85).
      const whole = part === '' ? text.slice(0, 1000) : `${text.slice(0, 960)}（${part}）`;
      const pushedBy = bill.state.by ?? bill.originatorUserId;
      const { processInstanceId } = bill;
      messages.push(
        ...messagesOf(bill, writeback, { event: 'booked', text: whole, by: pushedBy, first }).map((message) =>
          message.kind === 'comment'
            ? { ...message, text: whole + this.marks.of({ processInstanceId, part, asUserId: message.asUserId }) }
            : message,
        ),
      );
    }
    await putInOutbox(tx, messages, now);
  }
}

/**
 * Returns the messages about a bill that has reached its end: a comment and a notice, as its scheme configures them.
 * @param end `by`: the author of the comment if the scheme names nobody.
 */
export function messagesOf(
  bill: ToldBill,
  writeback: SchemeContent['writeback'],
  { event, text, by, first }: { event: string; text: string; by: string; first: Message['first'] },
): Message[] {
  const message = (kind: OutboxKind, asUserId: string): Message => ({
    kind,
    billId: bill.id,
    event,
    eventVersion: 1,
    processInstanceId: bill.processInstanceId,
    asUserId,
    text,
    callback: {
      strategyId: bill.schemeId,
      id: bill.processInstanceId,
      business_id: bill.businessId,
      name: bill.payee,
      originator_userid: bill.originatorUserId,
    },
    first: kind === 'comment' ? first : 'send',
  });
  return [
    ...(writeback.comment ? [message('comment', writeback.asUserId ?? by)] : []),
    ...(writeback.noticeOriginator ? [message('notice', bill.originatorUserId)] : []),
  ];
}

/**
 * Returns the text of the message. If the scheme's own text does not say how far the bill got in Kingdee, this is added, unless the
 * outcome includes the audit.
 */
function told(outcome: Outcome, template: string, values: Readonly<Record<string, string>>): string {
  const text = fill(template, values);
  const word = BOOKED_AS[outcome];
  return outcome === 'save+submit+audit' || text.includes(word) ? text : `${text}（${word}）`;
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);

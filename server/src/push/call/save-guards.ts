import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type PaymentBillDraft, targetOf } from '../../domain/draft/payment-bill.js';
import { KeptNumbers, type NumberPlace } from '../../scheme/number/kept-numbers.js';
import { PushCalls } from './push-calls.js';
import type { SaveGuard } from './save-guard.js';

/** Returns the place of a bill: the scope of the coding rule that numbers it. */
export const placeOf = (bill: PushBill, draft: PaymentBillDraft | undefined): NumberPlace => ({
  schemeId: bill.schemeId,
  orgNumber: bill.orgNumber,
  billType: billTypeOf(draft),
});

/** Returns the bill type, with the form in front if it is not the usual form: the coding rule of one form says nothing about another form. */
function billTypeOf(draft: PaymentBillDraft | undefined): string {
  if (draft === undefined) return '';
  const type = draft.header[PAYMENT_FORM.head.billType] ?? '';
  const form = targetOf(draft);
  return (form === USUAL_TARGET ? type : `${form}/${type}`).slice(0, 60);
}

/** Tells whether our number would keep Kingdee from accepting a bill twice. It is used for bills with a save that was never answered. */
@Injectable()
export class SaveGuards {
  constructor(
    private readonly claims: BillClaims,
    private readonly numbers: KeptNumbers,
    private readonly calls: PushCalls,
  ) {}

  /** Returns the guards by bill id, as this transaction sees them. */
  async of(tx: EntityManager, bills: readonly PushBill[]): Promise<ReadonlyMap<string, SaveGuard>> {
    if (bills.length === 0) return new Map();
    const drafts = await this.claims.drafts(
      tx,
      bills.map(({ id }) => id),
    );
    const guard = await this.numbers.guard(
      tx,
      bills.map(({ schemeId }) => schemeId),
    );
    return new Map(
      bills.map((bill) => {
        const place = placeOf(bill, drafts.get(bill.id));
        return [bill.id, (sentAt: number) => guard(place, sentAt)];
      }),
    );
  }

  /**
   * Returns bills in whose place Kingdee was never seen to keep our number: the place as JSON, by bill id.
   * @param drafts the payloads that are kept for sending, by bill id.
   */
  async unshown(
    tx: EntityManager,
    bills: readonly PushBill[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
  ): Promise<ReadonlyMap<string, string>> {
    const schemeIds = bills.map(({ schemeId }) => schemeId);
    const guard = await this.numbers.guard(tx, schemeIds);
    return new Map(
      bills.flatMap((bill) => {
        const place = placeOf(bill, drafts.get(bill.id));
        return guard(place, Number.MAX_SAFE_INTEGER) === null ? [[bill.id, JSON.stringify(place)]] : [];
      }),
    );
  }

  /**
   * Returns bills with a save that may have happened and that has no clearance, or none that is still valid. They must not be sent
   * again automatically.
   */
  async unvouched(tx: EntityManager, bills: readonly PushBill[]): Promise<ReadonlySet<string>> {
    const open = await this.calls.unvouched(
      tx,
      bills.map(({ id }) => id),
    );
    const doubtful = new Set(open.filter(({ sent }) => sent !== null).map(({ billId }) => billId));
    const guards = await this.of(
      tx,
      bills.filter(({ id }) => doubtful.has(id)),
    );
    return new Set(
      open
        .filter(
          ({ billId, sent }) =>
            sent === null || sent.numbering === 'kingdee' || (guards.get(billId)?.(sent.at) ?? null) === null,
        )
        .map(({ billId }) => billId),
    );
  }
}

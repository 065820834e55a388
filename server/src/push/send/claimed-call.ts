import type { CallWay } from '../../connectors/target.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { SentAs } from '../call/after-look.js';
import type { IntendedCall } from '../call/push-calls.js';

/** A committed intent with the content to be sent. */
export interface ClaimedCall extends IntendedCall {
  drafts: ReadonlyMap<string, PaymentBillDraft>;
  /** How earlier saves of these bills that were never answered were sent, by bill id. */
  sentBefore: ReadonlyMap<string, readonly SentAs[]>;
  way: CallWay;
}

import type { BillAction } from '@dingdee/shared/bill-action';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { AccessRefusedError } from '../../access/role/access.errors.js';
import type { Actor } from '../../domain/actor.js';
import { AlteredInKingdeeError, BillRefusedError, IllegalTransitionError } from '../../domain/bill/bill.errors.js';
import { LedgerHeldError } from '../../hold/hold.errors.js';
import type { DomainError } from '../../problem/domain-error.js';
import type { ReviewPolicy, ReviewSubject } from './review-rules.js';
import type { WhyNot } from './why-not.js';
import { refusedActionWords } from './why-not-words.js';

/** Returns the error of a write that is not allowed: its code is that of the reason. */
export async function refusalOf(
  reads: EntityManager,
  why: WhyNot,
  told: { action: BillAction; bill: ReviewSubject & { id: string }; actor: Actor; policy: ReviewPolicy },
): Promise<DomainError> {
  switch (why.code) {
    case 'access/refused':
      return new AccessRefusedError(
        why.needed,
        (await whoElse(reads)).admins.map(({ name }) => name),
      );
    case 'bill/illegal-transition':
      return new IllegalTransitionError(why.from, why.to);
    case 'ledger/held':
      return new LedgerHeldError();
    case 'bill/altered':
      return new AlteredInKingdeeError();
    case 'mapping/fix-refused':
      // mapping/ refuses fixes itself; no other caller asks for 改.
      throw new TypeError('a fix is refused by mapping/');
    default: {
      const policy = { ...told.policy, who: await whoElse(reads) };
      const details = why.code === 'bill/scheme-lacks' ? { id: told.bill.id } : {};
      return new BillRefusedError(why.code, refusedActionWords(why, { ...told, policy }), details);
    }
  }
}

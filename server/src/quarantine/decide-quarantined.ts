import type { DecideQuarantined as Decision } from '@dingdee/shared/backfill';
import { fromFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../audit/audit-log.js';
import { OWN_WORDS } from '../bill/action/own-bill.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import {
  NothingToBackfillError,
  QuarantineChangedError,
  QuarantineReasonError,
} from '../intake/backfill/backfill.errors.js';
import { Backfills } from '../intake/backfill/backfills.js';
import { type Ordered, QuarantineDecisions } from '../intake/quarantine/quarantine-decisions.js';
import { SchemesToPull } from '../intake/scope/schemes-to-pull.js';
import { Wakes } from '../queue/wakes.js';
import { OwnOfBatch } from './own-of-batch.js';

/** Time in ms after which a look into Kingdee is too old, because a person may have paid by hand since. */
const LOOK_HOLDS_MS = 86_400_000;
const ACTIONS = { releasing: 'back-fill-released', closing: 'back-fill-opening' } as const;

/** Decides about exactly those approvals that a person saw and chose（放行, 归为期初）; the decision is carried out after the answer. */
@Injectable()
export class DecideQuarantined {
  constructor(
    private readonly db: Database,
    private readonly decisions: QuarantineDecisions,
    private readonly backfills: Backfills,
    private readonly schemes: SchemesToPull,
    private readonly own: OwnOfBatch,
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /**
   * Records the decision; nothing is done if it throws.
   * @throws BackfillNotFoundError, BillRefusedError if a chosen approval is the person's own, QuarantineChangedError if count or sum differ
   * from what was shown, QuarantineReasonError, NothingToBackfillError if a scheme is off.
   */
  async run(batchId: string, seen: Decision, state: keyof typeof ACTIONS, by: Actor): Promise<void> {
    const own = await this.own.of(batchId, by);
    const on = new Set((await this.schemes.enabled()).map(({ id }) => id));
    await this.db.inTransaction(async (tx) => {
      const range = await this.backfills.rangeOf(tx, batchId);
      const { group, ids, reason = '' } = seen;
      if (own && ids && (await this.decisions.ownAmong(tx, ids, own)) > 0)
        throw new BillRefusedError(
          'bill/own-bill',
          `选的里面有你自己的（${OWN_WORDS.applied}，或付给你的），要由别人来办，没有改动。`,
        );
      const orderId = uuid();
      await this.decisions.order(tx, orderId, { batchId, group, own, ...(ids ? { ids } : {}) }, { state, by, reason });
      const ordered = await this.decisions.ordered(tx, orderId);
      if (ordered.count !== seen.count || fromFen(ordered.fen) !== seen.amount) throw new QuarantineChangedError();
      if (reason === '') {
        const looked = await this.decisions.lookedAt(tx, batchId);
        mustNeedNoReason(ordered, state, {
          sharing: state === 'closing' ? await this.decisions.sharing(tx, orderId) : 0,
          old: looked === null || Math.abs(Date.now() - looked) > LOOK_HOLDS_MS,
        });
      }
      if (ordered.schemeIds.some((id) => !on.has(id))) throw new NothingToBackfillError();
      const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
      await this.audit.append(tx, by, [
        {
          action: ACTIONS[state],
          subjectKind: 'run',
          subjectId: batchId,
          detail: {
            ...range,
            order: orderId,
            count: ordered.count,
            amount: seen.amount,
            ...(reason === '' ? {} : { reason }),
            ...(singlePerson && { singlePerson }),
          },
        },
      ]);
    });
    this.wakes.wake('quarantine');
  }
}

/**
 * Checks whether the decision needs no written reason.
 * @param sharing number of approvals whose payment also explains another one. @param old whether Kingdee was asked too long ago.
 * @throws QuarantineReasonError if Kingdee's data contradicts the decision, or Kingdee was not asked.
 */
function mustNeedNoReason(
  { findings }: Ordered,
  state: keyof typeof ACTIONS,
  { sharing, old }: { sharing: number; old: boolean },
): void {
  const unasked = findings.get('unasked') ?? 0;
  const paid = findings.get('paid') ?? 0;
  const all = [...findings.values()].reduce((sum, n) => sum + n, 0);
  if (state === 'releasing' && paid > 0)
    throw new QuarantineReasonError(
      `金蝶里已有 ${paid} 条的付款单，放行后会再付一次。核对过确实没付的，写明怎么核对的再放行。`,
    );
  if (state === 'releasing' && unasked > 0)
    throw new QuarantineReasonError(
      `有 ${unasked} 条没有在金蝶查过付没付。先“再查金蝶”；查不了的，写明怎么核对的再放行。`,
    );
  if (state === 'releasing' && old)
    throw new QuarantineReasonError(
      '上次查金蝶是一天以前，这段时间可能有人手工付过。先“再查金蝶”；查不了的，写明怎么核对的再放行。',
    );
  if (sharing > 0)
    throw new QuarantineReasonError(
      `有 ${sharing} 条对上的金蝶付款单，也对上了别的审批，一张付款单只付得了一笔。先“再查金蝶”；确实是合并付的，写明是怎么付的再归为期初。`,
    );
  if (state === 'closing' && all > paid)
    throw new QuarantineReasonError(`有 ${all - paid} 条在金蝶里没有找到对应的付款单。写明是怎么付的再归为期初。`);
}

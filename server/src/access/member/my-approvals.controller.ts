import { BILL_STATES, forApplicant, REACHED } from '@dingdee/shared/bill-state';
import { memberRoutes } from '@dingdee/shared/routes/session';
import type { MyApprovals } from '@dingdee/shared/session';
import { Controller } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { CurrentActor } from '../role/roles.decorator.js';
import { Route } from '../role/route.decorator.js';
import { adminNames } from './members.js';

const MOST_RECENT = 200;
/** Leaves out who reversed the payment and why; only accountants see that. */
const REVERSED = '财务已冲销这笔付款。';

/** Shows applicants their own approvals: four states in words, no money, no names (product.md §1). */
@Controller()
export class MyApprovalsController {
  constructor(private readonly db: Database) {}

  @Route(memberRoutes.myApprovals)
  async list(@CurrentActor() actor: Actor): Promise<MyApprovals> {
    const rows = await this.db.query<{
      businessId: string;
      title: string;
      kind: string;
      far: string;
      reason: string | null;
      reasonKey: string | null;
      finishedAt: number | string;
    }>(
      `SELECT business_id AS businessId, title, state_kind AS kind, reached AS far, reason, reason_key AS reasonKey, finished_at AS finishedAt
         FROM bill WHERE originator_userid = ? ORDER BY finished_at DESC, id DESC LIMIT ${MOST_RECENT}`,
      [actor.userId],
    );
    return {
      admins: await adminNames(this.db),
      items: rows.flatMap(({ businessId, title, kind, far, reason, reasonKey, finishedAt }) => {
        const state = BILL_STATES.find((known) => known === kind);
        const reached = REACHED.find((known) => known === far);
        if (!state || !reached) return [];
        const reversed = state === 'handled-outside' && reasonKey === 'reversed';
        const note =
          state === 'superseded' ? `${reason ?? '审批已修改或撤销'}，这张不再付款。` : reversed ? REVERSED : null;
        const stands = forApplicant(state, reached, reversed);
        return [{ businessId, title, stands, note, finishedAt: Number(finishedAt) }];
      }),
    };
  }
}

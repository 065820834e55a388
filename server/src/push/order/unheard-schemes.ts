import type { EntityManager } from 'typeorm';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';

const HOUR_MS = 3_600_000;
/** Before anything of a scheme that is off is sent, DingTalk was asked for its cancellations within this time. */
const HEARD_MS = 3 * HOUR_MS;
const NEXT_STEP = '在“采集”页点“现在采集”，查过之后再推';

/** Why nothing of a scheme is sent, and what is to be done. */
interface Unheard {
  reason: string;
  nextStep: string;
}

/**
 * Schemes of which nobody knows now whether DingTalk cancelled or changed their approvals: off and not listened to lately, or on again
 * after a time in which nobody listened, and not collected since. One that is on and collects is heard by its sweeps.
 * @returns scheme id → why its bills are not pushed.
 */
export async function unheardSchemes(reads: EntityManager, now: number): Promise<Map<string, Unheard>> {
  const rows: Record<string, unknown>[] = await reads.query(
    `SELECT s.id, s.name, s.enabled, s.switched_at, s.look_back_until, s.heard_until, CASE WHEN s.look_back_until IS NULL
        AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.scheme_id = s.id AND b.created_at < s.switched_at) THEN 1 ELSE 0 END AS begins
       FROM scheme s WHERE s.switched_at IS NOT NULL`,
  );
  const unheard = new Map<string, Unheard>();
  for (const row of rows) {
    const on = Number(row.enabled) === 1;
    // On for the first time: it was never off.
    if (on && Number(row.begins) === 1) continue;
    // A mark in the future was set by a wrong clock.
    const marks = [row.look_back_until, row.heard_until].map(Number).filter((mark) => mark <= now + HOUR_MS);
    const wanted = (on ? Math.min(now, Number(row.switched_at)) : now) - HEARD_MS;
    if (Math.max(0, ...marks) >= wanted) continue;
    const reason = on
      ? `方案“${String(row.name)}”重新启用后还没有采集过，停用期间的撤销和修改还没查`
      : `方案“${String(row.name)}”停用了，最近三小时没有查过钉钉上的撤销和修改`;
    unheard.set(String(row.id), { reason, nextStep: NEXT_STEP });
  }
  return unheard;
}

/** A person would send a bill anew: a cancelled approval would be paid. @throws BillRefusedError */
export async function refuseUnheard(reads: EntityManager, schemeId: string): Promise<void> {
  const unheard = (await unheardSchemes(reads, Date.now())).get(schemeId);
  if (unheard) throw new BillRefusedError('bill/scheme-unheard', `${unheard.reason}，没有发送。${unheard.nextStep}。`);
}

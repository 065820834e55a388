import type { BillDetail } from '@dingdee/shared/bill-detail';
import { BILL_STATES } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { EntityManager } from 'typeorm';
import { placeOf, splitsOf } from '../../bill/ledger/approval-splits.js';
import { readFen } from '../../database/columns.js';
import { maskText } from '../../domain/bill/account-mask.js';

/**
 * Returns the place of a bill among the bills of its approval, and the other bills in order; empty if the approval has one bill. @param row with id,
 * part, corp_id, process_instance_id.
 */
export async function siblingsOf(
  reads: Pick<EntityManager, 'query'>,
  row: Readonly<Record<string, unknown>>,
): Promise<Pick<BillDetail, 'part' | 'siblings'>> {
  const part = String(row.part ?? '');
  if (part === '') return {};
  const [corpId, instanceId] = [String(row.corp_id), String(row.process_instance_id)];
  const split = (await splitsOf(reads, corpId, [instanceId])).get(instanceId);
  if (!split) return {};
  const rows: Record<string, unknown>[] = await reads.query(
    'SELECT id, part, payee, base_fen, state_kind FROM bill WHERE corp_id = ? AND process_instance_id = ?',
    [corpId, instanceId],
  );
  const siblings = rows.flatMap((each) => {
    const place = placeOf(split, String(each.part));
    const state = BILL_STATES.find((kind) => kind === each.state_kind);
    if (place === null || state === undefined || each.id === row.id) return [];
    const amount = each.base_fen == null ? null : fromFen(readFen(each.base_fen));
    return [{ id: String(each.id), place: place.place, payee: maskText(String(each.payee)), amount, state }];
  });
  const own = placeOf(split, part);
  return {
    ...(own ? { part: own } : {}),
    ...(siblings.length > 0 ? { siblings: siblings.sort((a, b) => a.place - b.place) } : {}),
  };
}

import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { detailTables } from '@dingdee/shared/scheme';
import type { TrialState } from '@dingdee/shared/trial';
import { contentOf, type StoredContent } from '../bill/ledger/bill-content.js';
import { parseApproval, UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import type { ApprovalInstance } from '../domain/approval/approval-instance.js';
import { unmetReason } from '../domain/approval/filter-words.js';
import { baseTotal } from '../domain/draft/base-total.js';
import { Issues } from '../domain/draft/issues.js';
import type { MappingResult } from '../domain/draft/mapping-result.js';
import { detailLines } from '../engine/field/detail-lines.js';
import type { MappingRun } from '../engine/map-approval.js';
import { approvalParts } from '../engine/parts/approval-parts.js';
import { ApprovalSource } from '../engine/source/approval-source.js';
import { firstUnmet } from '../engine/source/filter.js';
import { type MappingBasis, mapBill } from '../mapping/run/map-one.js';
import type { ToTry } from './tried-approvals.js';

/** One approval, and the bill or bills that it would become. */
export interface Tried extends ToTry {
  /** null if it is unreadable. */
  instance: ApprovalInstance | null;
  /** Reader of its values; null if it is unreadable. */
  source: ApprovalSource | null;
  /** Result of the shown bill, if it would become several. */
  result: MappingResult;
  /** Amount of each bill that it would become, null if unknown; and their sum, null if one of them is unknown. */
  bills: readonly (Amount | null)[];
  total: Amount | null;
  /** The result as it would be stored with the bill. */
  stored: StoredContent;
  /** Path → index of the rule that gave the value, from 1; 0 for a manual value. */
  used: ReadonlyMap<string, number>;
  state: TrialState;
  /** Reason why it is not simply ready; "" if it is. */
  why: string;
}

/** Maps as the real mapping does. Pure; never throws for an approval. */
export function tryOne(approval: ToTry, basisOf: (unseen: boolean) => MappingBasis): Tried {
  const basis = basisOf(approval.unseen);
  const { content, form } = basis.scheme;
  const { snapshot } = approval;
  const instance = readable(snapshot.raw);
  const mapped = bills(snapshot, basis, instance);
  // Of several bills, the first that stops is shown, so that it is not overlooked.
  const shown = Math.max(
    0,
    mapped.findIndex(({ result: one }) => one.draft === null),
  );
  const amounts = mapped.map(({ result: { facts } }) => baseTotal(facts));
  const { result, rulesUsed } = mapped[shown] ?? mapBill(snapshot, basis);
  const which = mapped.length > 1 ? `这张审批会变成 ${mapped.length} 张付款单，这里是第 ${shown + 1} 张。` : '';
  const source =
    instance &&
    new ApprovalSource(
      instance,
      snapshot.originatorName === snapshot.originatorUserId ? '' : snapshot.originatorName,
      form,
      snapshot.related,
    );
  const place = source ? firstUnmet(content.filter, source, detailTables(content.detail)) : null;
  const unmet = place === null ? undefined : content.filter[place];
  const stored = contentOf(result);
  const outcome = stateOf(stored);
  return {
    ...approval,
    instance,
    source,
    result,
    bills: amounts,
    total: sumOf(amounts),
    stored,
    used: rulesUsed(),
    ...(unmet
      ? { state: 'left-out' as const, why: unmetReason(unmet) }
      : { ...outcome, why: `${which}${outcome.why}` }),
  };
}

/** Maps the bills that an approval would become if it were collected under these rules. */
function bills(snapshot: ToTry['snapshot'], basis: MappingBasis, instance: ApprovalInstance | null): MappingRun[] {
  const { content, form } = basis.scheme;
  const { split } = content;
  const read = instance === null ? undefined : () => instance;
  const source = instance && new ApprovalSource(instance, snapshot.originatorName, form);
  const parts =
    split && source && !snapshot.part
      ? approvalParts(split.from, detailLines(source, content, new Issues()), source)
      : null;
  if (!split || parts === null) return [mapBill(snapshot, basis, read)];
  const all = parts.map(({ part }) => part);
  return all.map((part) => mapBill({ ...snapshot, part: { ...split, part, all } }, basis, read));
}

function sumOf(amounts: readonly (Amount | null)[]): Amount | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length < amounts.length ? null : fromFen(known.reduce((fen, total) => fen + toFen(total), 0n));
}

function stateOf({ complete, issues }: StoredContent): Pick<Tried, 'state' | 'why'> {
  const red = issues.find(({ level }) => level === 'red');
  const worst = red ?? issues[0];
  return { state: complete ? (worst ? 'amber' : 'ready') : 'red', why: worst?.message ?? '' };
}

/** Returns an approval as it is read; null if it cannot be. */
export function readable(raw: ToTry['snapshot']['raw']): ApprovalInstance | null {
  try {
    return parseApproval(raw);
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return null;
    throw error;
  }
}

import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { type Filed, HEARD_WITHIN_MS, type SimulatedOffice } from './simulated-office.js';

/** Checks the rules that must hold at every moment, in the ledgers of both stand-ins. @returns the broken ones, in words. */
export function brokenRules(office: SimulatedOffice): string[] {
  const wrong: string[] = [];
  for (const each of office.filed) {
    const { businessId } = each.approval;
    const family = [each.approval, ...(each.later ? [each.later.approval] : [])];
    const bills = family.map((approval) => office.inKingdee(approval));
    const count = bills.flat().length;
    if (count > 1) wrong.push(`审批 ${businessId} 在金蝶有 ${count} 张付款单`);
    family.forEach((approval, which) => {
      for (const bill of bills[which] ?? []) {
        const { total, rows } = approval.expected;
        if (bill.total !== total)
          wrong.push(`审批 ${businessId} 金额 ${total}，付款单 ${bill.number} 是 ${bill.total}`);
        const items = rows.map(({ costItemNumber }) => costItemNumber).join(' ');
        const booked = bill.rows.map(({ FCOSTID }) => FCOSTID).join(' ');
        if (items !== booked) wrong.push(`审批 ${businessId} 费用项目 ${items}，付款单 ${bill.number} 是 ${booked}`);
      }
      const numbers = toldOf(approval);
      if (new Set(numbers).size < numbers.length) wrong.push(`审批 ${businessId} 被写回两次：${numbers.join(' ')}`);
    });
  }
  wrong.push(...sentUnheard(office));
  const known = new Set(office.filed.flatMap(({ approval, later }) => [approval, later?.approval].map(keyOf)));
  for (const { number, thirdBillNo } of office.run.stack.sandbox.state.kingdee.ledger.report())
    if (!known.has(thirdBillNo)) wrong.push(`付款单 ${number} 不属于任何审批`);
  return wrong;
}

/** Returns the numbers of bills that our comments on an approval name. */
const toldOf = ({ comments }: SandboxApproval): string[] =>
  comments.flatMap(({ text }) => /已生成付款单 (\S+?)，/.exec(text)?.[1] ?? []);

/** Tolerance for two clocks and a question that was being asked. */
const SLACK_MS = 3 * 60_000;

/** Returns saves sent later after the change or revocation of their approval than is allowed without asking DingTalk. */
function sentUnheard({ filed, beside }: SimulatedOffice): string[] {
  return filed.flatMap(({ approval, later }) => {
    const since = later?.approval.finishedAt;
    if (since === undefined) return [];
    const saves = beside.all<{ at: number }>(
      `SELECT c.sent_at AS at FROM push_receipt r JOIN push_call c ON c.id = r.call_id JOIN bill b ON b.id = r.bill_id
       WHERE r.step = 'save' AND r.outcome NOT IN ('not-sent', 'open') AND b.process_instance_id = ? AND c.sent_at > ?`,
      approval.instanceId,
      since + HEARD_WITHIN_MS + SLACK_MS,
    );
    return saves.map(
      ({ at }) => `审批 ${approval.businessId} 已改撤 ${Math.round((at - since) / 60_000)} 分钟，还推送了一次保存`,
    );
  });
}

/**
 * Checks the rules that must hold at the end: each valid approval is booked once and has one comment about it; a bill that cannot be read
 * waits.
 */
export function unfinished(office: SimulatedOffice): string[] {
  const wrong: string[] = [];
  const unreadable = office.unreadable();
  // A replacement waits as long as nobody can say where the bill of its original stands.
  const known = office.filed.filter(({ approval }) => !unreadable.has(approval.instanceId));
  for (const { approval, to } of known.flatMap((each) => payable(office, each))) {
    const [bill] = office.inKingdee(approval);
    if (unreadable.has(approval.instanceId)) continue;
    const own = `审批 ${approval.businessId}`;
    if (!to) {
      if (bill && !REVERSE.test(standing(office, approval)))
        wrong.push(`${own} 已不作数，金蝶还有付款单 ${bill.number}（${standing(office, approval)}）`);
      continue;
    }
    if (bill?.status !== 'C')
      wrong.push(`${own} ${bill ? `停在状态 ${bill.status}` : '没有付款单'}（${standing(office, approval)}）`);
    else if (toldOf(approval).filter((number) => number === bill.number).length !== 1)
      wrong.push(`${own} 入账的写回有 ${toldOf(approval).length} 条`);
  }
  return wrong;
}

/** Returns the state of our bill of an approval, in the product's own codes. */
const standing = ({ beside }: SimulatedOffice, { instanceId }: SandboxApproval): string =>
  beside
    .all<Record<'state' | 'reason' | 'action', string>>(
      'SELECT state_kind AS state, reason_key AS reason, action FROM bill WHERE process_instance_id = ?',
      instanceId,
    )
    .map(({ state, reason, action }) => [state, reason, action].filter(Boolean).join(' '))
    .join('、') || '没有单据';

/** State of a bill whose approval was changed or revoked after booking: the product reports it, and people take it back in Kingdee. */
const REVERSE = /^reversal-needed /;

/** Returns which approvals of a family are to be paid and which not; a replacement waits until the old bill is taken back. */
function payable(office: SimulatedOffice, { approval, later }: Filed): { approval: SandboxApproval; to: boolean }[] {
  if (!later) return [{ approval, to: true }];
  const changed = { approval: later.approval, to: later.action === 'MODIFY' };
  const waits = changed.to && office.inKingdee(approval).length > 0;
  return [{ approval, to: false }, ...(waits ? [] : [changed])];
}

const keyOf = (approval: SandboxApproval | undefined): string => approval?.instanceId ?? '';

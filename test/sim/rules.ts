import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { Filed, SimulatedOffice } from './simulated-office.js';

/** What must hold at every moment, counted in the ledgers of both stand-ins. @returns what does not, in words. */
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
      const numbers = approval.comments.map(({ text }) => /已生成付款单 (\S+?)，/.exec(text)?.[1]).filter(Boolean);
      if (new Set(numbers).size < numbers.length) wrong.push(`审批 ${businessId} 被写回两次：${numbers.join(' ')}`);
    });
  }
  const known = new Set(office.filed.flatMap(({ approval, later }) => [approval, later?.approval].map(keyOf)));
  for (const { number, thirdBillNo } of office.run.stack.sandbox.state.kingdee.ledger.report())
    if (!known.has(thirdBillNo)) wrong.push(`付款单 ${number} 不属于任何审批`);
  return wrong;
}

/** What must hold once everything has come to rest: each approval that stands is booked once, and told so. */
export function unfinished(office: SimulatedOffice): string[] {
  const wrong: string[] = [];
  for (const { approval, to } of office.filed.flatMap(payable)) {
    const [bill] = office.inKingdee(approval);
    const own = `审批 ${approval.businessId}`;
    if (!to) {
      if (bill) wrong.push(`${own} 已不作数，金蝶还有付款单 ${bill.number}`);
      continue;
    }
    if (bill?.status !== 'C') wrong.push(`${own} ${bill ? `停在状态 ${bill.status}` : '没有付款单'}`);
    else if (approval.comments.filter(({ text }) => text.includes(bill.number)).length !== 1)
      wrong.push(`${own} 的写回有 ${approval.comments.length} 条`);
  }
  return wrong;
}

/** What of a family is to be paid, and what not. */
function payable({ approval, later }: Filed): { approval: SandboxApproval; to: boolean }[] {
  if (!later) return [{ approval, to: true }];
  const changed = { approval: later.approval, to: later.action === 'MODIFY' };
  return [{ approval, to: false }, changed];
}

const keyOf = (approval: SandboxApproval | undefined): string => approval?.instanceId ?? '';

import { seededRandom } from '../faults.js';
import type { ControlValue, SandboxApproval } from './approval.js';
import { applicantAt, type Company, Draw, instanceId, rowId } from './draw.js';
import { type ApprovalForm, PAYMENT_REQUEST as ids } from './form.js';
import { fenText } from './money.js';
import { beijingDate, minuteStamp } from './times.js';

const DAY_MS = 86_400_000;

/** Generates agreed payment requests (付款申请) to suppliers, oldest launch first, in the 20 days before now. */
export function generatePaymentRequests({
  count,
  seed,
  now,
  form,
  company,
}: {
  count: number;
  seed: number;
  now: number;
  form: ApprovalForm;
  company: Company;
}): SandboxApproval[] {
  return Array.from({ length: count }, (_, index): SandboxApproval => {
    const draw = new Draw(seededRandom(seed * 7_000_009 + index));
    const createdAt = Math.floor((now - ((count - index) * 20 * DAY_MS) / (count + 1)) / 1000) * 1000;
    const originator = applicantAt(company, draw.below(company.employees.length));
    const supplier = draw.pick(company.suppliers);
    const fen = BigInt(50_000 + draw.below(4_000_000));
    const amount = fenText(fen);
    const date = beijingDate(createdAt + 5 * DAY_MS);
    return {
      instanceId: instanceId(draw, createdAt),
      processCode: form.processCode,
      businessId: `${minuteStamp(createdAt)}${draw.digits(9)}`,
      title: `${originator.name}提交的${form.name}`,
      originatorUserid: originator.userid,
      deptId: String(originator.dept.dingtalkDeptId),
      deptName: originator.dept.name,
      status: 'COMPLETED',
      result: 'agree',
      createdAt,
      finishedAt: Math.min(createdAt + 3_600_000, Math.floor(now / 1000) * 1000 - 60_000),
      bizAction: 'NONE',
      attachedInstanceIds: [],
      approverUserids: [originator.dept.managerUserid, company.financeUserid],
      ccUserids: [company.financeUserid],
      taskId: `7${draw.digits(10)}1`,
      values: new Map<string, ControlValue>([
        [ids.reason, { kind: 'text', text: `支付${supplier.name}本月服务费\n合同 HT${draw.digits(8)}` }],
        [ids.payDate, { kind: 'text', text: date }],
        [ids.amount, { kind: 'money', text: amount }],
        [
          ids.payeeTable,
          {
            kind: 'table',
            rows: [
              {
                rowId: rowId(draw),
                cells: [
                  { controlId: ids.payeeName, value: { kind: 'text', text: supplier.name } },
                  // Digits grouped with spaces (dingtalk.md §5.1, end).
                  {
                    controlId: ids.payeeAccount,
                    value: { kind: 'text', text: `1200 ${draw.digits(4)} ${draw.digits(4)} 018` },
                  },
                  { controlId: ids.payeeBank, value: { kind: 'text', text: '招商银行杭州分行' } },
                ],
              },
            ],
          },
        ],
        [ids.attachments, { kind: 'empty', as: 'null' }],
      ]),
      showsNote: false,
      comments: [],
      fate: 'agreed',
      expected: { total: amount, rowSum: amount, rows: [{ date, amount, expense: supplier.name }] },
    };
  });
}

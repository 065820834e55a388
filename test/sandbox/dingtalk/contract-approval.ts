import { seededRandom } from '../faults.js';
import type { ControlValue, SandboxApproval } from './approval.js';
import { applicantAt, type Company, Draw, instanceId } from './draw.js';
import type { ApprovalForm } from './form.js';
import { fenText } from './money.js';
import { CONTRACTS_OF_PAYMENT } from './supplier-payment.js';
import { beijingDate, minuteStamp } from './times.js';

export const CONTRACT_CODE = 'PROC-41C7A2D8-6B0F-4E93-9D25-7F3A8C16E0B4';

/** Control ids of the contract form. */
export const CONTRACT = {
  number: 'TextField_Q2W8LX5TVB60',
  party: 'TextField_Z7K1NC9YHM20',
  account: 'RecipientAccountField_U4D6RP0SJE80',
  amount: 'MoneyField_G9B3VF7WQL40',
  signedOn: 'DDDateField_I5X0TM2KCA10',
} as const;

/** Returns the form 合同审批, whose approvals the payments under the contract name in their 关联审批单. Nobody collects it. */
export const contractForm = (): ApprovalForm => ({
  processCode: CONTRACT_CODE,
  formUuid: 'FORM-A8D31F60-2C75-4B19-8E04-96F5D7B2C31E',
  name: '合同审批',
  memo: '签合同前的审批',
  dirId: 'office',
  dirName: '行政',
  createdAt: Date.UTC(2026, 0, 12, 3, 0),
  modifiedAt: Date.UTC(2026, 1, 2, 6, 15),
  controls: [
    { id: CONTRACT.number, label: '合同编号', componentType: 'TextField', required: true },
    { id: CONTRACT.party, label: '签约方', componentType: 'TextField', required: true },
    { id: CONTRACT.account, label: '签约方账户', componentType: 'RecipientAccountField' },
    { id: CONTRACT.amount, label: '合同总额', componentType: 'MoneyField', unit: '元' },
    { id: CONTRACT.signedOn, label: '签约日期', componentType: 'DDDateField', format: 'yyyy-MM-dd' },
  ],
});

const DAY_MS = 86_400_000;

/** Generates agreed contracts with the company's suppliers, oldest launch first, in the 20 days before the last day. */
export function generateContracts({
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
    const draw = new Draw(seededRandom(seed * 5_000_011 + index));
    const createdAt = Math.floor((now - DAY_MS - ((count - index) * 20 * DAY_MS) / (count + 1)) / 1000) * 1000;
    const originator = applicantAt(company, draw.below(company.employees.length));
    const supplier = draw.pick(company.suppliers);
    const amount = fenText(BigInt(5_000_000 + draw.below(90_000_000)));
    const date = beijingDate(createdAt);
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
      finishedAt: createdAt + 3_600_000,
      bizAction: 'NONE',
      attachedInstanceIds: [],
      approverUserids: [originator.dept.managerUserid],
      ccUserids: [company.financeUserid],
      taskId: `7${draw.digits(10)}1`,
      values: new Map<string, ControlValue>([
        [CONTRACT.number, { kind: 'text', text: `YSHT-${draw.digits(6)}` }],
        [CONTRACT.party, { kind: 'text', text: supplier.name }],
        [
          CONTRACT.account,
          {
            kind: 'recipient',
            account: { holder: supplier.name, number: `5719${draw.digits(8)}018`, bank: '招商银行杭州分行' },
          },
        ],
        [CONTRACT.amount, { kind: 'money', text: amount }],
        [CONTRACT.signedOn, { kind: 'text', text: date }],
      ]),
      showsNote: false,
      comments: [],
      fate: 'agreed',
      expected: { total: amount, rowSum: amount, rows: [] },
    };
  });
}

/** Has a payment name these contracts in its 关联审批单, as its applicant would. */
export function relateTo(payment: SandboxApproval, contracts: readonly SandboxApproval[]): void {
  const list = contracts.map(({ title, businessId, instanceId: procInstId }) => ({ title, businessId, procInstId }));
  payment.values = new Map([...payment.values, [CONTRACTS_OF_PAYMENT, { kind: 'relate', list }]]);
}

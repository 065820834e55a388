import { seededRandom } from '../faults.js';
import type { ApprovalFate, SandboxApproval } from './approval.js';
import { applicantAt, type Company, Draw, instanceId, type Person } from './draw.js';
import { ADMIN_CATEGORY, type ApprovalForm, PROJECT_CATEGORY } from './form.js';
import { fenText, groupedText, shortenedText } from './money.js';
import { type CellValues, type ReimbursementDraft, reimbursementValues } from './reimbursement.js';
import { beijingDate, minuteStamp } from './times.js';

export interface GeneratorOptions {
  /** Number of agreed instances; the others are added in fixed shares (see `fates`). */
  count: number;
  seed: number;
  /** Time of generation, in Unix ms; launches lie in the 30 days before it. */
  now: number;
  form: ApprovalForm;
  company: Company;
  /** Leaves out the 2 % whose total differs from the rows. */
  clean?: boolean;
  /** Launches the approvals within the last two minutes and finishes them at once. */
  fresh?: boolean | undefined;
}

const DAY_MS = 86_400_000;
const SPAN_MS = 30 * DAY_MS;
const YOUNGEST_MS = 90 * 60_000;
const FRESH = { span: 120_000, youngest: 30_000 };

/**
 * Returns the fate of every instance, in order of launch. For `agreed` agreed ones, 6/80 running, 6/80 refused, 4/80 terminated and 4/80
 * late ones are added, each rounded up and spread evenly. So 80 % of a large batch are agreed.
 */
export function fates(agreed: number): ApprovalFate[] {
  const share = (part: number): number => Math.ceil((agreed * part) / 80);
  const others: ApprovalFate[] = [];
  const wanted: [ApprovalFate, number][] = [
    ['running', share(6)],
    ['refused', share(6)],
    ['terminated', share(4)],
    ['late', share(4)],
  ];
  for (let round = 0; wanted.some(([, count]) => round < count); round += 1)
    for (const [fate, count] of wanted) if (round < count) others.push(fate);
  const total = agreed + others.length;
  const list: ApprovalFate[] = Array.from({ length: total }, () => 'agreed');
  for (const [index, fate] of others.entries()) list[Math.floor(((index + 0.5) * total) / others.length)] = fate;
  return list;
}

/** Generates reimbursements, oldest launch first; the same options give the same approvals. */
export function generateApprovals(options: GeneratorOptions): SandboxApproval[] {
  const list = fates(options.count);
  return list.map((fate, index) => reimbursement(options, fate, index, list.length));
}

function reimbursement(options: GeneratorOptions, fate: ApprovalFate, index: number, total: number): SandboxApproval {
  const { seed, now, company, form, fresh = false } = options;
  const { span, youngest } = fresh ? FRESH : { span: SPAN_MS, youngest: YOUNGEST_MS };
  const draw = new Draw(seededRandom(seed * 1_000_003 + index));
  const step = (span - youngest) / total;
  const createdAt = Math.floor((now - span + step * (index + draw.fraction())) / 1000) * 1000;
  const originator = applicantAt(company, draw.below(company.employees.length));
  const draft = reimbursementDraft(options, originator, createdAt, index, draw);
  const terminated = fate === 'terminated';
  const finished = fate === 'agreed' || fate === 'refused' || terminated;
  return {
    instanceId: instanceId(draw, createdAt),
    processCode: form.processCode,
    businessId: `${minuteStamp(createdAt)}${draw.digits(9)}`,
    title: `${originator.name}提交的${form.name}`,
    originatorUserid: originator.userid,
    // dingtalk.md §7.1: the root department is "-1" in approvals.
    deptId: index % 41 === 23 ? '-1' : String(originator.dept.dingtalkDeptId),
    deptName:
      index % 41 === 23
        ? '云杉科技'
        : index % 3 === 0
          ? `${originator.org.name}-${originator.dept.name}`
          : originator.dept.name,
    status: finished ? (terminated ? 'TERMINATED' : 'COMPLETED') : 'RUNNING',
    result: fate === 'agreed' ? 'agree' : fate === 'refused' ? 'refuse' : '',
    createdAt,
    ...(finished ? { finishedAt: finishTime(createdAt, fresh ? now + 50_000 : now, draw) } : {}),
    bizAction: 'NONE',
    attachedInstanceIds: [],
    approverUserids: [originator.dept.managerUserid, company.financeUserid],
    ccUserids: [company.financeUserid, originator.dept.managerUserid],
    taskId: `8${draw.digits(10)}1`,
    values: reimbursementValues(form, draft, draw, company),
    showsNote: index % 4 === 1,
    comments: [],
    fate,
    expected: {
      total: fenText(draft.total),
      rowSum: fenText(draft.rows.reduce((sum, { fen }) => sum + fen, 0n)),
      rows: draft.rows.map(({ date, fen, expense }) => ({
        date,
        amount: fenText(fen),
        expense: expense.label,
        costItemNumber: expense.costItemNumber,
      })),
      ...(draft.companyAccount === undefined ? {} : { paidByCompanyAccount: draft.companyAccount }),
    },
  };
}

/** Returns a finish time ten minutes to two days after the launch, at the latest a minute before now. */
function finishTime(createdAt: number, now: number, draw: Draw): number {
  const after = 600_000 + Math.floor(draw.fraction() * 2 * DAY_MS);
  return Math.floor(Math.min(createdAt + after, now - 60_000) / 1000) * 1000;
}

function reimbursementDraft(
  { company, clean = false }: GeneratorOptions,
  originator: Person,
  createdAt: number,
  index: number,
  draw: Draw,
): ReimbursementDraft {
  const isProject = index % 5 === 2;
  const choices = company.expenseTypes.filter(({ table }) => table === (isProject ? 'project' : 'general'));
  const rows = Array.from({ length: 1 + ((index * 5) % 8) }, (_, row): CellValues => {
    const fen = index === 7 && row === 0 ? 5_000_000n : rowAmount(draw);
    return {
      // Most dates have no time, some have one (dingtalk.md §5.1).
      date: beijingDate(createdAt - draw.below(20) * DAY_MS) + (index % 9 === 5 && row === 0 ? ' 09:30' : ''),
      fen,
      text: draw.below(10) < 3 ? shortenedText(fen) : fenText(fen),
      expense: draw.pick(choices),
    };
  });
  const sum = rows.reduce((total, { fen }) => total + fen, 0n);
  const differs = !clean && index % 50 === 37;
  const total = differs ? sum + 100n : sum;
  const accounts = company.bankAccounts.filter(({ orgNumber }) => orgNumber === originator.orgNumber);
  return {
    index,
    isProject,
    category: isProject ? PROJECT_CATEGORY : ADMIN_CATEGORY,
    originator,
    createdAt,
    rows,
    total,
    totalText: index % 3 === 1 ? fenText(total) : groupedText(total),
    ...(index % 17 === 5 ? { companyAccount: draw.pick(accounts).name } : {}),
  };
}

/** Draws an amount in fen from ¥12.30 to ¥50,000.00, mostly small. */
function rowAmount(draw: Draw): bigint {
  return BigInt(1230 + Math.floor(draw.fraction() ** 5 * (5_000_000 - 1230)));
}

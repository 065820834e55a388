import type { BillDetail } from '@dingdee/shared/bill-detail';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../../ui/edit-words.js';
import { plainWords } from '../../ui/plain-words.js';
import { reversalWords } from '../words.js';

type Held = Pick<BillDetail, 'state' | 'reached' | 'billNo' | 'kingdeeNo' | 'trouble'>;
const numberOf = ({ kingdeeNo, billNo }: Held): string => kingdeeNo ?? billNo;

/** True if the approval was changed or cancelled: after the withdrawal from Kingdee the bill is void, not open again. */
const endsVoid = ({ trouble }: Held): boolean => trouble?.class === 'amended';

/** Lists what the withdrawal does in Kingdee before the bill is open again. */
function steps(bill: Held): string {
  if (bill.state === 'in-doubt')
    return `金蝶里已查不到 ${numberOf(bill)}，再核对一次后单据回到审核台，之后可修改重推。`;
  const before = { none: '', saved: '', submitted: '撤销提交并', audited: '反审核并' }[bill.reached];
  return `金蝶里的 ${numberOf(bill)} 将被${before}删除，${endsVoid(bill) ? '这张随后自动作废' : '之后可修改重推'}。`;
}

/** Texts of a bill that Kingdee has half-way; the same on desk and phone. */
export const haltedWords = {
  withdraw: '撤回并删除…',
  withdrawing: editWords.withdrawing,
  handOver: '交给金蝶处理',
  handing: '正在交给金蝶…',
  confirm: {
    title: (bill: Held) => `撤回并删除 ${numberOf(bill)}`,
    steps,
    means: (bill: Held) =>
      `${endsVoid(bill) ? '不会再推送这张。' : '之前的审核会作废，重推前要重新审核。'}每一步先查后做，都有回执；金蝶不允许的会停下来告诉你，不会生成第二张。`,
    go: '撤回并删除',
    keep: plainWords.keep,
  },
  handedOver: (who: string, time: string) => `${who} ${time} 交给金蝶处理`,
  compare: {
    title: reversalWords.label,
    ours: '钉蝶这张',
    stored: (i: number, n: number) => (n > 1 ? `金蝶第 ${i} 张` : '金蝶那张'),
    billNo: TERM_WORDS.billNo,
    kingdeeId: '内码',
    status: '状态',
    thirdBillNo: '第三方单号',
    orgNumber: TERM_WORDS.payOrg,
    currency: '币别',
    amount: '金额',
    none: '—',
  },
} as const;

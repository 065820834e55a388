import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { SourceDifference } from '../../domain/approval/source-content.js';
import { maskAccount, maskText } from '../../domain/bill/account-mask.js';
import { payeeLabel } from '../../engine/payee/payee-labels.js';

const STANDING: Readonly<Record<string, string>> = {
  'COMPLETED agree': '已通过',
  'COMPLETED refuse': '已拒绝',
  TERMINATED: '已撤销',
  CANCELED: '已取消',
  RUNNING: '审批中',
};
const standing = (text: string): string => STANDING[text] ?? STANDING[text.split(' ')[0] ?? ''] ?? '不明';

const MOST = 40;
type Edit = NonNullable<BillDetail['sourceEdit']>;

/** Returns what an approval said before and says now, masked. @param keep this bill's own numbers that are no accounts. */
export function editLines(
  differences: readonly SourceDifference[],
  keep: readonly string[],
): Pick<Edit, 'lines' | 'more'> {
  const lines = differences.slice(0, MOST).map((difference): Edit['lines'][number] => {
    const { what, before, after } = difference;
    if (what === 'standing') return { label: '审批状态', before: standing(before), after: standing(after) };
    const label = what === 'department' ? '发起部门' : labelOf(difference);
    const mask = (text: string) =>
      payeeLabel(difference.label) === 'account' ? maskAccount(text) : maskText(text, keep, difference.label);
    const [was, is] = [mask(before), mask(after)];
    // The difference is in the masked part.
    return { label, before: was, after: was === is ? `${is}（改过，不同的部分没有显示）` : is };
  });
  return { lines, more: differences.length - lines.length };
}

const labelOf = ({ label, row }: SourceDifference): string => (row === null ? label : `${label}，第 ${row} 行`);

const WHY_UNREAD: Readonly<Record<string, string>> = {
  plan: '本月的钉钉接口额度不够每笔再读一次',
  quota: '本月的钉钉接口额度用完了',
  permission: '应用没有权限读这条审批',
  gone: '钉钉里已经没有这条审批，有人看过以后又推送了',
  unreadable: '钉钉的回答无法识别',
  named: '它关联的审批没有读到',
};

/** Returns the line about whether the approval was read again before the last push; null if it was not set to be read. */
export function checkLine(check: { outcome: string; cause: string } | null): BillDetail['checks'][number] | null {
  const label = '审批来源';
  switch (check?.outcome) {
    case 'same':
      return { label, state: 'ok', note: '推送前又读了一遍，和审核时一样' };
    case 'unread':
      return { label, state: 'amber', note: `未复核来源：${WHY_UNREAD[check.cause] ?? '钉钉没有及时回答'}` };
    default:
      return null;
  }
}

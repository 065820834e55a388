import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';

/** Texts about bills that changed while a person looked at them or had them ticked. */
export const changeWords = {
  payee: '收款人',
  amount: '金额',
  org: TERM_WORDS.payOrg,
  department: '部门',
  purpose: '事由',
  costItems: TERM_WORDS.costItem,
  attachments: editWords.fileCount,
  issues: '提醒',
  state: '状态',
  nothing: '无',
  rowAmount: (n: number) => `第 ${n} 行金额`,
  rowField: (n: number, label: string) => `第 ${n} 行${label}`,
  fromTo: (label: string, from: string, to: string) => `${label} ${from} → ${to}`,
  more: (n: number) => `另有 ${n} 处`,
  content: '内容更新过，打开单据看历史',
  title: '这张单据刚变了',
  ticked: (n: number) => `选中之后有 ${n} 笔变了，还没有处理`,
  looked: '看过了，按现在的办',
  letGo: '不选这几笔',
  seen: '看过了',
  groupTitle: '和你看到的不一样了',
  groupMoved: (from: string, to: string) => `这一组刚从 ${from} 变为 ${to}。没有任何改动，看过再点一次。`,
};

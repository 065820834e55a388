import type { ChangeKept, ChangeWay } from '@dingdee/shared/mapping-change';
import { editWords } from '../ui/edit-words.js';

export const changeWords = {
  /** Label of the button that opens the changes. */
  open: '改动记录',
  of: (key: string) => `“${key}”的改动`,
  none: editWords.noChange,
  noneHint: '新增、修改、删除和导入以后，谁、什么时候、改成什么都记在这里。',
  newestFirst: '新的在前',
  more: editWords.more,
  removed: '删除',
  nothing: '没有对应',
  unknownBy: '没有记下是谁',
  unknownAt: '没有记下时间',
  ways: {
    hand: '手工改',
    import: '导入',
    remember: '修单据时记住',
    lint: '映射体检里改',
    undo: '撤回',
    replace: '换基础资料',
  } satisfies Record<ChangeWay, string>,
  imported: (file: string) => `导入“${file}”`,
  undidImport: (file: string) => `撤回导入“${file}”`,
  kept: {
    late: '',
    changed: '',
    import: '在“导入记录”里整个撤回',
    unrecorded: '',
  } satisfies Record<ChangeKept, string>,
  undo: '撤回',
  looking: '正在算影响…',
  becomes: '撤回后',
  goes: '这一行删除',
  together: '一起换的',
  togetherRows: (n: string) => `${n} 条映射一起撤回`,
  unusable: (why: string) => `现在用不了：${why}`,
  touched: '还没通过的，重新映射',
  /** Number and sum of bills. */
  sum: (bills: string, money: string) => `${bills} 笔 ¥${money}`,
  approved: '已通过，不动',
  booked: '已入账，不动',
  go: (n: string) => `撤回，重新映射 ${n} 笔`,
  going: editWords.withdrawing,
  keep: '不撤了',
  did: (remapped: string) => `已撤回这次改动，重新映射 ${remapped} 笔`,
} as const;

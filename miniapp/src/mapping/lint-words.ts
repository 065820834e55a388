import type { FindingKind } from '@dingdee/shared/mapping-lint';
import { editWords } from '../ui/edit-words.js';
import { stillMissing } from './words.js';

export const lintWords = {
  title: '映射体检',
  about: (tables: number, at: string, total: string) => `${tables} 张表，${at} 查过，${total} 处要看`,
  again: '再查一次',
  checking: '正在查…',
  fine: '都没有问题',
  fineHint: '失效的、互相矛盾的、用不上的、重复的、180 天没用到的，这里会列出来。',
  kinds: {
    unusable: '对应项不能用',
    contradictory: '互相矛盾',
    shadowed: '用不上',
    duplicate: '重复',
    idle: '180 天没用到',
  } satisfies Record<FindingKind, string>,
  hints: {
    unusable: '用到它的单据推不出去',
    contradictory: '同一个值有两种写法，对应不同',
    shadowed: '有别的对应先用到，或去掉也一样',
    duplicate: '同一个值有两种写法，这一种没有用过',
    idle: '删掉以后，再出现时会提示',
  } satisfies Record<FindingKind, string>,
  columns: {
    table: '映射表',
    key: '来源值',
    target: '金蝶',
    why: '为什么要看',
    bills: '挡住',
    amount: '金额（元）',
    fix: '一键修',
  },
  bills: (n: string) => `${n} 笔`,
  org: (name: string) => `仅 ${name}`,
  replace: (number: string) => `换成 ${number}`,
  remove: '删掉这条',
  choose: '另选…',
  narrower: '到单据上改',
  fixing: '正在改…',
  more: editWords.more,
  done: (remapped: string, ready: string, missing: number) =>
    `已改，重新映射 ${remapped} 笔：变为待审核 ${ready} 笔${stillMissing(missing)}`,
  removeTitle: (key: string) => `删掉“${key}”的对应`,
} as const;

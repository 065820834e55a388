import { editWords } from '../ui/edit-words.js';

/** Texts of 助手建议. */
export const proposalWords = {
  title: '助手建议',
  value: (field: string, value: string) => `${field} 填 ${value}`,
  /** "第 4 行（办公用品 3,186.46）" */
  line: (n: number, what: string) => `第 ${n} 行${what === '' ? '' : `（${what}）`}`,
  gone: '这个字段已经不在单据上',
  hold: '先挂起这张单据',
  from: (at: string) => `${at}，来自令牌`,
  whose: '助手写的理由',
  accept: '采纳',
  accepting: '正在做…',
  acceptHint: { mapping: '采纳算你做的，只改这一张', hold: '采纳算你挂起的，原因用上面的理由' },
  decline: '不采纳',
  outdated: '已过时：提建议之后单据变了，或令牌停用了，不能再采纳',
  cannotRole: {
    mapping: '你的角色不能填值，可请能补映射的同事采纳',
    hold: '你的角色不能挂起，可请能挂起的同事采纳',
  },
  cannotStage: (stage: string) => `单据已到“${stage}”，不能再改；没用了就点“不采纳”`,
  cannotStageSeen: (stage: string) => `单据已到“${stage}”，不能再改`,
  accepted: (name: string, at: string) => `${name} ${at} 采纳了`,
  problem: '建议没有读到',
  again: editWords.readAgain,
} as const;

import type { PushCause } from '@dingdee/shared/push-cause';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { sumInWords } from '../ui/sum-words.js';

export const causeWords = {
  units: ({ count: n, amount, unknown }: Pick<PushCause, 'count' | 'amount' | 'unknown'>) =>
    `${count(n)} 笔 ¥${sumInWords({ amount, ...(unknown ? { unknown } : {}) })}`,
  means: ({ means, nextStep }: Pick<PushCause, 'means' | 'nextStep'>) => `${means}。${nextStep}`,
  quoted: (words: readonly string[]) => `金蝶原话：${words.map((each) => `“${each}”`).join('；')}`,
  more: (n: number) => plainWords.moreOf(count(n)),
  swap: (kind: string, n: number) => `换${kind}（${count(n)} 笔）`,
  swapTitle: (kind: string, n: number) => `给这 ${count(n)} 笔另选一个${kind}`,
  swapTo: (number: string, name: string, n: number) => `换成 ${number} ${name}，重新映射 ${count(n)} 笔`,
  swapMeans: '只改这几笔，原来的通过随之作废，由审核人看过再推送；以后的单据要在映射里改。',
  swapping: (done: number, all: number) => `正在换 ${count(done)} / ${count(all)}`,
  swapBy: '换值要有“映射维护”或“审核”角色的同事来做。',
  retry: (n: number) => `再推送 ${count(n)} 笔`,
  readAndRetry: (n: number) => `更新基础资料，再推送 ${count(n)} 笔`,
  reading: '正在更新基础资料…',
  retrying: (done: number, all: number) => `正在排队 ${count(done)} / ${count(all)}`,
  copy: '复制给金蝶管理员',
  copied: plainWords.copied,
  letter: '给金蝶管理员的话',
  keep: plainWords.keep,
  mended: (cause: Pick<PushCause, 'mended'>) => `${causeWords.units(cause.mended)} 已改过，回到审核台`,
  swapped: (n: number) => `已换 ${count(n)} 笔，等审核人通过后再推送`,
  retried: (n: number) => `已重新排队 ${count(n)} 笔`,
  left: (n: number, reason: string) => `${count(n)} 笔没有动：${reason}`,
  others: '其他要处理的',
} as const;

import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import type { StuckWriteback, TriedAgain, WritebackCause } from '@dingdee/shared/writeback';
import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

const CAUSES: Readonly<Record<WritebackCause, string>> = {
  quota: '本月的钉钉调用用完了，下月 1 日自动补写；买了额度当天就会补',
  token: '钉钉不认应用的凭证，照“体检”改好后自动补写',
  address: '钉钉不接受服务器的 IP，加进“服务器出口IP”后自动补写',
  permission: '应用没有评论或通知的权限，开通后自动补写',
  configuration: '和钉钉的连接设置不对，照“体检”改好后自动补写',
  rate: '钉钉限制了调用频率，会自动再写',
  away: '连不上钉钉，通了自动补写',
  gone: '钉钉里没有这条审批了，或评论人不在了，打开单据核对',
  content: '钉钉没有收下这条，看说明改好再试',
  unanswered: '发过，钉钉一直没有回答，打开审批看一看',
  unsaid: '钉钉没有收下这条，打开审批看一看再试',
  queued: '在排队，会自动写',
};
const OWNERS: Readonly<Record<StuckWriteback['owner'], string>> = {
  admin: '管理员处理',
  pusher: '推送人处理',
  nobody: PAGE_TERMS.nothingToDo,
};

export const writebackWords = {
  title: (refused: number, waiting: number): string =>
    [
      ...(refused > 0 ? [`${count(refused)} 条回写没有写上，要有人处理`] : []),
      ...(waiting > 0 ? [`${count(waiting)} 条回写在等钉钉`] : []),
    ].join('，'),
  means: '单据已入账，不受影响。',
  which: '看是哪些',
  hide: plainWords.fold,
  kinds: { comment: TERM_WORDS.comment, notice: TERM_WORDS.workNotice },
  cause: (cause: WritebackCause): string => CAUSES[cause],
  owner: (owner: StuckWriteback['owner']): string => OWNERS[owner],
  again: plainWords.again,
  all: (n: number): string => `${count(n)} 条都再试一次`,
  trying: editWords.submitting,
  tried: ({ again, skipped }: TriedAgain): string =>
    `${count(again)} 条会先看审批里有没有，没有才写${skipped > 0 ? `；${count(skipped)} 条已经变了，没有动` : ''}。`,
} as const;

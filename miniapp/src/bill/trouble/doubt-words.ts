import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { editWords } from '../../ui/edit-words.js';
import { plainWords } from '../../ui/plain-words.js';

/** Texts of a person's decision on a save that no look settled, where Kingdee numbers the bills; the same on desk and phone. */
export const doubtWords = {
  undecided: '等人决定',
  adopt: {
    open: '我在金蝶看到了',
    title: '我在金蝶看到了这张单据',
    means: '钉蝶会按这个编号去查：付款组织、币别、金额都相同才接上，继续剩下的步骤；不同就什么也不改。',
    label: '金蝶里的单据编号',
    submit: '核对并接上',
    going: editWords.checking,
  },
  resend: {
    open: PAGE_TERMS.resend,
    title: PAGE_TERMS.resend,
    means:
      '会再发一次保存。如果之前那次其实到了金蝶，就会有两张付款单，钱可能付两次。发送前钉蝶还会再查一次，查到就不发。这个决定记在你名下。',
    label: '你怎样确认金蝶里没有',
    sure: '我确认金蝶里没有这张单据',
    ready: ['在金蝶按收款单位和金额找过，没有', '金蝶管理员确认没有收到'],
    submit: '重新推送',
    going: '正在重新推送…',
  },
  keep: plainWords.keep,
} as const;
export type DoubtChoice = 'adopt' | 'resend';
export const DOUBT_CHOICES: readonly DoubtChoice[] = ['adopt', 'resend'];

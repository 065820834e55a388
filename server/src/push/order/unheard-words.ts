import { asClause } from '../../problem/clause.js';
import type { Unaskable } from './unheard-forms.js';

const WHY: Readonly<Record<Unaskable, string>> = {
  quota: '本月的钉钉接口额度用完了',
  away: '钉钉连不上',
};
/** Next step for each answer of DingTalk; any other cause ends by itself. */
const NEXT: Readonly<Record<string, string>> = {
  quota: '下月 1 日起自动继续；等不及的，请钉钉管理员加购额度，再点“现在采集”',
  permission: '请管理员按“体检”处理，再推送',
  configuration: '请管理员按“体检”处理，再推送',
  parameter: '请在钉钉打开这条审批看有没有撤销或修改，再推送',
  unreadable: '请在钉钉打开这条审批看有没有撤销或修改，再推送',
  attached: '请在钉钉打开这条审批看有没有撤销或修改，再推送',
};
const BY_ITSELF = '问到后自动继续，不用再点';

/**
 * Returns the sentence for a waiting bill: why its approval must be read, why that failed, and the next step.
 * @param why DingTalk's error class.
 */
export const unheardWords = (why: string, sentence: string): string =>
  `这张表单有一段时间没有采集成功，推送前要先问钉钉有没有撤销或修改，没有问到：${asClause(sentence)}。${NEXT[why] ?? BY_ITSELF}。`;

/** Returns the sentence for a line of an order that keeps its place. */
export const waitingWords = (why: Unaskable): string => `保持排队。${unheardWords(why, WHY[why])}`;

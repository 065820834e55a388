import type { BillAction } from '@dingdee/shared/bill-action';
import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount } from '@dingdee/shared/money';
import { ROLE_WORDS } from '@dingdee/shared/session';
import type { WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';
import { asClause } from '../../problem/clause.js';
import { waitsWords } from '../ledger/second-person.js';
import { OWN_WORDS } from './own-bill.js';
import { otherApprover, otherPusher, type ReviewPolicy, type ReviewSubject } from './review-rules.js';
import type { WhyNot } from './why-not.js';

/** Context of a refusal: the action, the bill and the person who reads the sentence. */
export interface Told {
  action: BillAction;
  bill: ReviewSubject;
  actor: Actor;
  policy: Pick<ReviewPolicy, 'fourEyesBill' | 'who'>;
}
/** Cause, what was not done when it was tried, and next step. */
type Said = readonly [cause: string, undone: string, next: string];

const REFRESH = '刷新后看最新状态';
const NOBODY: WhoElse = { approve: [], push: [], admins: [] };

function said(why: WhyNot, { action, bill, actor, policy }: Told): Said {
  const { who } = policy;
  const state = STATE_WORDS[bill.kind];
  switch (why.code) {
    case 'access/refused':
      return roleWords(action, why.needed.map((role) => `“${ROLE_WORDS[role]}”`).join('或'));
    case 'bill/own-bill': {
      const own = OWN_WORDS[why.how];
      if (action === 'approve') return [`${own}，要由别人审核`, '', who ? otherApprover(bill, actor, who) : ''];
      return action === 'fix' ? [`${own}，内容要由别人改`, '没有改动', ''] : [`${own}，要由别人来办`, '没有改动', ''];
    }
    case 'bill/payee-hand':
      return [
        `这张单据的${changedBy(bill, actor)}是你改的，要由别人核对后通过`,
        '',
        who ? otherApprover(bill, actor, who) : '',
      ];
    case 'bill/doubt-cleared':
      return [
        '这张改的那条审批可能已用别的方式付过，是你取消挂起的，要由别人核对后通过',
        '',
        who ? otherApprover(bill, actor, who) : '',
      ];
    case 'bill/four-eyes': {
      const others = who ? otherPusher(bill, actor, who) : '请另一位有“推送”角色的同事推送';
      return [
        {
          hand: `这张单据的${changedBy(bill, actor)}是你改的，不论金额都不能由你推送`,
          large: `审核人与推送人都是你，且达到 ¥${formatAmount(policy.fourEyesBill)}`,
          part: '审核人与推送人都是你，而这张审批分成了几张付款单：一张的金额不代表整张审批',
        }[why.because],
        '',
        others,
      ];
    }
    case 'bill/second-person':
      return [
        bill.state?.asked ? waitsWords(bill.state.asked.what, actor, who ?? NOBODY) : '等另一位同事确认',
        '',
        '确认的人打开这张单据、写明理由',
      ];
    case 'bill/original-stands':
      return [asClause(why.sentence), action === 'release' ? '没有取消挂起' : '', '要作废这张，点“排除”'];
    case 'bill/scheme-lacks':
      return ['停下的原因在方案', '', asClause(why.sentence)];
    case 'bill/illegal-transition':
      return [`单据现在是“${STATE_WORDS[why.from]}”，不能变为“${STATE_WORDS[why.to]}”`, '', REFRESH];
    case 'ledger/held':
      return ['推送、回写和定时采集都已暂停', '没有发送，单据保持原样', '管理员看过并放行之后再点'];
    case 'mapping/fix-refused':
      return ['这张单据已经推送或归档，内容不能再改', '', '要改先在金蝶撤回，或线下处理'];
    case 'bill/not-ready':
      return [`单据现在是“${state}”，不是待审核`, '没有通过', REFRESH];
    case 'bill/incomplete':
      return ['单据内容还不完整，不能通过', '', '先补好映射'];
    case 'bill/amended':
      return AMENDED[action] ?? ['审批已经改过或撤销，这张单据正在作废', '没有通过', '几秒后刷新'];
    case 'bill/not-approved':
      if (bill.kind === 'approved') return ['审核之后内容有变化', '', '重新审核'];
      return action === 'push'
        ? [`现在是“${state}”，不在待推送`, '', bill.kind === 'ready' ? '先审核通过' : '打开单据看原因']
        : ['单据不是待推送，没有可以撤回的审核', '', REFRESH];
    case 'bill/being-mapped':
      return ['单据正在映射，还不能挂起', '没有改动', '几秒后再试'];
    case 'bill/not-held':
      return ['单据没有挂起，不需要取消', '', REFRESH];
    case 'bill/already-held':
      return ['单据已挂起', '没有发出', '先“恢复”，再问申请人'];
    case 'bill/not-in-doubt':
      return ['这张单据没有存疑，不需要核对', '', REFRESH];
    case 'bill/not-halted':
      return ['这张单据没有可以继续的步骤：内容改过，要重新审核后再推送', '', '金蝶里没有生成单据'];
    case 'bill/base-data-refused':
      return [
        '金蝶不收它用的基础资料，那以后还没有重新读过',
        '没有发送',
        '请有“映射维护”角色的同事换一个；金蝶里已经处理好的，先在“映射”页刷新基础资料',
      ];
    case 'bill/altered':
      return ['金蝶里的单据与审核过的不同，剩下的步骤不能再做', '什么都没有改动', '先在金蝶里改回来，改好会自动恢复'];
    case 'bill/not-withdrawable':
      return bill.kind === 'in-doubt'
        ? ['还不知道金蝶收到没有，现在不能撤回', '什么都没有改动', '等核对有了结果再决定']
        : ['这张单据没有停在金蝶里，没有可以撤回的', '什么都没有改动', REFRESH];
    case 'bill/not-in-kingdee':
      return ['这张单据没有停在金蝶里，或已经交给金蝶', '什么都没有改动', REFRESH];
    case 'bill/not-undecided':
      return ['这张单据不在等人决定：核对还没有做完，或已经有了结果', '', REFRESH];
    case 'bill/approved-before':
      return ['这张单据审核通过过，一个人不能把它记为无需付款', '没有改动', '用“排除”，要两个人确认'];
    case 'bill/maybe-sent':
      return bill.kind !== 'pushing' && bill.kind !== 'in-doubt'
        ? [
            '金蝶里有这张单据，不能记为线下已处理',
            '没有改动',
            bill.kind === 'failed' ? '先撤回并删除，再来记' : '已经付了的不用再记',
          ]
        : ['这张单据可能已经发到金蝶，结果还不知道，不能记为线下已处理', '没有改动', '等核对有了结果再决定'];
    case 'bill/not-closed':
      return ['这张单据没有被人排除或记为线下已处理', '没有改动', REFRESH];
    case 'bill/undo-late':
      return ['归档超过 24 小时，不能撤销', '没有改动', '确实还要付的，请申请人重新提交审批'];
    case 'bill/something-to-pay':
      return ['只有已全额冲抵、没有其他问题的单据可以记为无需付款', '没有改动', '先处理单据上的其他问题'];
    case 'bill/no-reversal':
      return ['这张单据不是待冲销', '没有改动', REFRESH];
  }
}

const OUT_OF_KINGDEE = '先撤回并删除金蝶里的单据，这张随后自动作废';
const AMENDED: Partial<Record<BillAction, Said>> = {
  continue: ['审批已经改过或撤销，剩下的步骤不能再做', '没有发送', OUT_OF_KINGDEE],
  restore: ['审批已经改过或撤销，这张不再付款', '没有恢复', '付款看修改后的那一张'],
  'hand-over': ['审批已经改过或撤销，不能交给金蝶做完', '什么都没有改动', OUT_OF_KINGDEE],
};
const TO_PUSH: ReadonlySet<BillAction> = new Set(['push', 'continue', 'adopt', 'resend']);

function roleWords(action: BillAction, needed: string): Said {
  if (action === 'approve') return ['你没有“审核”角色', '没有通过任何单据', '请有“审核”角色的同事来通过'];
  if (TO_PUSH.has(action)) return ['你没有“推送”角色', '', '请有“推送”角色的同事来推送'];
  return [`这一步需要${needed}角色，你还没有`, '没有任何改动', '需要的话，请管理员在“成员”里给你加上'];
}

const sentence = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => `${part}。`)
    .join('');

/** Returns why an action is not offered, to be read beside the button: cause and next step. */
export function offerWords(why: WhyNot, told: Told): string {
  const [cause, , next] = said(why, told);
  return sentence([cause, next]);
}

/** Returns the same in two parts: the cause, and the next step ("" if there is none), both without a full stop. */
export function offerParts(why: WhyNot, told: Told): { cause: string; next: string } {
  const [cause, , next] = said(why, told);
  return { cause, next };
}

/** Returns why an action was not done: cause, that nothing was done, next step. */
export function refusedActionWords(why: WhyNot, told: Told): string {
  const [cause, undone, next] = said(why, told);
  if (why.code === 'bill/second-person') return `${sentence([cause, next])}没有改动。`;
  if (why.code === 'bill/scheme-lacks') return `没有发出：${sentence([cause, next])}`;
  return sentence([undone === '' ? cause : `${cause}，${undone}`, next]);
}

/** Returns what this person set: the payee, or, if only by a row of a table, the paying organisation. */
const changedBy = ({ payees }: Pick<ReviewSubject, 'payees'>, { userId }: Pick<Actor, 'userId'>): string =>
  payees.hands.every(({ by, payer }) => by !== userId || payer === true) ? '付款组织' : '收款信息';

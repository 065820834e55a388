import type { BillDetail } from '@dingdee/shared/bill-detail';
import { BILL_STATES, BOOKED_AS, type Outcome, STATE_WORDS } from '@dingdee/shared/bill-state';
import * as z from 'zod/mini';
import { maskText } from '../../domain/bill/account-mask.js';
import type { ContentChange } from '../../domain/draft/content-changes.js';

/** A row of the audit log about one bill. */
export interface AuditRow {
  at: number;
  actor: string;
  action: string;
  from: string | null;
  to: string | null;
  detail: string | null;
}

export const WORDS: Readonly<Record<string, string>> = {
  collect: '采集到审批',
  approve: '审核通过',
  unapprove: '撤回审核',
  hold: '挂起',
  release: '取消挂起',
  exclude: '排除，不再推送',
  'settle-outside': '记为线下已处理，不再推送',
  'settle-outside-asked': '请求记为线下已处理，等另一位同事确认',
  restore: '撤销归档，重新映射',
  'restore-asked': '请求撤销归档',
  'no-payment': '核对后记为无需付款，不生成付款单',
  'exclude-asked': '请求排除，等另一位同事确认',
  'ask-applicant': '向申请人提问，等待补充',
  'applicant-answered': '申请人已回答',
  assign: '指派审核',
  unassign: '不再指派',
  'assign-undone': '撤销了刚才的指派',
  'reveal-account': '查看了完整收款账号',
  fix: '改了映射值',
  'name-originator': '从通讯录补上了发起人的姓名，重新映射',
  'lock-value': '改了这张单据的值',
  'swap-value': '换掉了金蝶不接受的值',
  'take-back-value': '撤回了自己改的值',
  'push-confirmed': '确认推送',
  'push-continued': '继续剩下的步骤',
  'push-save': '已在金蝶保存',
  'push-submit': '已在金蝶提交',
  'push-busy': '金蝶忙，稍后再试',
  'push-tried-now': '要求现在再试，不等下一次',
  'push-answered': '按方案的允许名单回答了金蝶的提示，再发一次',
  'push-not-sent': '没有发出',
  'push-former-engine': '程序升级后重新核对，没有发出',
  'push-former-day': '推送当天已过，没有发出',
  'push-refused': '被金蝶拒绝',
  'push-in-doubt': '没有收到金蝶的回答，存疑',
  'push-stopped': '推送已停止',
  'push-restored': '恢复备份后停下，要由人重新决定',
  'push-commented': '审批里已有付款评论，金蝶里没有，没有发送',
  'push-payee-filled': '金蝶自己填了收款人，停在提交之前',
  'push-amended': '审批已被修改或撤销，没有发送',
  'push-unapproved': '要发送的内容和审核时不同，不是在钉蝶里改的，没有发送',
  'push-source-edited': '推送前再看，审批内容在通过后被改过，没有发送',
  'push-source-gone': '推送前再看，钉钉里已经没有这条审批，没有发送',
  'source-edited': '收下了审批现在的内容，手工改过的值不再用',
  'push-paused': '方案已暂停，没有发送',
  withdraw: '撤回并删除',
  'withdraw-look': '向金蝶核对',
  'withdraw-intends-unsubmit': '金蝶里还有这张单据，去撤销提交',
  'withdraw-intends-unaudit': '金蝶里还有这张单据，去反审核',
  'withdraw-intends-delete': '金蝶里还有这张单据，去删除',
  'withdraw-unsubmit': '已在金蝶撤销提交',
  'withdraw-unaudit': '已在金蝶反审核',
  'withdraw-delete': '金蝶答复已删除，还要核对',
  'withdraw-missing': '金蝶说没有这张单据，还要核对',
  'withdraw-repeat-refused': '金蝶没有再做一次，还要核对前一次做了没有',
  'withdraw-refused': '金蝶不允许撤回',
  'withdraw-in-doubt': '撤回时没有收到金蝶的回答，存疑',
  withdrawn: '核对过，金蝶里已没有这张单据，撤回完成',
  returned: '回到审核台，可以修改重推',
  'hand-over': '交给金蝶处理',
  'check-now': '要求现在去金蝶核对',
  'found-before-send': '发送前在金蝶查到，没有再发',
  'resend-decided': '确认金蝶里没有，决定重新推送',
  'adopted-by-hand': '指认了金蝶里的单据，核对相同',
  probe: '向金蝶核对',
  'written-back': '结果已回写到审批',
  compare: '与金蝶存的内容核对',
  paid: '金蝶已付款',
  reversal: '入账后有变化，待冲销',
  'reversal-news': '待冲销期间又有变化',
  'reversal-recovered': '金蝶里又与发送的一致，不用冲销',
  reversed: '已在金蝶冲销',
  stands: '确认仍然有效',
  'stands-asked': '请求“仍然有效”，等另一位同事确认',
  'reversed-asked': '请求“已在金蝶冲销”，等另一位同事确认',
  superseded: '审批改过或撤销，原单作废',
  'amendment-told': '审批改过或撤销，等撤回',
  'hold-amendment': '修改单挂起，等原单',
  'release-amendment': '原单已不在，修改单恢复',
  'watch-step': '金蝶里的步骤有变化',
};
/** Actions that are not shown: bookkeeping of the workers, and what the next line says too. */
const SILENT = new Set(['probe-postponed', 'alone']);

const text = z.catch(z.optional(z.string()), undefined);
const change = z.object({ row: z.number(), field: z.string(), from: z.string(), to: z.string() });
const changed = z.object({ changes: z.array(change), more: z.number() });
/** A line as people read it; the changes of a mapping are not in words yet. */
export type TimelineLine = Omit<BillDetail['timeline'][number], 'changes'> & {
  changed?: { changes: readonly ContentChange[]; more: number };
};

const detailShape = z.object({
  actorName: text,
  note: text,
  reason: text,
  why: text,
  sentence: text,
  cause: text,
  billNo: text,
  found: text,
  notFound: text,
  absent: z.catch(z.optional(z.boolean()), undefined),
  voided: z.catch(z.optional(z.boolean()), undefined),
  singlePerson: z.catch(z.optional(z.boolean()), undefined),
  messages: z.catch(z.optional(z.array(z.string())), undefined),
  differences: z.catch(z.optional(z.array(z.unknown())), undefined),
  changed: z.catch(z.optional(changed), undefined),
});
type Detail = z.infer<typeof detailShape>;

/**
 * Returns the audit log in finance words, oldest first.
 * @param outcome what the scheme pushes to.
 * @param nameOf returns the last known name of a user id.
 */
export function timelineOf(
  rows: readonly AuditRow[],
  outcome: Outcome,
  nameOf: (userId: string) => string,
): TimelineLine[] {
  return rows
    .filter((row) => !SILENT.has(row.action))
    .map((row) => {
      const detail = readDetail(row.detail);
      const note = noteOf(detail);
      return {
        at: row.at,
        actor: detail.actorName ?? nameOf(row.actor),
        what: wordsOf(row, detail, outcome),
        note: note === null ? null : maskText(note),
        ...(detail.changed ? { changed: detail.changed } : {}),
      };
    });
}

function readDetail(json: string | null): Detail {
  const read = json === null ? undefined : detailShape.safeParse(JSON.parse(json));
  return read?.data ?? {};
}

function wordsOf(row: AuditRow, detail: Detail, outcome: Outcome): string {
  const booked = BOOKED_AS[outcome];
  if (row.action === 'booked') return booked;
  if (row.action === 'watch-booked') return `金蝶里已到该到的步骤，${booked}`;
  if (row.action === 'map') {
    if (row.to === 'needs-mapping') return detail.voided ? '重新映射，缺值，原审核不再有效' : '映射后还缺值';
    if (row.to === 'held') return '挂起期间重新映射';
    return detail.voided ? '重新映射，原审核不再有效' : '映射完成';
  }
  if (row.action === 'withdraw-look' && row.to === 'failed') return '撤回没有做';
  if (row.action === 'withdraw-look' && row.to === 'in-doubt') return '撤回时核对，还不能确定';
  if (row.action === 'probe' && row.to === 'booked') return `金蝶里查到单据，${booked}`;
  if (row.action === 'approve' && detail.singlePerson) return '审核通过（单人模式）';
  const state = BILL_STATES.find((kind) => kind === row.to);
  return WORDS[row.action] ?? (state && row.from !== row.to ? `变为“${STATE_WORDS[state]}”` : '更新');
}

function noteOf(detail: Detail): string | null {
  if (detail.differences) return detail.differences.length === 0 ? '一致' : `有 ${detail.differences.length} 处不同`;
  const said = detail.note ?? detail.reason ?? detail.sentence ?? detail.cause ?? detail.why;
  if (said !== undefined) return said;
  if (detail.messages && detail.messages.length > 0) return detail.messages.join('；');
  if (detail.notFound !== undefined) return `没有查到单据 ${detail.notFound}`;
  if (detail.found !== undefined) return `查到单据 ${detail.found}`;
  if (detail.absent) return '两次都没有查到，可以重新发送';
  return detail.billNo === undefined ? null : `单据 ${detail.billNo}`;
}

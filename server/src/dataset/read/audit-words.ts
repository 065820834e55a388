import { BILL_STATES, BOOKED_AS, OUTCOMES, STATE_WORDS } from '@dingdee/shared/bill-state';
import { DECISION_KINDS } from '@dingdee/shared/decision';
import { WORDS } from '../../bill/history/bill-timeline.js';

const DECISIONS = new Map<string, string>(Object.entries(DECISION_KINDS));
/** Actions that are neither in a bill's history nor among the decisions. */
const OTHERS: Readonly<Record<string, string>> = {
  map: '映射',
  booked: '推送完成',
  'watch-booked': '金蝶里已到该到的步骤',
  'simulate-scheme': '推演',
  'form-changed': '发现表单改动',
  'allow-prompt': '改了金蝶提示的允许名单',
  'confirm-payee-row': '另一位同事看过收款信息的映射',
  'refresh-base-data': '更新基础资料',
  'put-site-setup': '改了接入设置',
  'push-order': '推送一批',
  'push-stop': '停止推送',
  skip: '不采集',
  'read-for-trial': '为试算读了审批',
  'marker-begun': '建立恢复标记',
  'seal-begun': '开始封存审计',
  resealed: '重新封存',
  repair: '修正',
  'create-token': '建立接口令牌',
  'revoke-token': '停用接口令牌',
  'read-full-accounts': '令牌读了收款账号全号',
  'look-outside': '到金蝶查线下付款的编号',
  'export-data': '导出数据',
  'fetch-export': '取走导出的文件',
  'discard-export': '删掉导出的文件',
  'create-report': '新建定时推送',
  'change-notice-rules': '改通知规则',
  'choose-notice': '改自己收的通知',
  'try-notice': '发一条通知给自己',
  'take-notice': '在卡片上点了“我来看”',
  'change-report': '改定时推送',
  'pause-report': '暂停定时推送',
  'resume-report': '打开定时推送',
  'delete-report': '删除定时推送',
  'try-report': '试发定时推送',
  'create-webhook': '新建通知',
  'change-webhook': '改了通知',
  'rotate-webhook': '换通知的密钥',
  'try-secret': '用新密钥试登录',
  'pause-webhook': '暂停通知',
  'resume-webhook': '继续通知',
  'delete-webhook': '删除通知',
  'test-webhook': '发测试通知',
  'resend-webhook': '再送一次通知',
  'writeback-again': '再回写一次',
  'close-note': '月结写明一项',
  'close-verify': '月结校验审计',
  'close-prepare': '月结编制签字',
  'close-confirm': '月结复核签字',
  'close-reopen': '重新打开月结',
  'close-file': '导出月结账包',
  'statement-file': '导出对账',
  'accept-proposal': '采纳助手建议',
  'decline-proposal': '不采纳助手建议',
};
const SUBJECTS: Readonly<Record<string, string>> = {
  bill: '单据',
  approval: '审批',
  scheme: '方案',
  form: '表单',
  organisation: '组织',
  mapping: '映射',
  'push-order': '推送',
  run: '采集',
  member: '成员',
  outbox: '回写',
  connection: '连接',
  ledger: '账本',
  dataset: '数据',
  close: '月结账包',
  statement: '对账',
  token: '令牌',
  report: '定时推送',
  webhook: '通知别的系统',
  proposal: '助手建议',
};

/** Returns the action in words, or its code if there are none. */
export const actionWord = (action: string): string =>
  OTHERS[action] ?? WORDS[action] ?? DECISIONS.get(action) ?? action;
export const subjectWord = (kind: string): string => SUBJECTS[kind] ?? kind;
/** Returns a bill's state in words; other values unchanged. @param wanted the last step that the bill's scheme wanted */
export function stateOfRow(state: unknown, wanted: unknown): string | null {
  if (state == null || state === '') return null;
  const known = BILL_STATES.find((kind) => kind === state);
  if (known === undefined) return String(state);
  const outcome = OUTCOMES.find((each) => each === wanted);
  const isBooked = known === 'booked' || known === 'written-back';
  return isBooked && outcome !== undefined ? BOOKED_AS[outcome] : STATE_WORDS[known];
}

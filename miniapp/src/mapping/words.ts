import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { plainWords } from '../ui/plain-words.js';

/** Shown if a fix reaches bills that the group does not count. */
export const fixReaches = (here: string, others: string): string =>
  `${here} 笔停在这个原因上；另有 ${others} 笔先停在别的原因上，不在这一组里，也会一起重新映射。`;

/** End of a sentence about bills that were mapped again; empty if nothing is missing. */
export const stillMissing = (n: number): string => (n > 0 ? `，仍缺别的值 ${n} 笔` : '');

export const mappingWords = {
  missing: (n: string) => `${n} 个值没有对应`,
  openTable: '看映射表',
  title: '映射',
  tables: '映射表',
  unmapped: (n: string) => `${n} 未映射`,
  rows: (n: string, revision: number) => `${n} 条，版本 v${revision}`,
  search: '搜索',
  searchHint: '来源值、编码、名称、拼音',
  add: '新增对应',
  fromDay: TERM_WORDS.fromDay,
  fromDayHint: '按审批在钉钉通过的那天算；空着，一直有效。',
  /** Of a first row with a day: bills of earlier approvals keep waiting. */
  only: (day: string) => `只管钉钉里 ${day} 起通过的审批；更早的仍没有对应，留在待补映射。`,
  /** Since when a row counts. */
  since: (day: string) => `${day} 起`,
  moves: (day: string) => `对应不变，改为 ${day} 起生效。`,
  movesToAll: '对应不变，改为一直有效。',
  stands: (day: string) => `钉钉里 ${day} 起通过的审批用新的，更早的仍用原来的。`,
  /** The new row counts only until the shown one takes over. */
  standsUntil: (day: string, until: string) =>
    `钉钉里 ${day} 起、${until} 之前通过的审批用新的，${until} 起仍用原来的。`,
  standsForAll: '另记一条一直有效的，有日期的那条不变。',
  removeSince: (day: string) => `钉钉里 ${day} 起通过的审批改用更早生效的那条；没有的，回到没有对应。`,
  baseData: TERM_WORDS.baseData,
  refresh: '刷新基础资料',
  refreshing: '正在刷新…',
  refreshed: (changed: number, broken: number) =>
    broken > 0 ? `基础资料已刷新，改动 ${changed} 项，${broken} 条对应失效` : `基础资料已刷新，改动 ${changed} 项`,
  unmappedTitle: '未映射的值',
  unmappedSum: (values: string, bills: string, money: string) => `${values} 个值，${bills} 笔单据 ¥${money}`,
  /** Explains why the cards below add up to more than the sum. */
  countedOnce: '缺几个值的单据只算一次',
  /** Bills, each counted once; the money is the sum of the details that use the value. */
  sum: (bills: string, money: string) => `${bills} 笔单据，用到它的明细 ¥${money}`,
  /** Shown if no bill has a known amount. */
  sumUnknown: (bills: string) => `${bills} 笔单据，金额还不知道`,
  org: (name: string) => `仅 ${name}`,
  servesNot: (names: readonly string[]) => `${names.join('、')} 用不了它，那里要另选`,
  written: '审批里怎么写的',
  /** Example value as it is on the form. */
  quoted: (text: string) => `“${text}”`,
  seeAll: (n: string) => `看待补映射的 ${n} 笔`,
  /** First day of the value, and the number of its applicants. */
  firstSeen: (day: string, people: string) => `${day} 首次出现，${people} 人用过`,
  suggestions: '建议对应',
  noSuggestion: '没有相近的，另选一个',
  adoptTried: '采用',
  adopt: (n: string) => `采用，重新映射 ${n} 笔`,
  adopting: '正在重新映射…',
  other: '另选…',
  existing: '已有对应',
  columns: {
    key: '来源值',
    target: (kind: string) => `金蝶${kind}`,
    uses: '用过（次）',
    amount: '金额（元）',
    last: '最近',
    by: '来自',
  },
  whichOrg: '哪个组织的对应',
  allOrgs: editWords.allOrgs,
  broken: '失效',
  change: '改',
  remove: '删除',
  removeTitle: (key: string) => `删除“${key}”的对应`,
  removeMeans: '用到它的单据，还没通过的会重新映射，缺值的回到待补映射；已通过和已入账的不受影响。',
  removeGo: '删除这个对应',
  removing: editWords.deleting,
  keep: plainWords.keep,
  empty: '这张表还没有对应',
  emptyHint: '补上未映射的值后，对应会记在这里。',
  noMatch: '没有找到，换个词试试',
  more: editWords.more,
  pickTitle: (key: string) => `“${key}”对应到`,
  newTitle: '新增对应',
  newKey: (name: string) => `来源值（${name}）`,
  save: '保存并重新映射',
  saving: editWords.saving,
  readonly: '你没有“映射维护”角色，这里只能看。',
  ownChange: '你改的收款信息',
  takeBack: '撤回改动',
  takingBack: editWords.withdrawing,
  tookBack: '已撤回你的改动，单据重新映射过',
  done: (remapped: number, ready: number, missing: number, voided: number) => {
    const parts = [`已重新映射 ${remapped} 笔：变为待审核 ${ready} 笔`];
    if (missing > 0) parts.push(`仍缺别的值 ${missing} 笔`);
    if (voided > 0) parts.push(`${voided} 笔之前的通过已作废`);
    return parts.join('，');
  },
} as const;

const PAYEE_KINDS = { employee: '员工', supplier: '供应商' } as const;
type PayeeKind = keyof typeof PAYEE_KINDS;

/** Texts of 取金蝶档案里的账号. */
export const recordWords = {
  hint: '审批里没有银行账号。金蝶里这个收款人的档案可能有。',
  look: '看金蝶档案里的账号',
  looking: editWords.readingKingdee,
  of: (kind: PayeeKind, unit: string, name: string) => `金蝶${PAYEE_KINDS[kind]} ${unit} ${name} 的档案里：`,
  none: (kind: PayeeKind, unit: string, name: string) =>
    `金蝶${PAYEE_KINDS[kind]} ${unit} ${name} 的档案里没有银行账号。请金蝶管理员补上，或核对后在上面手工填写。`,
  list: '金蝶档案里的账号',
  tail: (tail: string) => `尾号 ${tail}`,
  usual: '默认',
  use: '用这个账号',
  other: '用了以后由另一个人核对、通过和推送，你自己不能。',
};

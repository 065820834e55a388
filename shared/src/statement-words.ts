import type { Stage } from './bill-state.js';
import { PAGE_TERMS } from './page-terms.js';
import type { Gap, SourceBucket, StatementBucket, TargetBucket } from './statement.js';
import { TERM_WORDS } from './term-words.js';

/** Name of a difference, its meaning, and the next step; `stage`: the desk's list in which it is handled. */
export interface BucketWords {
  name: string;
  means: string;
  next: string;
  stage?: Stage;
}

const SOURCE: Readonly<Record<SourceBucket, BucketWords>> = {
  'left-out': { name: '不采集', means: '已结束，按规则不采集，或钉钉里已删除', next: '不用处理；原因写在每一条上' },
  settled: { name: '书面说明', means: '一直读不到，管理员写明了结果', next: '不用处理；说明在“采集”页' },
  reading: { name: '正在读', means: '钉钉列出了，正在读', next: '读完自动进台账，再对一次' },
  split: { name: '拆单', means: '一条审批按方案分成几张单据', next: '不用处理；合计不变' },
  'by-rule': {
    name: '按方案换算',
    means: '表单合计减去表单上的冲抵（如冲借款），就是单据金额',
    next: '不用处理；依据在单据的映射依据里',
  },
  edited: {
    name: '通过后改过',
    means: '审批通过后表单的金额改过，台账按改过的算，钉钉一边是第一次读到的',
    next: '不用处理；改前改后在单据上对照着看',
  },
  replaced: {
    name: '已换单',
    means: '同一条审批里作废或排除的单据，另有单据代替它付',
    next: '不用处理；原因在单据上',
  },
  'no-form-sum': {
    name: '审批没有合计',
    means: '审批表单上没有合计，或没有留下来，钉钉一边的金额不知道',
    next: '打开单据，对照审批的明细核对；要每天能对，请管理员在方案里选好“表单上的总金额”',
  },
  'no-sum': { name: '金额未出', means: '台账还没算出这张单据的金额', next: '补好映射就有金额', stage: 'mapping' },
  unlisted: {
    name: '钉钉没列出',
    means: '台账里有，钉钉的列表里没有',
    next: '到钉钉里按审批编号查：可能被删除，或台账是从旧备份恢复的',
  },
  missing: {
    name: '没进台账',
    means: '钉钉列出了，台账里没有',
    next: '在“采集”页按“现在采集”；一直读不到，请管理员到钉钉里查',
  },
  unexplained: {
    name: '未解释',
    means: '审批和台账的金额不同，没有任何一条规则说明：少了一张、多了一张，或金额被改过',
    next: '打开单据，和审批逐张核对；请管理员核对数据库是否被改过，或恢复过旧备份',
  },
};
const TARGET: Readonly<Record<TargetBucket, BucketWords>> = {
  mapping: { name: '待补映射', means: '还缺映射，没有推送', next: PAGE_TERMS.toMapping, stage: 'mapping' },
  review: { name: '待审核', means: PAGE_TERMS.waitsForReview, next: '去审核', stage: 'review' },
  push: { name: '待推送', means: '审核过了，等人推送', next: '去推送', stage: 'push' },
  pushing: { name: '推送中', means: TERM_WORDS.pushing, next: '推送完再对一次', stage: 'pushing' },
  held: { name: '已挂起', means: '有人挂起', next: '看挂起的原因', stage: 'held' },
  excluded: { name: '已排除', means: '有人排除，不付', next: '不用处理；原因在单据上', stage: 'archived' },
  outside: { name: '线下处理', means: '在别处处理了，不由钉蝶付', next: '不用处理；依据在单据上', stage: 'archived' },
  superseded: {
    name: '已作废',
    means: '审批被改过或撤销，这张不再付',
    next: PAGE_TERMS.nothingToDo,
    stage: 'archived',
  },
  'no-payment': {
    name: TERM_WORDS.noPayment,
    means: '借款冲完，没有要付的',
    next: PAGE_TERMS.nothingToDo,
    stage: 'archived',
  },
  accepted: { name: '已认定', means: '金蝶里改过，有人认定以金蝶为准', next: '不用处理；谁认定的在单据的经过里' },
  reversed: { name: '已冲销', means: '两个人确认过已用别的单据冲销，原单还在', next: '不用处理；依据在单据的经过里' },
  'hand-typed': {
    name: '非钉蝶付款单',
    means: '这一天的付款单，不是钉蝶推送的：手工录入、下推或来自其他系统',
    next: '不用处理；不该有的，到金蝶里查它的来源',
  },
  'in-doubt': { name: '存疑', means: '推送后没有回答，正在核对', next: '看核对记录', stage: 'trouble' },
  refused: { name: '被金蝶拒绝', means: TERM_WORDS.notTaken, next: '按单据上的说明改', stage: 'trouble' },
  'half-way': {
    name: '没走完',
    means: '金蝶里有了，方案要求的步骤还没走完',
    next: '打开单据继续，或在金蝶里审核',
    stage: 'trouble',
  },
  deleted: {
    name: PAGE_TERMS.notInKingdee,
    means: '已推送，金蝶里查不到了',
    next: '在金蝶里核对：确实删除了，在单据上点“已在金蝶冲销”',
  },
  cancelled: {
    name: '金蝶里作废',
    means: '金蝶里的单据被作废',
    next: '确实不付就点“已在金蝶冲销”；作废错了就在金蝶里反作废',
  },
  'un-audited': {
    name: '被反审核',
    means: '金蝶里反审核了，可能还会改',
    next: '在金蝶里重新审核；不付了就删除，再点“已在金蝶冲销”',
  },
  'changed-amount': {
    name: '金额改过',
    means: '金蝶里的金额与推送的不同',
    next: '以金蝶为准就在单据上点“仍然有效”；改错了就在金蝶里改回来',
  },
  'changed-payee': {
    name: '收款人改过',
    means: '金蝶里付给的人或账号与推送的不同',
    next: '先问改单人；改错了就在金蝶里改回来',
  },
  'changed-other': {
    name: '组织或币别改过',
    means: '金蝶里的付款组织或币别与推送的不同',
    next: '以金蝶为准就在单据上点“仍然有效”；改错了就在金蝶里改回来',
  },
  'moved-date': {
    name: '日期改过',
    means: '金蝶里的业务日期与推送的不同',
    next: '跨月的影响入账期间：改错了就在金蝶里改回来；有意改的不用处理，会一直列在这里作依据',
  },
  double: { name: '两张单据', means: '同一条审批，金蝶里有两张', next: '在金蝶里核对，只留一张；付款前先停下' },
  amended: {
    name: '审批改过',
    means: '入账后审批被修改或撤销',
    next: '在金蝶里冲销，再点“已在金蝶冲销”',
    stage: 'trouble',
  },
  unsent: { name: '金蝶已有', means: '台账以为没有推送过，金蝶里却有', next: '推送时会先核对，不会重复；打开单据核对' },
  'still-there': {
    name: '金蝶还在',
    means: '台账里已结束，金蝶里的单据还在',
    next: '在金蝶里核对：不该付的，在金蝶里冲销',
  },
  extra: {
    name: '台账没有',
    means: '金蝶里的单据带着钉蝶的编号，台账里没有',
    next: '请管理员核对：多半是台账从旧备份恢复过',
  },
  'hand-double': {
    name: '疑似重复',
    means: '不是钉蝶推送的付款单，与台账里一张同收款人、同金额',
    next: '两张对照着看：同一笔的，只留一张',
  },
  unanswered: { name: '金蝶没回答', means: '这次没有问到金蝶，不知道有没有', next: '金蝶恢复后再对一次' },
  unexplained: {
    name: '未解释',
    means: '台账和金蝶的金额不同，没有任何一条规则说明',
    next: '打开单据核对；请管理员核对数据库是否被改过',
  },
};
const UNKNOWN: BucketWords = { name: '未解释', means: '没有归类的差异', next: '请管理员核对' };

/** Words for pages, files and reasons. An unknown bucket is 未解释. */
export const bucketWords = ({ gap, bucket }: Pick<StatementBucket, 'gap' | 'bucket'>): BucketWords =>
  (gap === 'source' ? SOURCE[bucket as SourceBucket] : TARGET[bucket as TargetBucket]) ?? UNKNOWN;

/** The two of the three sides that a difference lies between. */
export const BETWEEN: Readonly<Record<Gap, string>> = { source: '钉钉 → 台账', target: '台账 → 金蝶' };

import { PAGE_TERMS } from './page-terms.js';
import { OUTCOME_WORDS } from './receipt-words.js';
import { TERM_WORDS } from './term-words.js';

/** Datasets that people and other systems may read, column by column. Data only: the server reads by it, pages and the API explain by it. */

export const DATASETS = ['bills', 'lines', 'approvals', 'receipts', 'mappings', 'audit', 'quota'] as const;
export type DatasetCode = (typeof DATASETS)[number];

/** amount: 元, text with two decimals · instant: a time, Beijing · day: "YYYY-MM-DD" · count: a whole number. */
export type ColumnKind = 'text' | 'amount' | 'instant' | 'day' | 'count';

export interface DatasetColumn {
  /** Name in JSON, Parquet and the API; never renamed. */
  key: string;
  name: string;
  about: string;
  kind: ColumnKind;
  /** Hidden until a person chooses it. */
  extra?: true;
}

/** Filters of datasets; a filter that a dataset does not name is refused, so that no total covers other rows than asked for. */
export const DATASET_FILTERS = ['from', 'to', 'stage', 'schemeId', 'org', 'minAmount', 'maxAmount', 'q'] as const;
export type DatasetFilterName = (typeof DATASET_FILTERS)[number];

export interface Dataset {
  name: string;
  /** Meaning of one row. */
  about: string;
  /** Name of the time that `from` and `to` apply to. */
  dated: string;
  filters: readonly DatasetFilterName[];
  columns: readonly DatasetColumn[];
  /** The column that is summed; null if there is none. */
  summed: string | null;
  /** Its rows belong to paying organisations, so a token may be limited to some of these. */
  byOrganisation: boolean;
}

const text = (key: string, name: string, about: string): DatasetColumn => ({ key, name, about, kind: 'text' });
const amount = (key: string, name: string, about: string): DatasetColumn => ({ key, name, about, kind: 'amount' });
const instant = (key: string, name: string, about: string): DatasetColumn => ({ key, name, about, kind: 'instant' });
const day = (key: string, name: string, about: string): DatasetColumn => ({ key, name, about, kind: 'day' });
const count = (key: string, name: string, about: string): DatasetColumn => ({ key, name, about, kind: 'count' });
const extra = (column: DatasetColumn): DatasetColumn => ({ ...column, extra: true });

const BILL_FILTERS = ['from', 'to', 'stage', 'schemeId', 'org', 'minAmount', 'maxAmount', 'q'] as const;
const billNo = text('billNo', TERM_WORDS.billNo, '金蝶付款单的编号，钉蝶算出');
const businessId = text('businessId', TERM_WORDS.businessId, '钉钉里的编号');
const state = text('state', '状态', '单据现在的状态；金蝶审核了才写已入账');
const org = text('org', TERM_WORDS.payOrg, '由哪家公司付，金蝶组织编码');
const scheme = text('scheme', '方案', '按哪个方案采集和映射');
const ACCOUNT = text('account', TERM_WORDS.payeeAccount, '只有末四位；写全号要有权限和原因，记入审计');

export const DATASET: Readonly<Record<DatasetCode, Dataset>> = {
  bills: {
    name: '单据',
    about: '一行是一张审批将要或已经变成的付款单',
    dated: TERM_WORDS.finished,
    filters: BILL_FILTERS,
    summed: 'amount',
    byOrganisation: true,
    columns: [
      billNo,
      businessId,
      text('payee', '收款人', '员工或供应商的名称'),
      text('department', '部门', '审批上写的部门'),
      text('purpose', '事由', '申请人写的事由'),
      state,
      amount('amount', '金额', '应付合计，本位币，两位小数；还认不出的为空'),
      org,
      instant('finishedAt', TERM_WORDS.finished, '钉钉里最后一人同意的时间'),
      instant('bookedAt', '入账时间', '在金蝶审核入账的时间，没审核为空；后来冲销的也写着'),
      extra(text('kingdeeNo', '金蝶编号', '金蝶里实际的单据编号，没保存过为空')),
      extra(day('businessDate', TERM_WORDS.businessDate, '付款单上的业务日期')),
      extra(text('originator', '申请人', '谁提的审批')),
      extra(text('costItems', TERM_WORDS.costItem, '明细里的费用项目，用顿号隔开')),
      extra(
        text(
          'currency',
          '单据上的币别',
          '单据按哪个币别填；金额一律是本位币，不是人民币的没有金额；XXX 是审批里的币种不能确定是人民币',
        ),
      ),
      extra(ACCOUNT),
      extra(text('approvedBy', '审核人', '谁通过的')),
      extra(instant('approvedAt', '审核时间', '什么时候通过的')),
      extra(text('pushedBy', '推送人', '最近一次是谁推送的')),
      extra(text('reason', '停在哪里', '第一条没过的检查，都通过为空')),
      extra(scheme),
      extra(count('schemeVersion', '方案版本', '用哪一版规则映射的')),
      extra(text('contentHash', '内容指纹', '映射出来的内容的指纹')),
      extra(instant('stateSince', '进入状态', '什么时候进入现在的状态')),
      extra(text('instanceId', TERM_WORDS.instance, '钉钉审批实例的标识')),
    ],
  },
  lines: {
    name: '明细行',
    about: '一行是付款单上的一行明细，还没映射的单据没有明细',
    dated: TERM_WORDS.finished,
    filters: BILL_FILTERS,
    summed: 'amount',
    byOrganisation: true,
    columns: [
      billNo,
      businessId,
      count('line', '行号', '从 1 开始'),
      text('payee', '收款人', '员工或供应商的名称'),
      text('source', '费用名称', '审批明细里写的'),
      text('costItem', TERM_WORDS.costItem, '映射后的金蝶编码'),
      text('expenseDepartment', '费用承担部门', '映射后的金蝶编码'),
      amount('amount', '金额', '这一行的金额，本位币；从总额里冲掉的不分到行'),
      state,
      org,
      instant('finishedAt', TERM_WORDS.finished, '钉钉里最后一人同意的时间'),
      extra(text('sourceNote', '明细说明', '审批明细里的说明')),
      extra(text('sourceAmount', '审批上的金额', '审批明细里原样的金额')),
      extra(ACCOUNT),
      extra(scheme),
    ],
  },
  approvals: {
    name: '审批',
    about: '一行是一次采集到的审批，改过重采的再算一行',
    dated: TERM_WORDS.finished,
    filters: ['from', 'to', 'schemeId', 'org'],
    summed: null,
    byOrganisation: true,
    columns: [
      businessId,
      text('title', '标题', '钉钉审批的标题'),
      text('originator', '申请人', '谁提的审批'),
      text('result', '结果', '钉钉里的结论'),
      text('action', '性质', '新提交、修改还是撤销'),
      instant('startedAt', '发起', '什么时候提交的'),
      instant('finishedAt', TERM_WORDS.finished, '最后一人同意的时间'),
      instant('collectedAt', '采集', '钉蝶什么时候采到的'),
      count('version', '第几次采集', '从 1 开始'),
      count('bills', '单据数', '变成了几张付款单'),
      scheme,
      extra(text('instanceId', TERM_WORDS.instance, '钉钉审批实例的标识')),
      extra(text('rawHash', '原文指纹', '采集到的原文的指纹')),
    ],
  },
  receipts: {
    name: '推送回执',
    about: '一行是推送的一步对一张单据的结果',
    dated: '开始',
    filters: ['from', 'to', 'schemeId', 'org'],
    summed: null,
    byOrganisation: true,
    columns: [
      billNo,
      businessId,
      text('step', '步骤', '保存、提交、审核或撤回的一步'),
      count('attempt', '第几次', '同一步第几次'),
      text('outcome', '结果', `${Object.values(OUTCOME_WORDS).join('、')}之一`),
      instant('startedAt', '开始', '什么时候发出'),
      instant('endedAt', '回来', '什么时候有结果，还没有为空'),
      org,
      extra(text('callId', '调用', '同一次调用里的单据相同')),
      extra(text('payloadHash', '发出内容的指纹', '发给金蝶的内容的指纹')),
    ],
  },
  mappings: {
    name: '映射',
    about: '一行是映射表里现在有效的一行',
    dated: '写下',
    filters: ['from', 'to', 'org'],
    summed: null,
    byOrganisation: true,
    columns: [
      text('table', '映射表', '哪一张映射表'),
      text('org', '组织', '只对这个组织有效，空的对全部有效'),
      text('source', '来源值', '审批上写的'),
      text('number', '金蝶编码', '对应到哪个资料，账号只有末四位'),
      text('name', '金蝶名称', '写下时的名称'),
      text('scope', '范围', '全公司、某个申请人、部门或表单'),
      text('fromDay', TERM_WORDS.fromDay, '从审批通过的哪天起生效，空的一直有效'),
      text('writtenBy', '谁写的', '最后改这一行的人'),
      instant('writtenAt', '写下', '什么时候写的'),
      count('revision', '版次', '从映射表的哪一版起有效'),
    ],
  },
  audit: {
    name: '审计',
    about: '一行是一件做过的事，只增不改；管理和审计角色才能看',
    dated: '时间',
    filters: ['from', 'to'],
    summed: null,
    byOrganisation: false,
    columns: [
      count('seq', '序号', '一条接一条，不缺号'),
      instant('at', '时间', PAGE_TERMS.when),
      text('actor', '谁', '做的人，程序自己做的也写明'),
      text('what', TERM_WORDS.deed, '做了什么事'),
      text('subject', '对什么', '单据、方案、映射、成员等'),
      text('from', '之前', '之前的状态'),
      text('to', '之后', '之后的状态'),
      text('subjectId', '哪一个', '它的标识'),
      extra(text('action', '代号', '做的事的代号，给程序用')),
      extra(text('detail', '细节', '当时记下的内容，给程序用；账号只有末四位')),
      extra(text('hash', '封存指纹', '和前面所有条目连在一起的指纹')),
    ],
  },
  quota: {
    name: '额度',
    about: '一行是一个月里一种用途调用钉钉接口的次数',
    dated: '月份',
    filters: ['from', 'to'],
    summed: null,
    byOrganisation: false,
    columns: [
      text('month', '月份', '自然月，北京时间'),
      text('purpose', '用途', '为什么调用'),
      count('used', '次数', '钉钉计入额度的调用'),
    ],
  },
};

export const columnsShown = (dataset: DatasetCode): string[] =>
  DATASET[dataset].columns.filter(({ extra }) => !extra).map(({ key }) => key);

import {
  accruals,
  closeChanges,
  closeListQuery,
  closeMonthCode,
  closeMonths,
  closePack,
  noteClose,
  reopenClose,
  signClose,
  verifyClose,
} from '../close.js';
import { under } from './route.js';
import { ADMINS, CLOSE_CONFIRMERS, EXPORTERS, REVIEWERS } from './who.js';

const route = under('月结账包');
const parts = { month: closeMonthCode };

export const closeRoutes = {
  months: route('GET /api/closes', {
    summary: '近 13 个月和更早结过的月结账包：结到哪一步，签字后有几处变动',
    who: 'member',
    answer: closeMonths,
    problems: [],
  }),
  show: route('GET /api/closes/:month', {
    summary: '一个月的账包：合计、差异、检查、暂估、签字；签过字的是当时的数字',
    who: 'member',
    parts,
    answer: closePack,
    problems: ['close/month'],
  }),
  accruals: route('GET /api/closes/:month/accruals', {
    summary: '暂估：到月底已经通过、还没有入账的，逐张',
    who: 'member',
    parts,
    query: closeListQuery,
    answer: accruals,
    problems: ['close/month', 'close/cursor'],
  }),
  changes: route('GET /api/closes/:month/changes', {
    summary: '签字后变动：现在和签字时不同的，逐张写明原因',
    who: 'member',
    parts,
    query: closeListQuery,
    answer: closeChanges,
    problems: ['close/month', 'close/cursor'],
  }),
  file: route('GET /api/closes/:month/file', {
    summary: '账包的 Excel：合计、差异、暂估、检查、签字后变动；记入审计',
    who: EXPORTERS,
    parts,
    answer: 'raw',
    produces: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    means: 'Excel 文件',
    problems: ['close/month'],
  }),
  note: route('POST /api/closes/:month/note', {
    summary: '写明一项为什么可以留着，或勾选金蝶已结账',
    who: REVIEWERS,
    parts,
    body: noteClose,
    answer: closePack,
    problems: ['close/month', 'close/changed', 'close/closed'],
  }),
  verify: route('POST /api/closes/:month/verify', {
    summary: '从第一条起校验审计，结果记在这个月的检查里',
    who: REVIEWERS,
    parts,
    body: verifyClose,
    answer: closePack,
    problems: ['close/month', 'close/changed', 'close/closed', 'close/audit'],
  }),
  prepare: route('POST /api/closes/:month/prepare', {
    summary: '编制签字：签的是看到的内容，变了就不收',
    who: REVIEWERS,
    parts,
    body: signClose,
    answer: closePack,
    problems: [
      'close/month',
      'close/changed',
      'close/closed',
      'close/open-points',
      'close/too-early',
      'close/same-person',
    ],
  }),
  confirm: route('POST /api/closes/:month/confirm', {
    summary: '复核签字：要另一个人；签了数字就冻结',
    who: CLOSE_CONFIRMERS,
    parts,
    body: signClose,
    answer: closePack,
    problems: [
      'close/month',
      'close/changed',
      'close/closed',
      'close/open-points',
      'close/too-early',
      'close/same-person',
      'close/not-prepared',
    ],
  }),
  reopen: route('POST /api/closes/:month/reopen', {
    summary: '重新打开签过字的月份，写明原因；当时的数字留着',
    who: ADMINS,
    parts,
    body: reopenClose,
    answer: closePack,
    problems: ['close/month', 'close/changed', 'close/not-closed'],
  }),
};

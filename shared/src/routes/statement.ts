import {
  startStatement,
  statement,
  statementDays,
  statementDaysQuery,
  statementEntries,
  statementEntryQuery,
  statementRun,
} from '../statement.js';
import { under } from './route.js';
import { EXPORTERS, REVIEWERS } from './who.js';

const route = under('对账');

export const statementRoutes = {
  days: route('GET /api/statements', {
    summary: '每天最近一次三方对账的合计，新的在前',
    who: 'member',
    query: statementDaysQuery,
    answer: statementDays,
    problems: [],
  }),
  show: route('GET /api/statements/:day', {
    summary: '一天的三方对账：钉钉、台账、金蝶，差异逐项，按表单与组织',
    who: 'member',
    answer: statement,
    problems: ['statement/day'],
  }),
  file: route('GET /api/statements/:day/file', {
    summary: '一天对账的 Excel：合计、差异逐项、差异单据、按表单与组织；记入审计',
    who: EXPORTERS,
    answer: 'raw',
    produces: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    means: 'Excel 文件',
    problems: ['statement/day', 'statement/not-found'],
  }),
  start: route('POST /api/statements', {
    summary: '现在对一天的账：到金蝶按编号和日期各查一遍，只查不改',
    who: REVIEWERS,
    body: startStatement,
    answer: statementRun,
    status: 201,
    problems: ['statement/day', 'statement/running'],
  }),
  entries: route('GET /api/statement-runs/:id/entries', {
    summary: '一次对账里同一归类的差异，逐张',
    who: 'member',
    query: statementEntryQuery,
    answer: statementEntries,
    problems: ['statement/not-found'],
  }),
};

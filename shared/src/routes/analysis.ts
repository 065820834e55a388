import { analysis, analysisBills, analysisBillsQuery, analysisQuery, firstPasses } from '../analysis.js';
import { under } from './route.js';

const route = under('分析');

export const analysisRoutes = {
  show: route('GET /api/analysis', {
    summary: '一个月的分析，和上月同样几天比：笔数金额、费用项目、部门、用时、一次通过、每个人、异常、未映射',
    who: 'member',
    query: analysisQuery,
    answer: analysis,
    problems: ['analysis/month'],
  }),
  firstPass: route('GET /api/analysis/first-pass', {
    summary: '近 30 天各方案的一次通过：已入账的单据里没人动过的有几笔',
    who: 'member',
    answer: firstPasses,
    problems: [],
  }),
  bills: route('GET /api/analysis/bills', {
    summary: '一根柱子背后的单据，合计等于柱子',
    who: 'member',
    query: analysisBillsQuery,
    answer: analysisBills,
    problems: ['analysis/month', 'bill/bad-cursor'],
  }),
};

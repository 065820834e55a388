import {
  type AnalysisBillsQuery,
  type AnalysisQuery,
  analysis,
  analysisBills,
  firstPasses,
} from '@dingdee/shared/analysis';
import { call } from './http.js';

const PAGE = 50;

/** Reads 分析 of a month, and the bills behind its bars. */
export const analysisApi = {
  show: (query: AnalysisQuery) => call('GET /api/analysis', { query, answer: analysis }),
  firstPasses: () => call('GET /api/analysis/first-pass', { answer: firstPasses }),
  bills: (query: Omit<AnalysisBillsQuery, 'cursor' | 'limit'>, cursor: string | null) =>
    call('GET /api/analysis/bills', {
      query: { ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      answer: analysisBills,
    }),
};

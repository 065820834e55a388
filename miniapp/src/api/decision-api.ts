import { type DecisionQuery, decisions } from '@dingdee/shared/decision';
import { call } from './http.js';

export const decisionApi = {
  page: (query: Partial<DecisionQuery>) => call('GET /api/decisions', { query, answer: decisions }),
};

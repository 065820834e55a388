import {
  type Difference,
  ruleUses,
  type StartSimulation,
  simulatedBillPage,
  simulation,
  simulations,
} from '@dingdee/shared/simulation';
import { call } from './http.js';

const PAGE = 50;

/** 推演 of one scheme. */
export const simulationApi = {
  latest: (id: string) => call('GET /api/schemes/:id/simulations', { params: { id }, answer: simulations }),
  ruleUses: (id: string) => call('GET /api/schemes/:id/rule-uses', { params: { id }, answer: ruleUses }),
  start: (id: string, body: StartSimulation) =>
    call('POST /api/schemes/:id/simulations', { params: { id }, body, answer: simulation }),
  show: (id: string) => call('GET /api/simulations/:id', { params: { id }, answer: simulation }),
  stop: (id: string) => call('POST /api/simulations/:id/stop', { params: { id }, answer: simulation }),
  bills: (id: string, kind: Difference, cursor: string | null) =>
    call('GET /api/simulations/:id/bills', {
      params: { id },
      query: { kind, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      answer: simulatedBillPage,
    }),
};

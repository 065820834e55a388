import {
  ruleUses,
  simulatedBillPage,
  simulatedBillQuery,
  simulation,
  simulations,
  startSimulation,
} from '../simulation.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('推演');

export const simulationRoutes = {
  start: route('POST /api/schemes/:id/simulations', {
    summary: '推演：用一个版本或没存的内容，把一段时间的审批再映射一遍，和当时映射的比；什么都不改，不调用钉钉和金蝶',
    who: ADMINS,
    body: startSimulation,
    answer: simulation,
    status: 201,
    problems: ['scheme/not-found', 'scheme/content', 'simulation/range', 'simulation/nothing', 'simulation/running'],
  }),
  latest: route('GET /api/schemes/:id/simulations', {
    summary: '一个方案最近一次推演：跑到哪里，金额变了多少',
    who: 'member',
    answer: simulations,
    problems: ['scheme/not-found'],
  }),
  ruleUses: route('GET /api/schemes/:id/rule-uses', {
    summary: '每条规则给过几个值：最近一次算完的推演数出来的',
    who: ADMINS,
    answer: ruleUses,
    problems: ['scheme/not-found'],
  }),
  show: route('GET /api/simulations/:id', {
    summary: '一次推演：按费用项目、部门、组织，之前和之后',
    who: 'member',
    answer: simulation,
    problems: ['simulation/not-found'],
  }),
  bills: route('GET /api/simulations/:id/bills', {
    summary: '推演里有差异的单据，逐个字段；按单据的先后',
    who: 'member',
    query: simulatedBillQuery,
    answer: simulatedBillPage,
    problems: ['simulation/not-found'],
  }),
  stop: route('POST /api/simulations/:id/stop', {
    summary: '停下推演；算出来的留着看',
    who: ADMINS,
    answer: simulation,
    problems: ['simulation/not-found'],
  }),
};

import { acceptForm, formList } from '../form-change.js';
import { under } from './route.js';
import { ADMINS, COLLECTORS } from './who.js';

const route = under('表单改动');

export const formRoutes = {
  list: route('GET /api/forms', {
    summary: '正在采集的审批表单和上次接受的比：加了、删了、改了什么，用在哪里，碰到多少单据',
    who: 'member',
    answer: formList,
    problems: [],
  }),
  check: route('POST /api/forms/:processCode/check', {
    summary: '现在去钉钉读一次这张表单，用掉一次接口额度；读不到的写在表单上',
    who: COLLECTORS,
    answer: 'nothing',
    problems: ['form/not-collected', 'form/calls-spent'],
  }),
  accept: route('POST /api/forms/:processCode/accept', {
    summary: '看过并接受表单的改动，全部或其中几处：停下的单据按现在的表单重新映射',
    who: ADMINS,
    body: acceptForm,
    answer: 'nothing',
    problems: ['form/changed-again', 'form/entangled'],
  }),
};

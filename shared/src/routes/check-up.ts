import { checkLine, checkUp, checkUpFile, consentProbe, runLine } from '../check-up.js';
import { under } from './route.js';
import { ADMINS, CHECKERS } from './who.js';

const route = under('体检');

/** The tenant check-up: obstacles in both systems, and who has to change what. */
export const checkUpRoutes = {
  last: route('GET /api/check-up', {
    summary: '上一次体检的结果，和正在进行的到哪里了',
    who: CHECKERS,
    answer: checkUp,
    problems: [],
  }),
  run: route('POST /api/check-up/runs', {
    summary: '全部检查一遍，不写任何东西；正在进行的不会重复启动',
    who: ADMINS,
    answer: checkUp,
    means: '已经开始，最多 60 秒；到 GET /api/check-up 看结果',
    problems: ['check-up/running'],
  }),
  again: route('POST /api/check-up/lines', {
    summary: '只再查一项，不写任何东西',
    who: ADMINS,
    body: runLine,
    answer: checkLine,
    problems: ['check-up/no-line', 'check-up/running', 'check-up/login-refused', 'check-up/login-tries'],
  }),
  consent: route('POST /api/check-up/consent', {
    summary: '经人同意才做的一项：一张必被拒绝的付款单、一条试写的评论，或发给自己的一张卡片；记入审计',
    who: ADMINS,
    body: consentProbe,
    answer: checkLine,
    problems: [
      'check-up/no-approval',
      'check-up/running',
      'check-up/probe-unsettled',
      'check-up/probe-stands',
      'ledger/held',
    ],
  }),
  file: route('GET /api/check-up/file', {
    summary: '体检结果，可以转给管理员的文件；密钥和账号已打码',
    who: CHECKERS,
    query: checkUpFile,
    answer: 'raw',
    produces: ['text/plain', 'application/json'],
    means: '文本或 JSON',
    problems: ['check-up/not-asked'],
  }),
};

import { changeNoticeRules, chooseNotice, notices } from '../notice.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('通知');

/** Messages to people about their work. */
export const noticeRoutes = {
  show: route('GET /api/notices', {
    summary: '什么事、什么时候、告诉谁；自己收哪些，现在的汇总是什么样',
    who: 'member',
    answer: notices,
    problems: [],
  }),
  rules: route('PUT /api/notices/rules', {
    summary: '改汇总的时间、静默和发哪些',
    who: ADMINS,
    body: changeNoticeRules,
    answer: notices,
    problems: ['notice/stale', 'notice/always'],
  }),
  tryOne: route('POST /api/notices/try', {
    summary: '发一条通知给自己，看它怎样到；一分钟一条',
    who: 'member',
    answer: notices,
    problems: ['notice/too-soon', 'notice/off'],
  }),
  mine: route('PUT /api/notices/mine', {
    summary: '自己收不收一种通知；存疑不能关',
    who: 'member',
    body: chooseNotice,
    answer: notices,
    problems: ['notice/always', 'notice/not-for-you'],
  }),
};

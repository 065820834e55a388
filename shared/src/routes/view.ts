import { putView, savedView, savedViews } from '../view.js';
import { under } from './route.js';

const route = under('views');

/** 常用视图: filters of a list, saved under a name. They do not affect any bill. */
export const viewRoutes = {
  list: route('GET /api/views', {
    summary: '常用视图：自己的和全组的，各有多少笔',
    who: 'member',
    answer: savedViews,
    problems: [],
  }),
  create: route('POST /api/views', {
    summary: '存下一个常用视图',
    who: 'member',
    body: putView,
    answer: savedView,
    problems: ['view/not-yours', 'view/too-many', 'view/name-taken'],
  }),
  change: route('PUT /api/views/:id', {
    summary: '改一个常用视图',
    who: 'member',
    body: putView,
    answer: savedView,
    problems: ['view/not-found', 'view/not-yours', 'view/too-many', 'view/name-taken'],
  }),
  remove: route('DELETE /api/views/:id', {
    summary: '删掉一个常用视图',
    who: 'member',
    answer: 'nothing',
    means: '已删掉',
    problems: ['view/not-found', 'view/not-yours'],
  }),
};

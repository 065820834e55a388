import {
  changeWebhook,
  createWebhook,
  deliveryQuery,
  madeWebhook,
  pauseWebhook,
  resendDelivery,
  seenWebhook,
  webhook,
  webhookDeliveries,
  webhookDelivery,
  webhookDeliveryDetail,
  webhooks,
} from '../webhook.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('通知别的系统');

/** Sends signed events to other systems that an administrator names. */
export const webhookRoutes = {
  list: route('GET /api/webhooks', {
    summary: '通知哪些系统，各自最近怎样',
    who: ADMINS,
    answer: webhooks,
    problems: [],
  }),
  create: route('POST /api/webhooks', {
    summary: '新建一个；签名用的密钥只在这一次回答里',
    who: ADMINS,
    body: createWebhook,
    answer: madeWebhook,
    status: 201,
    problems: ['webhook/address', 'webhook/too-many'],
  }),
  change: route('PUT /api/webhooks/:id', {
    summary: '改名称、地址或什么事',
    who: ADMINS,
    body: changeWebhook,
    answer: webhook,
    problems: ['webhook/address', 'webhook/not-found', 'webhook/stale'],
  }),
  rotate: route('POST /api/webhooks/:id/rotate', {
    summary: '换密钥：新的只在这一次回答里，旧的还签一天',
    who: ADMINS,
    body: seenWebhook,
    answer: madeWebhook,
    problems: ['webhook/rotating', 'webhook/not-found', 'webhook/stale'],
  }),
  pause: route('POST /api/webhooks/:id/pause', {
    summary: '暂停或继续；暂停时照样记下，继续后补送',
    who: ADMINS,
    body: pauseWebhook,
    answer: webhook,
    problems: ['webhook/not-found', 'webhook/stale'],
  }),
  remove: route('POST /api/webhooks/:id/remove', {
    summary: '删除，没送的不再送',
    who: ADMINS,
    body: seenWebhook,
    answer: 'nothing',
    problems: ['webhook/not-found', 'webhook/stale'],
  }),
  test: route('POST /api/webhooks/:id/test', {
    summary: '发一个测试',
    who: ADMINS,
    body: seenWebhook,
    answer: webhookDelivery,
    status: 201,
    problems: ['webhook/paused', 'webhook/not-found', 'webhook/stale'],
  }),
  deliveries: route('GET /api/webhook-deliveries', {
    summary: '最近送的，新的在前',
    who: ADMINS,
    query: deliveryQuery,
    answer: webhookDeliveries,
    problems: [],
  }),
  delivery: route('GET /api/webhook-deliveries/:id', {
    summary: '一次送的内容',
    who: ADMINS,
    answer: webhookDeliveryDetail,
    problems: ['webhook/not-found'],
  }),
  resend: route('POST /api/webhook-deliveries/:id/resend', {
    summary: '再送一次，编号不变，对方按编号认得出',
    who: ADMINS,
    body: resendDelivery,
    answer: webhookDelivery,
    problems: ['webhook/not-found', 'webhook/stale'],
  }),
};

import {
  type ChangeWebhook,
  type CreateWebhook,
  madeWebhook,
  webhook,
  webhookDeliveries,
  webhookDelivery,
  webhookDeliveryDetail,
  webhooks,
} from '@dingdee/shared/webhook';
import { call } from './http.js';

/** Webhooks of other systems, and their deliveries. */
export const webhookApi = {
  list: () => call('GET /api/webhooks', { answer: webhooks }),
  create: (body: CreateWebhook) => call('POST /api/webhooks', { body, answer: madeWebhook }),
  change: (id: string, body: ChangeWebhook) => call('PUT /api/webhooks/:id', { params: { id }, body, answer: webhook }),
  rotate: (id: string, version: number) =>
    call('POST /api/webhooks/:id/rotate', { params: { id }, body: { version }, answer: madeWebhook }),
  pause: (id: string, version: number, paused: boolean) =>
    call('POST /api/webhooks/:id/pause', { params: { id }, body: { version, paused }, answer: webhook }),
  remove: (id: string, version: number) => call('POST /api/webhooks/:id/remove', { params: { id }, body: { version } }),
  test: (id: string, version: number) =>
    call('POST /api/webhooks/:id/test', { params: { id }, body: { version }, answer: webhookDelivery }),
  deliveries: (cursor: string | undefined) =>
    call('GET /api/webhook-deliveries', {
      query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) },
      answer: webhookDeliveries,
    }),
  delivery: (id: string) => call('GET /api/webhook-deliveries/:id', { params: { id }, answer: webhookDeliveryDetail }),
  resend: (id: string, attempt: number) =>
    call('POST /api/webhook-deliveries/:id/resend', { params: { id }, body: { attempt }, answer: webhookDelivery }),
};

import { type ChangeFirstDay, firstDayEffect } from '@dingdee/shared/first-day';
import { call } from './http.js';

export const firstDayApi = {
  show: (id: string, day: string) =>
    call('GET /api/schemes/:id/first-day', { params: { id }, query: { day }, answer: firstDayEffect }),
  change: (id: string, body: ChangeFirstDay) =>
    call('POST /api/schemes/:id/first-day', { params: { id }, body, answer: firstDayEffect }),
};

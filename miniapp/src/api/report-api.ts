import {
  type ChangeReport,
  type CreateReport,
  type PreviewReport,
  report,
  reportPreview,
  reportSending,
  reportSendingDetail,
  reportSendings,
  reports,
  type TryReport,
} from '@dingdee/shared/report';
import { call } from './http.js';

/** 定时推送 and its sendings. */
export const reportApi = {
  list: () => call('GET /api/reports', { answer: reports }),
  preview: (body: PreviewReport) => call('POST /api/reports/preview', { body, answer: reportPreview }),
  create: (body: CreateReport) => call('POST /api/reports', { body, answer: report }),
  change: (id: string, body: ChangeReport) => call('PUT /api/reports/:id', { params: { id }, body, answer: report }),
  pause: (id: string, version: number, paused: boolean) =>
    call('POST /api/reports/:id/pause', { params: { id }, body: { version, paused }, answer: report }),
  remove: (id: string, version: number) => call('POST /api/reports/:id/remove', { params: { id }, body: { version } }),
  try: (id: string, body: TryReport) =>
    call('POST /api/reports/:id/try', { params: { id }, body, answer: reportSending }),
  sendings: (cursor: string | undefined) =>
    call('GET /api/report-sendings', {
      query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) },
      answer: reportSendings,
    }),
  sending: (id: string) => call('GET /api/report-sendings/:id', { params: { id }, answer: reportSendingDetail }),
};

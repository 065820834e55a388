import {
  type StatementBucket,
  statement,
  statementDays,
  statementEntries,
  statementRun,
} from '@dingdee/shared/statement';
import { addressOf, call } from './http.js';

const PAGE = 50;

/** 对账 of a day. */
export const statementApi = {
  days: (days: number) => call('GET /api/statements', { query: { days }, answer: statementDays }),
  show: (day: string) => call('GET /api/statements/:day', { params: { day }, answer: statement }),
  /** Address of the file; the browser fetches it itself. */
  fileAddress: (day: string): string => addressOf('GET /api/statements/:day/file', { day }),
  start: (day: string) => call('POST /api/statements', { body: { day }, answer: statementRun }),
  entries: (id: string, { gap, bucket }: Pick<StatementBucket, 'gap' | 'bucket'>, cursor: string | null) =>
    call('GET /api/statement-runs/:id/entries', {
      params: { id },
      query: { gap, bucket, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      answer: statementEntries,
    }),
};

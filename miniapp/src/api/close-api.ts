import {
  accruals,
  closeChanges,
  closeMonths,
  closePack,
  type NoteClose,
  type ReopenClose,
  type SignClose,
} from '@dingdee/shared/close';
import { addressOf, call } from './http.js';

const PAGE = 50;
const paged = (cursor: string | null) => ({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });

/** Reads and changes the 月结账包 of a month. */
export const closeApi = {
  months: () => call('GET /api/closes', { answer: closeMonths }),
  show: (month: string) => call('GET /api/closes/:month', { params: { month }, answer: closePack }),
  accruals: (month: string, cursor: string | null) =>
    call('GET /api/closes/:month/accruals', { params: { month }, query: paged(cursor), answer: accruals }),
  changes: (month: string, cursor: string | null) =>
    call('GET /api/closes/:month/changes', { params: { month }, query: paged(cursor), answer: closeChanges }),
  note: (month: string, body: NoteClose) =>
    call('POST /api/closes/:month/note', { params: { month }, body, answer: closePack }),
  verify: (month: string, version: number) =>
    call('POST /api/closes/:month/verify', { params: { month }, body: { version }, answer: closePack }),
  prepare: (month: string, body: SignClose) =>
    call('POST /api/closes/:month/prepare', { params: { month }, body, answer: closePack }),
  confirm: (month: string, body: SignClose) =>
    call('POST /api/closes/:month/confirm', { params: { month }, body, answer: closePack }),
  reopen: (month: string, body: ReopenClose) =>
    call('POST /api/closes/:month/reopen', { params: { month }, body, answer: closePack }),
  /** Address of the file; the browser fetches it itself. */
  fileAddress: (month: string): string => addressOf('GET /api/closes/:month/file', { month }),
};

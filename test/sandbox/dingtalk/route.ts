import type { SandboxContext } from '../context.js';
import type { DingTalkAccount } from './account.js';
import type { CardDesk } from './cards.js';
import type { FileShelf } from './file-shelf.js';
import type { LoginCodes } from './login-codes.js';
import type { NoticeDesk } from './notices.js';
import type { PageShifts } from './page-shifts.js';
import type { MonthlyQuota } from './quota.js';
import type { RobotDesk } from './robots.js';
import type { ApprovalStore } from './store.js';
import type { StreamHub } from './stream.js';
import type { TodoDesk } from './todos.js';
import type { ApiFamily, TokenDesk } from './tokens.js';

/** State and services that an API of the stand-in may use. */
export interface DingTalkState {
  ctx: SandboxContext;
  account: DingTalkAccount;
  approvals: ApprovalStore;
  tokens: TokenDesk;
  codes: LoginCodes;
  notices: NoticeDesk;
  robots: RobotDesk;
  todos: TodoDesk;
  cards: CardDesk;
  quota: MonthlyQuota;
  stream: StreamHub;
  /** Changes between two pages of a list. */
  shifts: PageShifts;
  /** Photos and attachments. */
  files: FileShelf;
  /** Limit of calls per second for each app and API path; 0 = off. */
  qps: number;
  /** Called for every comment; sends its event to the stream. */
  onComment: (instanceId: string, userid: string, text: string) => void;
}

export interface ApiCall {
  query: Readonly<Record<string, unknown>>;
  body: Readonly<Record<string, unknown>>;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  params: readonly string[];
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT';
  /** Path with `{name}` for a variable part; also the name under which calls are counted. */
  path: string;
  family: ApiFamily;
  /** Whether the call needs no token, like the token calls themselves. */
  open?: boolean;
  /** Whether the call does not count against the month: token, login, ticket and contacts calls (dingtalk.md §9). */
  free?: boolean;
  /** @returns the fields of a successful answer (old: without errcode, errmsg, request_id). @throws OldApiError, NewApiError */
  handle: (call: ApiCall, state: DingTalkState) => object;
}

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

/** Everything that an API of the stand-in may use. */
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
  /** What happens between two pages of a list. */
  shifts: PageShifts;
  /** Photos and attachments. */
  files: FileShelf;
  /** Calls per second, app and API path; 0 = off. */
  qps: number;
  /** Called for every comment: the stream and callback pushes hang on it. */
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
  /** With `{name}` for a variable part; also the name under which calls are counted. */
  path: string;
  family: ApiFamily;
  /** No token needed: the token calls themselves. */
  open?: boolean;
  /** Token, login, ticket and contacts calls do not count against the month (dingtalk.md §9). */
  free?: boolean;
  /** @returns the fields of a successful answer (old: without errcode, errmsg, request_id). @throws OldApiError, NewApiError */
  handle: (call: ApiCall, state: DingTalkState) => object;
}

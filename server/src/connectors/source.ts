import type { JsonRecord } from '../json/json-reading.js';

export type ApiFamily = 'v1' | 'topapi';

/** One detail answer exactly as received; this is stored, and parseApproval reads it. */
export interface RawApproval {
  family: ApiFamily;
  processCode: string;
  processInstanceId: string;
  text: string;
  /** The text as parsed JSON; present only if it was just received. */
  json?: JsonRecord;
}

/** Outcome of a write; its answer may be lost. */
export type WriteOutcome =
  | { kind: 'done' }
  /** `denied`: the app lacks the right. */
  | { kind: 'refused'; sentence: string; code: string; denied?: true }
  | { kind: 'unknown'; cause: string };

/** To-do of one person, addressed by unionId. `sourceId` is our idempotency key: requests with the same one make one to-do. */
export interface NewTodo {
  unionId: string;
  sourceId: string;
  /** At most 1,024 characters. */
  subject: string;
  description: string;
  /** Due time in Unix ms. */
  dueAt: number | null;
  /** Address that the to-do opens, on a desktop and on a phone. */
  url: string;
}
/** `there`: the to-do exists, created now or earlier; its id is null if DingTalk does not tell it. */
export type TodoOutcome = { kind: 'there'; taskId: string | null } | Exclude<WriteOutcome, { kind: 'done' }>;

/** Cause of a failed call (dingtalk.md §9); decides who is notified and whether the call is tried again. */
export type DingTalkErrorClass =
  | 'token'
  | 'rate'
  | 'ip-ban'
  | 'quota'
  | 'transient'
  | 'permission'
  | 'parameter'
  | 'not-found'
  | 'configuration';

/** A call that failed finally, after the retries that its class allows. `sentence` is for the screen. */
export class DingTalkError extends Error {
  constructor(
    readonly errorClass: DingTalkErrorClass,
    readonly sentence: string,
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`${sentence}（${code}）`, options);
  }
}

/**
 * Runs as the last check before a write is sent, after every wait, and records that the write is in flight; only recorded writes are.
 * False: the write is not sent.
 */
export type Leaving = () => Promise<boolean>;

/** Purpose of a call; the budget meter counts by it (product.md §6). */
export const CALL_PURPOSES = [
  'list',
  'detail',
  'event',
  'comment',
  'notice',
  'form',
  'form-check',
  'recheck',
  'related',
  'file',
  'back-fill',
  'robot',
  'todo',
  'login',
] as const;
export type CallPurpose = (typeof CALL_PURPOSES)[number];
export const isPurpose = (text: string): text is CallPurpose => CALL_PURPOSES.some((purpose) => purpose === text);
/** `event`: an event of DingTalk said that the approval has ended · `related`: a rule reads what another approval names. */
export type DetailPurpose = Extract<CallPurpose, 'detail' | 'event' | 'related'>;

export interface FormSummary {
  processCode: string;
  name: string;
}
export interface FormControlSchema {
  id: string;
  label: string;
  type: string;
  alias: string | null;
  required: boolean;
  options: readonly string[];
  /** Unit (单位) of a number control, such as "万元"; absent if the form names none. Approvals do not repeat it. */
  unit?: string;
  children: readonly FormControlSchema[];
}

/** DingTalk's answer about one person: whether they are still there, and their name. */
export interface Standing {
  is: 'here' | 'left' | 'unknown';
  name: string;
}

/** Port to DingTalk, the same for both API families. Every method waits for the limiter before each call. */
export abstract class DingTalkClient {
  abstract readonly corpId: string;
  /** Whether a list can be limited to running approvals: v1 can, topapi lists all. */
  abstract readonly listsRunning: boolean;
  /**
   * Returns one page (≤ 20) of instance ids by launch time. The caller slices windows longer than 120 days.
   * @param window.finishedOnly v1 asks for COMPLETED only; topapi cannot and returns all.
   * @param window.runningOnly RUNNING only, if `listsRunning`.
   * @throws DingTalkError
   * @see dingtalk.md §3
   */
  abstract listInstances(window: {
    processCode: string;
    from: number;
    to: number;
    finishedOnly: boolean;
    runningOnly?: boolean;
    cursor: string | null;
  }): Promise<{ ids: readonly string[]; next: string | null }>;
  /** Returns one approval, raw. @throws DingTalkError; class not-found if it was deleted. */
  abstract getInstance(processCode: string, processInstanceId: string, purpose?: DetailPurpose): Promise<RawApproval>;
  /**
   * Adds a comment as a real user.
   * @returns refused with the reason as a sentence, or unknown if the answer was lost: never send it again on unknown, look first.
   * @throws DingTalkError before anything was sent (token, limiter closed)
   */
  abstract comment(
    comment: { processInstanceId: string; userId: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome>;
  /** Sends a work notice (工作通知) to one user; the text must differ from the other notices of the day (dingtalk.md §6.2). */
  abstract notify(notice: { userId: string; title: string; text: string }, leaving?: Leaving): Promise<WriteOutcome>;
  /**
   * Returns the token in the address of a group robot, as the group shows it; null if it is not the address of a DingTalk robot
   * (dingtalk.md §6.4).
   */
  abstract robotToken(address: string): string | null;
  /**
   * Sends one message as a group robot, signed with its secret. Its failures do not change the health of the app's connection.
   * @returns refused, with a code of ROBOT_TOO_OFTEN if the robot has sent too many: it may send again ten minutes later.
   * @throws DingTalkError before anything was sent
   */
  abstract postToGroup(
    robot: { token: string; secret: string },
    message: { title: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome>;
  /** Returns the id by which to-dos address a person. @returns null for a leaver or a person outside the contact scope. @throws DingTalkError */
  unionId(_userId: string): Promise<string | null> {
    return Promise.resolve(null);
  }
  /**
   * Creates a to-do (待办); on unknown it may be created again under the same source id, and under no other. @throws DingTalkError before
   * anything was sent
   */
  createTodo(_todo: NewTodo, _leaving?: Leaving): Promise<TodoOutcome> {
    return Promise.resolve({ kind: 'refused', sentence: '', code: 'todo' });
  }
  /** Returns DingTalk's id of the to-do with this source id; null if there is none, or if DingTalk does not tell it. */
  findTodo(_todo: { unionId: string; sourceId: string }): Promise<string | null> {
    return Promise.resolve(null);
  }
  /** Changes the subject of a to-do or marks it as done; idempotent. @throws DingTalkError before anything was sent */
  changeTodo(
    _todo: { unionId: string; taskId: string; change: { subject: string } | { done: true } },
    _leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return Promise.resolve({ kind: 'refused', sentence: '', code: 'todo' });
  }
  /** Returns a link to one attachment, valid for 15 minutes; the call counts against the monthly quota. @throws DingTalkError (dingtalk.md §6.1) */
  abstract fileLink(processInstanceId: string, fileId: string): Promise<string>;
  abstract listForms(): Promise<readonly FormSummary[]>;
  abstract getForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }>;
  /**
   * Reads a form again to see whether it has changed: no retries of transient failures; a failure other than a used-up quota does not
   * change the health of the connection. @throws DingTalkError
   */
  lookAtForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
    return this.getForm(processCode);
  }
  /**
   * Reads an approval again: no retries of transient failures; a failure other than a used-up quota does not change the health of the
   * connection. @throws DingTalkError
   */
  lookAgain(processCode: string, processInstanceId: string): Promise<RawApproval> {
    return this.getInstance(processCode, processInstanceId);
  }
  /** Redeems a login code (dingtalk.md §7.2). @throws DingTalkError class parameter for a used or expired code. */
  abstract redeemLoginCode(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }>;
  /**
   * Returns the ticket that signs page addresses (dingtalk.md §7.3). It is kept for the app; all callers that wait share one request; free
   * of quota.
   * @throws DingTalkError
   */
  abstract pageTicket(): Promise<string>;
  /** Returns a person of the contacts; null for a leaver (60121, 33012) or a person outside the contact scope. */
  abstract getUser(userId: string): Promise<{
    userId: string;
    name: string;
    deptIds: readonly string[];
    jobNumber: string | null;
    /** Mark (MobileMark) of the person's mobile number. */
    mobile: string | null;
  } | null>;
  /**
   * Returns whether DingTalk still knows a person, and their name; the name is empty if it does not. DingTalk also says `left` if the app
   * may no longer see the person: ask about another person too before acting on it.
   * @throws DingTalkError if it cannot be asked
   */
  abstract standing(userId: string): Promise<Standing>;
  /**
   * Checks whether the app may see the whole company, at most once an hour unless a person asks: DingTalk lists no approval of people
   * outside the contact scope of the app, and gives no error. The result goes to the health of the connection; never throws.
   */
  lookAtScope(_asked: boolean): Promise<void> {
    return Promise.resolve();
  }
  /**
   * Returns the path of a department in the company, such as "上海公司-销售部", without the company's own name; contact calls are free of quota.
   * @param id DingTalk's number. @returns '' if it is gone or the app may not see it. @throws DingTalkError if it cannot be asked
   */
  departmentPath(_id: string): Promise<string> {
    return Promise.resolve('');
  }
  /** Fetches a token; resolves if the credentials are good. @throws DingTalkError */
  abstract check(): Promise<void>;
}

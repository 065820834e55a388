import type { JsonRecord } from '../json/json-reading.js';

export type ApiFamily = 'v1' | 'topapi';

/** One detail answer exactly as it came: what is stored, and what parseApproval reads. */
export interface RawApproval {
  family: ApiFamily;
  processCode: string;
  processInstanceId: string;
  text: string;
  /** The text as JSON, where it was just received and is parsed already. */
  json?: JsonRecord;
}

/** Outcome of a write whose answer we may not get. */
export type WriteOutcome =
  | { kind: 'done' }
  /** `denied`: the app lacks the right. */
  | { kind: 'refused'; sentence: string; code: string; denied?: true }
  | { kind: 'unknown'; cause: string };

/** A to-do of one person, who is addressed by unionId. `sourceId` is ours and makes it one, however often it is asked for. */
export interface NewTodo {
  unionId: string;
  sourceId: string;
  /** At most 1,024 characters. */
  subject: string;
  description: string;
  /** Unix ms. */
  dueAt: number | null;
  /** What opens from it, on a desk and on a phone. */
  url: string;
}
/** `there`: it stands, made now or before; its id is null where DingTalk does not tell it. */
export type TodoOutcome = { kind: 'there'; taskId: string | null } | Exclude<WriteOutcome, { kind: 'done' }>;

/** Why a call failed (dingtalk.md §9); decides who is told and whether anything is tried again. */
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

/** A read that failed for good, after the retries its class allows. `sentence` is for the screen. */
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

/** Asked as the last thing before a write leaves, after every wait: what is written down then is in flight, and nothing else. False: it does not leave. */
export type Leaving = () => Promise<boolean>;

/** What a call is for: the budget meter counts by it (product.md §6). */
export type CallPurpose =
  | 'list'
  | 'detail'
  | 'event'
  | 'comment'
  | 'notice'
  | 'form'
  | 'form-check'
  | 'recheck'
  | 'file'
  | 'back-fill'
  | 'robot'
  | 'todo'
  | 'login';
/** `event`: DingTalk said by itself that the approval has ended. */
export type DetailPurpose = Extract<CallPurpose, 'detail' | 'event'>;

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
  /** 单位 of a number, where the form says one: "万元". No approval repeats it. */
  unit?: string;
  children: readonly FormControlSchema[];
}

/** What we need of DingTalk, the same for both API families. Every method takes its place in the limiter before each call. */
/** What DingTalk says of a person. */
export interface Standing {
  is: 'here' | 'left' | 'unknown';
  name: string;
}

export abstract class DingTalkClient {
  abstract readonly corpId: string;
  /** Whether a list can be narrowed to those that are still running: v1 can, topapi names all. */
  abstract readonly listsRunning: boolean;
  /**
   * One page (≤ 20) of instance ids by launch time. Windows longer than 120 days are the caller's to slice.
   * @param window.finishedOnly v1 asks for COMPLETED only; topapi cannot and returns all.
   * @param window.runningOnly RUNNING only, where `listsRunning`.
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
  /** One approval, raw. @throws DingTalkError; class not-found when it was deleted. */
  abstract getInstance(processCode: string, processInstanceId: string, purpose?: DetailPurpose): Promise<RawApproval>;
  /**
   * Adds a comment as a real user. @returns refused with the reason as a sentence, or unknown when the answer was lost: never resend on unknown, look first.
   * @throws DingTalkError before anything was sent (token, limiter closed)
   */
  abstract comment(
    comment: { processInstanceId: string; userId: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome>;
  /** Work notice (工作通知) to one user; text must differ from others of the day (dingtalk.md §6.2). */
  abstract notify(notice: { userId: string; title: string; text: string }, leaving?: Leaving): Promise<WriteOutcome>;
  /** The token in the address of a group's robot, as its group shows it; null where it is no address of a robot at DingTalk (dingtalk.md §6.4). */
  abstract robotToken(address: string): string | null;
  /**
   * One message of a group's robot, signed with its secret. @returns refused, with a code of ROBOT_TOO_OFTEN where it has sent too much: ten minutes
   * later it may again; its trouble is none of the app's connection. @throws DingTalkError before anything was sent
   */
  abstract postToGroup(
    robot: { token: string; secret: string },
    message: { title: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome>;
  /** How to-dos address a person. @returns null for a leaver or somebody outside the contact scope. @throws DingTalkError */
  unionId(_userId: string): Promise<string | null> {
    return Promise.resolve(null);
  }
  /** A to-do 待办; on unknown it may be asked for again under the same source, and under no other. @throws DingTalkError before anything was sent */
  createTodo(_todo: NewTodo, _leaving?: Leaving): Promise<TodoOutcome> {
    return Promise.resolve({ kind: 'refused', sentence: '', code: 'todo' });
  }
  /** What DingTalk calls the to-do of this source; null where there is none, or it does not tell. */
  findTodo(_todo: { unionId: string; sourceId: string }): Promise<string | null> {
    return Promise.resolve(null);
  }
  /** Says another subject, or that it is done; the same twice is the same as once. @throws DingTalkError before anything was sent */
  changeTodo(
    _todo: { unionId: string; taskId: string; change: { subject: string } | { done: true } },
    _leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return Promise.resolve({ kind: 'refused', sentence: '', code: 'todo' });
  }
  /** A link to one attachment, good for a quarter of an hour; it counts against the month. @throws DingTalkError (dingtalk.md §6.1) */
  abstract fileLink(processInstanceId: string, fileId: string): Promise<string>;
  abstract listForms(): Promise<readonly FormSummary[]>;
  abstract getForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }>;
  /** The same, to see whether it has changed: asked once, and that it is refused says nothing of the connection. @throws DingTalkError */
  lookAtForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
    return this.getForm(processCode);
  }
  /** An approval that was read before, again: asked once, and that it is refused says nothing of the connection. @throws DingTalkError */
  lookAgain(processCode: string, processInstanceId: string): Promise<RawApproval> {
    return this.getInstance(processCode, processInstanceId);
  }
  /** Redeems a login code (dingtalk.md §7.2). @throws DingTalkError class parameter for a used or expired code. */
  abstract redeemLoginCode(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }>;
  /**
   * The ticket that page addresses are signed with (dingtalk.md §7.3): kept for the app, asked for once for all who wait, free of quota.
   * @throws DingTalkError
   */
  abstract pageTicket(): Promise<string>;
  /** @returns null for a leaver (60121, 33012) or somebody outside the contact scope. */
  abstract getUser(userId: string): Promise<{
    userId: string;
    name: string;
    deptIds: readonly string[];
    jobNumber: string | null;
    /** mobileMark of theirs. */
    mobile: string | null;
  } | null>;
  /**
   * Whether DingTalk still knows a person, and by what name; the name is empty where it does not. `left` is also what it says where the app may no longer see them: ask about
   * somebody else too before acting on it. @throws DingTalkError where it cannot be asked
   */
  abstract standing(userId: string): Promise<Standing>;
  /**
   * Looks, at most once an hour unless a person asks, whether the app may see the whole company: DingTalk lists no approval of people outside its contact
   * scope, without an error. What it finds stands in the health of the connection; never throws.
   */
  lookAtScope(_asked: boolean): Promise<void> {
    return Promise.resolve();
  }
  /**
   * Where a department stands in the company, "上海公司-销售部", without the company's own name above it; contact calls are free of quota.
   * @param id DingTalk's number. @returns '' where it is gone or the app may not see it. @throws DingTalkError where it cannot be asked
   */
  departmentPath(_id: string): Promise<string> {
    return Promise.resolve('');
  }
  /** Fetches a token; resolves when the credentials are good. @throws DingTalkError */
  abstract check(): Promise<void>;
}

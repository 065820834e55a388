import { type MobileMark, UNMARKED } from '../../domain/mobile-mark.js';
import { listOf, recordOf, textOf } from '../../json/json-reading.js';
import type { CardCallbacks, Cards } from '../cards.js';
import type { EventStream } from '../event-stream.js';
import {
  type ApiFamily,
  type DetailPurpose,
  DingTalkClient,
  DingTalkError,
  type FormControlSchema,
  type Leaving,
  type NewTodo,
  type RawApproval,
  type Standing,
  type TodoOutcome,
  type WriteOutcome,
} from '../source.js';
import type { SourceSurvey } from '../survey.js';
import type { DingTalkHttp, DingTalkRequest } from './call/dingtalk-http.js';
import { TokenProvider } from './call/token-provider.js';
import { DingTalkCards } from './cards.js';
import { type ContactUser, DingTalkContacts } from './contacts.js';
import { fetchForm } from './form-schema.js';
import { pageTickets } from './page-ticket.js';
import { DingTalkRobots } from './robots.js';
import { DingTalkEventStream, type StreamSettings } from './stream/dingtalk-event-stream.js';
import { DingTalkSurvey } from './survey/dingtalk-survey.js';
import { DingTalkTodos } from './todos.js';

/** Base of both API families: people, login, notices and the controls of a form work the same way in both. */
export abstract class AppDingTalkClient extends DingTalkClient {
  protected abstract readonly family: ApiFamily;
  private readonly contacts: DingTalkContacts;
  private readonly tickets = new TokenProvider(
    pageTickets(
      (request) => this.http.read(request),
      () => this.family,
    ),
  );
  private readonly robots: DingTalkRobots;
  private readonly todos: DingTalkTodos;

  constructor(
    protected readonly http: DingTalkHttp,
    readonly corpId: string,
    agentId: string,
    mobileMark: MobileMark = UNMARKED,
  ) {
    super();
    this.contacts = new DingTalkContacts(http, agentId, mobileMark);
    this.robots = new DingTalkRobots(http);
    this.todos = new DingTalkTodos(http);
  }

  /** Returns the questions of the check-up, which use the same tokens and limits. */
  survey(): SourceSurvey {
    return new DingTalkSurvey(this.http, this.family);
  }

  /** Returns the event stream over a connection that we open, with the same hosts and limits. */
  events(app: StreamSettings, presses: CardCallbacks | null = null): EventStream {
    return new DingTalkEventStream(this.http, app, presses);
  }

  /** Returns the interactive cards, with the same tokens and limits. */
  cards(settings: ConstructorParameters<typeof DingTalkCards>[1]): Cards {
    return new DingTalkCards(this.http, settings);
  }

  notify(notice: { userId: string; title: string; text: string }, leaving?: Leaving): Promise<WriteOutcome> {
    return this.contacts.notify(notice, leaving);
  }

  robotToken(address: string): string | null {
    return this.robots.tokenOf(address);
  }

  postToGroup(
    robot: { token: string; secret: string },
    message: { title: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return this.robots.post(robot, message, leaving);
  }

  override unionId(userId: string): Promise<string | null> {
    return this.contacts.unionId(userId);
  }

  override createTodo(todo: NewTodo, leaving?: Leaving): Promise<TodoOutcome> {
    return this.todos.create(todo, leaving);
  }

  override findTodo(todo: { unionId: string; sourceId: string }): Promise<string | null> {
    return this.todos.find(todo);
  }

  override changeTodo(
    todo: { unionId: string; taskId: string; change: { subject: string } | { done: true } },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return this.todos.change(todo, leaving);
  }

  getForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
    return fetchForm((request) => this.http.read(request), processCode);
  }

  override lookAtForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
    return fetchForm((request) => this.http.look(request), processCode, 'form-check');
  }

  override async lookAgain(processCode: string, processInstanceId: string): Promise<RawApproval> {
    const { text, body } = await this.http.look({ ...this.detailRequest(processInstanceId), purpose: 'recheck' });
    return { family: this.family, processCode, processInstanceId, text, json: body };
  }

  async getInstance(
    processCode: string,
    processInstanceId: string,
    purpose: DetailPurpose = 'detail',
  ): Promise<RawApproval> {
    const { text, body } = await this.http.read({ ...this.detailRequest(processInstanceId), purpose });
    return { family: this.family, processCode, processInstanceId, text, json: body };
  }

  /** Returns the request for the details of an approval (dingtalk.md §4). */
  protected abstract detailRequest(processInstanceId: string): Omit<DingTalkRequest, 'purpose'>;

  override departmentPath(id: string): Promise<string> {
    return this.contacts.departmentPath(id);
  }

  override lookAtScope(asked: boolean): Promise<void> {
    return this.contacts.lookAtScope(asked);
  }

  redeemLoginCode(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }> {
    return this.contacts.redeemLoginCode(code);
  }

  pageTicket(): Promise<string> {
    return this.tickets.get();
  }

  standing(userId: string): Promise<Standing> {
    return this.contacts.standing(userId);
  }
  getUser(userId: string): Promise<ContactUser | null> {
    return this.contacts.getUser(userId);
  }
}

/**
 * Returns the ids of a page. An answer in another shape is not an empty page: approvals would be missed silently.
 * @throws DingTalkError class transient: the window is listed again
 */
export function idsOf(result: unknown): string[] {
  const { list } = recordOf(result);
  const ids = listOf(list).map((id) => textOf(id).trim());
  const absent = list === undefined || list === null || list === '';
  if (recordOf(result) !== result || ids.includes('') || (ids.length === 0 && !absent && !Array.isArray(list)))
    throw new DingTalkError('transient', '钉钉返回的审批清单无法识别，不能当作没有，稍后再列。', 'unreadable-list');
  return ids;
}

/** Most pages of a list, beyond what any company has; it ends the loop even if the answers never do. */
const MOST_PAGES = 50;

/** Returns all items of a paged list. */
export async function everyPage<T>(
  fetch: (cursor: string | null) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, next } = await fetch(cursor);
    all.push(...items);
    if (next === null) break;
    cursor = next;
  }
  return all;
}

/** Returns the token of the next page; null if it is missing, empty, or the token of this page (dingtalk.md §3). */
export function nextOf(token: unknown, cursor: string | null): string | null {
  const next = textOf(token);
  return next === '' || next === (cursor ?? '0') ? null : next;
}

/** Returns the mark of a page as a request has it: a number (dingtalk.md §3). A mark that is none would become `null`, which is the first page again. */
export function pageMark(cursor: string | null): number | string {
  const mark = Number(cursor ?? 0);
  return cursor === null || String(mark) === cursor ? mark : cursor;
}

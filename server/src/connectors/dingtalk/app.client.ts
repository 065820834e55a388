import { listOf, recordOf, textOf } from '../../json/json-reading.js';
import {
  type ApiFamily,
  DingTalkClient,
  DingTalkError,
  type FormControlSchema,
  type Leaving,
  type Standing,
  type WriteOutcome,
} from '../source.js';
import type { SourceSurvey } from '../survey.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';
import { type ContactUser, DingTalkContacts } from './contacts.js';
import { fetchForm } from './form-schema.js';
import { DingTalkSurvey } from './survey/dingtalk-survey.js';

/** What an app of either family does the same way: people, login, notices and the controls of a form. */
export abstract class AppDingTalkClient extends DingTalkClient {
  protected abstract readonly family: ApiFamily;
  private readonly contacts: DingTalkContacts;

  constructor(
    protected readonly http: DingTalkHttp,
    readonly corpId: string,
    agentId: string,
  ) {
    super();
    this.contacts = new DingTalkContacts(http, agentId);
  }

  /** What the check-up asks, over the same tokens and limits. */
  survey(): SourceSurvey {
    return new DingTalkSurvey(this.http, this.family);
  }

  notify(notice: { userId: string; title: string; text: string }, leaving?: Leaving): Promise<WriteOutcome> {
    return this.contacts.notify(notice, leaving);
  }

  getForm(processCode: string): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
    return fetchForm(this.http, processCode);
  }

  override departmentPath(id: string): Promise<string> {
    return this.contacts.departmentPath(id);
  }

  override lookAtScope(asked: boolean): Promise<void> {
    return this.contacts.lookAtScope(asked);
  }

  redeemLoginCode(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }> {
    return this.contacts.redeemLoginCode(code);
  }

  standing(userId: string): Promise<Standing> {
    return this.contacts.standing(userId);
  }
  getUser(userId: string): Promise<ContactUser | null> {
    return this.contacts.getUser(userId);
  }
}

/**
 * Ids of a page. An answer in another shape is no empty page: approvals would be missed without a word.
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

/** More forms than any company has: a paging loop ends even where the answers do not. */
const MOST_PAGES = 50;

/** All items of a paged list. */
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

/** The list ends where the token is missing, empty, or the one we came with (dingtalk.md §3). */
export function nextOf(token: unknown, cursor: string | null): string | null {
  const next = textOf(token);
  return next === '' || next === (cursor ?? '0') ? null : next;
}

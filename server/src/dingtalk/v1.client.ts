import { type ContactUser, DingTalkContacts } from './contacts.js';
import { DingTalkClient, type FormSummary, type RawApproval, type WriteOutcome } from './dingtalk.client.js';
import type { DingTalkHttp } from './dingtalk-http.js';
import { fetchForm, formSummaries } from './form-schema.js';
import { listOf, recordOf, textOf } from './json-reading.js';

const PAGE = 20;
const FORMS_PAGE = 100;
const MOST_FORM_PAGES = 50;

/** The v1.0 family, which new apps get (dingtalk.md §3, §4.2, §6). */
export class V1DingTalkClient extends DingTalkClient {
  private readonly contacts: DingTalkContacts;

  constructor(
    private readonly http: DingTalkHttp,
    readonly corpId: string,
    agentId: string,
  ) {
    super();
    this.contacts = new DingTalkContacts(http, agentId);
  }

  async listInstances(window: {
    processCode: string;
    from: number;
    to: number;
    finishedOnly: boolean;
    cursor: string | null;
  }): Promise<{ ids: readonly string[]; next: string | null }> {
    const { body } = await this.http.read({
      family: 'v1',
      method: 'POST',
      path: '/v1.0/workflow/processes/instanceIds/query',
      body: {
        processCode: window.processCode,
        startTime: window.from,
        endTime: window.to,
        // A number on the way in, a text on the way out.
        nextToken: Number(window.cursor ?? 0),
        maxResults: PAGE,
        ...(window.finishedOnly ? { statuses: ['COMPLETED'] } : {}),
      },
      purpose: 'list',
    });
    const result = recordOf(body.result);
    return { ids: listOf(result.list).map(textOf), next: nextOf(result.nextToken, window.cursor) };
  }

  async getInstance(processCode: string, processInstanceId: string): Promise<RawApproval> {
    const { text } = await this.http.read({
      family: 'v1',
      method: 'GET',
      path: '/v1.0/workflow/processInstances',
      query: { processInstanceId },
      purpose: 'detail',
    });
    return { family: 'v1', processCode, processInstanceId, text };
  }

  comment(comment: { processInstanceId: string; userId: string; text: string }): Promise<WriteOutcome> {
    return this.http.write({
      family: 'v1',
      method: 'POST',
      path: '/v1.0/workflow/processInstances/comments',
      body: { processInstanceId: comment.processInstanceId, text: comment.text, commentUserId: comment.userId },
      purpose: 'comment',
    });
  }

  notify(notice: { userId: string; title: string; text: string }): Promise<WriteOutcome> {
    return this.contacts.notify(notice);
  }

  async listForms(): Promise<readonly FormSummary[]> {
    const forms: FormSummary[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_FORM_PAGES; page++) {
      const { body } = await this.http.read({
        family: 'v1',
        method: 'GET',
        path: '/v1.0/workflow/processes/userVisibilities/templates',
        query: { maxResults: FORMS_PAGE, nextToken: cursor ?? '0' },
        purpose: 'form',
      });
      const result = recordOf(body.result);
      forms.push(...formSummaries(result.processList));
      cursor = nextOf(result.nextToken, cursor);
      if (cursor === null) break;
    }
    return forms;
  }

  getForm(processCode: string) {
    return fetchForm(this.http, processCode);
  }

  redeemLoginCode(code: string) {
    return this.contacts.redeemLoginCode(code);
  }

  getUser(userId: string): Promise<ContactUser | null> {
    return this.contacts.getUser(userId);
  }

  check(): Promise<void> {
    return this.http.check(['v1', 'topapi']);
  }
}

/** Ends where the token is missing, empty or the one we came with (dingtalk.md §3). */
export function nextOf(token: unknown, cursor: string | null): string | null {
  const next = textOf(token);
  return next === '' || next === (cursor ?? '0') ? null : next;
}

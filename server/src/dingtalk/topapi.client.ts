import { type ContactUser, DingTalkContacts } from './contacts.js';
import { DingTalkClient, type FormSummary, type RawApproval, type WriteOutcome } from './dingtalk.client.js';
import type { DingTalkHttp } from './dingtalk-http.js';
import { fetchForm, formSummaries } from './form-schema.js';
import { listOf, recordOf, textOf } from './json-reading.js';
import { nextOf } from './v1.client.js';

const PAGE = 20;
const FORMS_PAGE = 100;
const MOST_FORM_PAGES = 50;

/** The old family (processinstance/listids + get), for apps that hold its permission (dingtalk.md §3, §4.1, §6). */
export class TopapiDingTalkClient extends DingTalkClient {
  private readonly contacts: DingTalkContacts;

  constructor(
    private readonly http: DingTalkHttp,
    readonly corpId: string,
    agentId: string,
  ) {
    super();
    this.contacts = new DingTalkContacts(http, agentId);
  }

  /** Knows no status filter: `finishedOnly` is ignored and running ones come too. */
  async listInstances(window: {
    processCode: string;
    from: number;
    to: number;
    finishedOnly: boolean;
    cursor: string | null;
  }): Promise<{ ids: readonly string[]; next: string | null }> {
    const { body } = await this.http.read({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/processinstance/listids',
      body: {
        process_code: window.processCode,
        start_time: window.from,
        end_time: window.to,
        size: PAGE,
        cursor: Number(window.cursor ?? 0),
      },
      purpose: 'list',
    });
    const result = recordOf(body.result);
    return { ids: listOf(result.list).map(textOf), next: nextOf(result.next_cursor, window.cursor) };
  }

  async getInstance(processCode: string, processInstanceId: string): Promise<RawApproval> {
    const { text } = await this.http.read({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/processinstance/get',
      body: { process_instance_id: processInstanceId },
      purpose: 'detail',
    });
    return { family: 'topapi', processCode, processInstanceId, text };
  }

  comment(comment: { processInstanceId: string; userId: string; text: string }): Promise<WriteOutcome> {
    const request = {
      process_instance_id: comment.processInstanceId,
      text: comment.text,
      comment_userid: comment.userId,
    };
    return this.http.write({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/process/instance/comment/add',
      body: { request },
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
        family: 'topapi',
        method: 'POST',
        path: '/topapi/process/listbyuserid',
        body: { offset: Number(cursor ?? 0), size: FORMS_PAGE },
        purpose: 'form',
      });
      const result = recordOf(body.result);
      forms.push(...formSummaries(result.process_list));
      cursor = nextOf(result.next_cursor, cursor);
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
    return this.http.check(['topapi']);
  }
}

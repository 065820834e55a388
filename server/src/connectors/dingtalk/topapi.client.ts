import { recordOf, textOf } from '../../json/json-reading.js';
import type { FormSummary, Leaving, WriteOutcome } from '../source.js';
import { AppDingTalkClient, everyPage, idsOf, nextOf, pageMark } from './app.client.js';
import type { DingTalkRequest } from './call/dingtalk-http.js';
import { formSummaries } from './form-schema.js';

const PAGE = 20;
const FORMS_PAGE = 100;

/** The old family (processinstance/listids + get), for apps that hold its permission (dingtalk.md §3, §4.1, §6). */
export class TopapiDingTalkClient extends AppDingTalkClient {
  protected readonly family = 'topapi';
  readonly listsRunning = false;

  /** Lists all approvals: topapi has no status filter, so `finishedOnly` is ignored and running ones are included. */
  async listInstances(window: {
    processCode: string;
    from: number;
    to: number;
    finishedOnly: boolean;
    runningOnly?: boolean;
    cursor: string | null;
  }): Promise<{ ids: readonly string[]; next: string | null }> {
    const { body } = await this.http.read({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/processinstance/listids',
      body: {
        process_code: window.processCode,
        start_time: Math.floor(window.from),
        end_time: Math.ceil(window.to),
        size: PAGE,
        cursor: pageMark(window.cursor),
      },
      purpose: 'list',
    });
    const result = recordOf(body.result);
    return { ids: idsOf(body.result), next: nextOf(result.next_cursor, window.cursor) };
  }

  protected detailRequest(processInstanceId: string): Omit<DingTalkRequest, 'purpose'> {
    const body = { process_instance_id: processInstanceId };
    return { family: 'topapi', method: 'POST', path: '/topapi/processinstance/get', body };
  }

  comment(
    comment: { processInstanceId: string; userId: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
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
      leaving,
    });
  }

  async fileLink(processInstanceId: string, fileId: string): Promise<string> {
    const { body } = await this.http.read({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/processinstance/file/url/get',
      body: { request: { process_instance_id: processInstanceId, file_id: fileId } },
      purpose: 'file',
    });
    return textOf(recordOf(body.result).download_uri);
  }

  listForms(): Promise<readonly FormSummary[]> {
    return everyPage(async (cursor) => {
      const { body } = await this.http.read({
        family: 'topapi',
        method: 'POST',
        path: '/topapi/process/listbyuserid',
        body: { offset: Number(cursor ?? 0), size: FORMS_PAGE },
        purpose: 'form',
      });
      const result = recordOf(body.result);
      return { items: formSummaries(result.process_list), next: nextOf(result.next_cursor, cursor) };
    });
  }

  check(): Promise<void> {
    return this.http.check(['topapi']);
  }
}

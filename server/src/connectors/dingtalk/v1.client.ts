import { recordOf, textOf } from '../../json/json-reading.js';
import type { FormSummary, Leaving, WriteOutcome } from '../source.js';
import { AppDingTalkClient, everyPage, idsOf, nextOf, pageMark } from './app.client.js';
import type { DingTalkRequest } from './call/dingtalk-http.js';
import { formSummaries } from './form-schema.js';

const PAGE = 20;
const FORMS_PAGE = 100;

/** The v1.0 family, which new apps get (dingtalk.md §3, §4.2, §6). */
export class V1DingTalkClient extends AppDingTalkClient {
  protected readonly family = 'v1';
  readonly listsRunning = true;

  async listInstances(window: {
    processCode: string;
    from: number;
    to: number;
    finishedOnly: boolean;
    runningOnly?: boolean;
    cursor: string | null;
  }): Promise<{ ids: readonly string[]; next: string | null }> {
    const { body } = await this.http.read({
      family: 'v1',
      method: 'POST',
      path: '/v1.0/workflow/processes/instanceIds/query',
      body: {
        processCode: window.processCode,
        startTime: Math.floor(window.from),
        endTime: Math.ceil(window.to),
        // The token is a number in the request and a text in the answer.
        nextToken: pageMark(window.cursor),
        maxResults: PAGE,
        ...(window.runningOnly ? { statuses: ['RUNNING'] } : window.finishedOnly ? { statuses: ['COMPLETED'] } : {}),
      },
      purpose: 'list',
    });
    const result = recordOf(body.result);
    return { ids: idsOf(body.result), next: nextOf(result.nextToken, window.cursor) };
  }

  protected detailRequest(processInstanceId: string): Omit<DingTalkRequest, 'purpose'> {
    return { family: 'v1', method: 'GET', path: '/v1.0/workflow/processInstances', query: { processInstanceId } };
  }

  comment(
    comment: { processInstanceId: string; userId: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return this.http.write({
      family: 'v1',
      method: 'POST',
      path: '/v1.0/workflow/processInstances/comments',
      body: { processInstanceId: comment.processInstanceId, text: comment.text, commentUserId: comment.userId },
      purpose: 'comment',
      leaving,
    });
  }

  async fileLink(processInstanceId: string, fileId: string): Promise<string> {
    const { body } = await this.http.read({
      family: 'v1',
      method: 'POST',
      path: '/v1.0/workflow/processInstances/spaces/files/urls/download',
      body: { processInstanceId, fileId },
      purpose: 'file',
    });
    return textOf(recordOf(body.result).downloadUri);
  }

  listForms(): Promise<readonly FormSummary[]> {
    return everyPage(async (cursor) => {
      const { body } = await this.http.read({
        family: 'v1',
        method: 'GET',
        path: '/v1.0/workflow/processes/userVisibilities/templates',
        query: { maxResults: FORMS_PAGE, nextToken: cursor ?? '0' },
        purpose: 'form',
      });
      const result = recordOf(body.result);
      return { items: formSummaries(result.processList), next: nextOf(result.nextToken, cursor) };
    });
  }

  check(): Promise<void> {
    return this.http.check(['v1', 'topapi']);
  }
}

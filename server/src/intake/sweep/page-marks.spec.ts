import { expect, it } from 'vitest';
import type { DingTalkHttp, DingTalkRequest } from '../../connectors/dingtalk/call/dingtalk-http.js';
import { TopapiDingTalkClient } from '../../connectors/dingtalk/topapi.client.js';
import { V1DingTalkClient } from '../../connectors/dingtalk/v1.client.js';
import { listWindow } from './list-window.js';

/** DingTalk names the mark of the next page in each answer; a request with an unknown mark, or none, gets the first page. */
const PAGES = [['a', 'b'], [], ['c']];

function dingtalk(marks: readonly string[]) {
  const http = {
    read: async ({ body }: DingTalkRequest) => {
      const asked = String(body?.nextToken ?? body?.cursor ?? '0');
      const at = Math.max(0, marks.indexOf(asked) + 1);
      const next = marks[at];
      const result = { list: PAGES[at], ...(next === undefined ? {} : { nextToken: next, next_cursor: next }) };
      return { text: '', body: JSON.parse(JSON.stringify({ result })) };
    },
  } as unknown as DingTalkHttp;
  return [new V1DingTalkClient(http, 'corp', '1'), new TopapiDingTalkClient(http, 'corp', '1')];
}

it.each([
  ['numbers', ['20', '40']],
  ['numbers beyond 2^53', ['9007199254740993', '9007199254740995']],
  ['words', ['AQIDBA==', 'BQYHCA==']],
])('pages are read to the last by marks that are %s, an empty page among them', async (_, marks) => {
  for (const client of dingtalk(marks)) {
    const ids: string[] = [];
    const listing = { processCode: 'P', window: { from: 1, to: 2 }, finishedOnly: true };
    for await (const page of listWindow(client, listing)) ids.push(...page);
    expect(ids).toEqual(['a', 'b', 'c']);
  }
});

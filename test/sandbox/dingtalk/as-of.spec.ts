import { expect, it } from 'vitest';
import { startSandbox } from '../start.js';

const DAY_MS = 86_400_000;

it('an approval runs until the clock of the sandbox has reached the instant at which it finishes', async () => {
  const sandbox = await startSandbox({ approvals: 20, clean: true });
  try {
    const { url, clientId, clientSecret, processCodes } = sandbox.dingtalk;
    const call = async (path: string, body: object, token = '') => {
      const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token };
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { accessToken: string; result: { list: string[] } };
    };
    const { clock } = sandbox.state.ctx;
    const listed = async (offsetMs: number) => {
      clock.offsetMs = offsetMs;
      const { accessToken } = await call('/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
      const now = clock.now();
      const { result } = await call(
        '/v1.0/workflow/processes/instanceIds/query',
        {
          processCode: processCodes.费用报销,
          startTime: now - 100 * DAY_MS,
          endTime: now,
          maxResults: 20,
          nextToken: 0,
          statuses: ['COMPLETED'],
        },
        accessToken,
      );
      return result.list;
    };
    const { approvals } = sandbox.state.dingtalk.state;
    for (const days of [-40, -20, -10, 0]) {
      const ids = await listed(days * DAY_MS);
      const passed = approvals
        .all()
        .filter(({ processCode }) => processCode === processCodes.费用报销)
        .filter(({ status, finishedAt = Infinity }) => status === 'COMPLETED' && finishedAt <= clock.now());
      expect(ids.length).toBe(Math.min(passed.length, 20));
      if (passed.length <= 20) expect(ids.toSorted()).toEqual(passed.map(({ instanceId }) => instanceId).toSorted());
    }
  } finally {
    await sandbox.close();
  }
});

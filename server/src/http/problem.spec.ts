import { expect, it } from 'vitest';
import { problemOf } from './problem.js';

it('an error that nobody expected is one sentence with an id to quote, and says nothing of what it was', () => {
  const error = new Error('ER_PARSE_ERROR near SELECT account FROM bill, in /srv/dingdee/push.js');
  const { problem, fault } = problemOf(error, 'id-12345');
  expect(fault).toBe(true);
  expect(problem).toMatchObject({ code: 'server/failed', status: 500, requestId: 'id-12345' });
  expect(JSON.stringify(problem)).not.toMatch(/ER_|SELECT|account|\/srv|push\.js/);
});

import { expect, it } from 'vitest';
import { Answers } from './answers.js';
import { memoryOf } from './memory-watch.js';

const answer = (status: number, body: object) => async () => new Response(JSON.stringify(body), { status });

it('an answer is given on, what another person was faster at is counted apart, all else is an error', async () => {
  const answers = new Answers();
  expect(await answers.of('open', answer(200, { id: 'b' }))).toEqual({ id: 'b' });
  expect(await answers.of('approve', answer(409, { code: 'bill/stale' }))).toBeNull();
  expect(answers.report()).toMatchObject({ stale: 1, errors: {} });
  for (const [status, body] of [
    [500, { code: 'internal' }],
    [503, {}],
    [409, { code: 'push/preview-expired' }],
    [422, { code: 'bill/not-ready' }],
  ] as const)
    await answers.of('approve', answer(status, body));
  await answers.of('open', async () => Promise.reject(new TypeError('fetch failed')));
  expect(Object.values(answers.report().errors)).toEqual([1, 1, 1, 1, 1]);
});

it('the p99 is the value that one in a hundred exceeds', () => {
  const answers = new Answers();
  for (let ms = 1; ms <= 200; ms++) answers.took('list', ms);
  expect(answers.report().timings).toEqual([{ what: 'list', count: 200, p50: 100, p99: 198, most: 200 }]);
});

it('memory is compared by the median of the first and the last third', () => {
  expect(memoryOf([100, 900, 100, 1, 1, 1, 110, 10, 130])).toEqual({
    firstMiB: 100,
    lastMiB: 110,
    ratio: 1.1,
    peakMiB: 900,
  });
});

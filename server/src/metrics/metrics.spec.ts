import { expect, it } from 'vitest';
import { Metrics } from './metrics.js';

const BOUNDS = '0.002 0.005 0.01 0.015 0.02 0.03 0.05 0.075 0.1 0.15 0.25 0.5 0.75 1 1.5 2.5 5 10 30 120 +Inf'.split(
  ' ',
);
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

it('keeps name, help, type, labels and buckets that rules and dashboards were written for', async () => {
  const metrics = new Metrics();
  metrics.gauge('dingdee_bills', 'Bills by state', 'state', async () => [['booked', 3]]);
  metrics.http('GET', '/api/bills', 200, 0.012);
  metrics.outgoing('dingtalk', 'topapi/x', '200', 1.2);
  metrics.outgoing('kingdee', 'Save', 'lost', 500);
  const text = await metrics.scrape();
  const found = lines(text);
  // The output of prom-client 15; the order of lines and labels has no meaning.
  expect(found.filter((line) => line.startsWith('#')).sort()).toEqual([
    '# HELP dingdee_bills Bills by state',
    '# HELP dingdee_dingtalk_call_seconds Calls to DingTalk',
    '# HELP dingdee_http_request_seconds HTTP answers',
    '# HELP dingdee_kingdee_call_seconds Calls to Kingdee',
    '# TYPE dingdee_bills gauge',
    '# TYPE dingdee_dingtalk_call_seconds histogram',
    '# TYPE dingdee_http_request_seconds histogram',
    '# TYPE dingdee_kingdee_call_seconds histogram',
  ]);
  expect(found.filter((line) => !line.startsWith('#') && !line.includes('_bucket{')).sort()).toEqual([
    'dingdee_bills{state="booked"} 3',
    'dingdee_dingtalk_call_seconds_count{api="topapi/x",outcome="200"} 1',
    'dingdee_dingtalk_call_seconds_sum{api="topapi/x",outcome="200"} 1.2',
    'dingdee_http_request_seconds_count{method="GET",route="/api/bills",status="200"} 1',
    'dingdee_http_request_seconds_sum{method="GET",route="/api/bills",status="200"} 0.012',
    'dingdee_kingdee_call_seconds_count{operation="Save",outcome="lost"} 1',
    'dingdee_kingdee_call_seconds_sum{operation="Save",outcome="lost"} 500',
  ]);
  const buckets = found.filter((line) => line.startsWith('dingdee_http_request_seconds_bucket{'));
  expect(buckets.map((line) => /le="([^"]+)"/.exec(line)?.[1])).toEqual(BOUNDS);
  expect(buckets.map((line) => line.split(' ').at(-1))).toEqual(BOUNDS.map((_, at) => (at < 3 ? '0' : '1')));
  expect(text.endsWith('\n')).toBe(true);
});

it('puts what took as long as a bound into its bucket, and adds up over scrapes', async () => {
  const metrics = new Metrics();
  metrics.http('GET', '/api/bills', 200, 0.005);
  await metrics.scrape();
  metrics.http('GET', '/api/bills', 200, 500);
  const found = lines(await metrics.scrape()).filter((line) => line.startsWith('dingdee_http_request_seconds_bucket{'));
  const seen = (bound: string) =>
    found
      .find((line) => line.includes(`le="${bound}"`))
      ?.split(' ')
      .at(-1);
  expect(['0.002', '0.005', '120', '+Inf'].map(seen)).toEqual(['0', '1', '1', '2']);
});

it('a state that no bill is in any more is gone at the next scrape', async () => {
  const metrics = new Metrics();
  let bills: [string, number][] = [
    ['ready', 2],
    ['booked', 1],
  ];
  metrics.gauge('dingdee_bills', 'Bills by state', 'state', async () => bills);
  expect(await metrics.scrape()).toContain('dingdee_bills{state="ready"} 2');
  bills = [['booked', 3]];
  const text = await metrics.scrape();
  expect(lines(text).filter((line) => line.startsWith('dingdee_bills{'))).toEqual(['dingdee_bills{state="booked"} 3']);
});

it('two scrapes at once read the same, and each reads all', async () => {
  const metrics = new Metrics();
  metrics.gauge('dingdee_bills', 'Bills by state', 'state', async () => [['booked', 3]]);
  metrics.gauge(
    'dingdee_clock_jumps',
    'Jumps',
    'of',
    () => new Promise((tell) => setTimeout(tell, 20, [['process', 0]])),
  );
  metrics.http('GET', '/api/bills', 200, 0.1);
  const [one, other] = await Promise.all([metrics.scrape(), metrics.scrape()]);
  expect(one).toBe(other);
  expect(one).toContain('dingdee_clock_jumps{of="process"} 0');
});

it('says nothing rather than a part where a source cannot be read', async () => {
  const metrics = new Metrics();
  metrics.gauge('dingdee_bills', 'Bills by state', 'state', () => Promise.reject(new Error('database is away')));
  await expect(metrics.scrape()).rejects.toThrow('database is away');
});

import { expect, it } from 'vitest';
import { countAnew, isFinal, readAnswer, whatToRepeat } from './test-verdict.mjs';

const failed = (tier, name, message) => ({
  tier,
  file: `test/flow/${name}.spec.ts`,
  failures: [{ title: 'x', message }],
});
const SLOW = 'Error: still not there after 60000 ms: []';
const ASSERTION = 'AssertionError: expected 2 to be 1';

it('a failed file is repeated, up to three of them', () => {
  const three = ['watch', 'seen', 'faults'].map((name) => failed('flow-sqlite', name, SLOW));
  expect(whatToRepeat(three)).toEqual({ again: three, red: '' });
  const { again, red } = whatToRepeat([...three, failed('e2e', 'desk', SLOW)]);
  expect([again, red]).toEqual([[], '4 个文件失败，超过 3 个，不重跑']);
});

it('a second bill, a proof and who may what are red at once, whatever else failed', () => {
  for (const final of [
    failed('flow-sqlite', 'faults', 'Invariant: expected 2 to be 1'),
    failed('proof', 'storm', SLOW),
    failed('flow-mariadb', 'who-may-what', ASSERTION),
  ]) {
    const { again, red } = whatToRepeat([failed('e2e', 'desk', SLOW), final]);
    expect(again).toEqual([]);
    expect(red).toContain('不重跑');
  }
});

it('a time-out in a spec about rights may be repeated, an ordinary assertion elsewhere too', () => {
  expect(isFinal('flow-sqlite', 'test/flow/who-may-what.spec.ts', SLOW)).toBe(false);
  expect(isFinal('flow-sqlite', 'test/flow/watch.spec.ts', ASSERTION)).toBe(false);
});

it('a file that could not be loaded, or whose hooks failed, counts as one failure', () => {
  const test = (status) => ({ fullName: status, status, failureMessages: status === 'failed' ? [ASSERTION] : [] });
  const file = (name, status, tests, message = '') => ({
    name,
    status,
    message,
    startTime: 1,
    endTime: 5,
    assertionResults: tests.map(test),
  });
  const answer = readAnswer({
    numPassedTests: 3,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      file('a', 'failed', ['passed', 'failed']),
      file('b', 'failed', ['passed', 'passed'], 'hook'),
      file('c', 'failed', [], 'no such module'),
    ],
  });
  expect([answer.passed, answer.failed, answer.skipped]).toEqual([3, 3, 1]);
  expect(answer.files.map(({ passed, failures }) => [passed, failures.length])).toEqual([
    [1, 1],
    [2, 1],
    [0, 1],
  ]);
});

it('every failed file is repeated, although those that pass leave the list of the failed meanwhile', () => {
  const list = [failed('flow-sqlite', 'year', SLOW), failed('flow-mariadb', 'restore', SLOW)];
  const repeated = [];
  for (const each of whatToRepeat(list).again) {
    repeated.push(each.file);
    list.splice(list.indexOf(each), 1);
  }
  expect([repeated.length, list]).toEqual([2, []]);
});

it('a file whose hook failed and that passes alone leaves neither a failed nor a skipped test behind', () => {
  const assertionResults = ['skipped', 'skipped', 'skipped'].map((status) => ({ status, failureMessages: [] }));
  const hook = { name: 'year', status: 'failed', message: SLOW, startTime: 1, endTime: 2, assertionResults };
  const { files, ...total } = readAnswer({
    numPassedTests: 0,
    numPendingTests: 3,
    numTodoTests: 0,
    testResults: [hook],
  });
  expect(total).toEqual({ passed: 0, failed: 1, skipped: 3 });
  countAnew(total, files[0], { passed: 3, skipped: 0 });
  expect(total).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

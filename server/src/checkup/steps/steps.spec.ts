import { readFileSync } from 'node:fs';
import { BASE_DATA_FORMS } from '@dingdee/shared/base-data';
import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../connectors/source.js';
import { NO_FACTS } from '../probe/facts.js';
import { green, red } from '../probe/finding.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { PROBES } from '../run/catalog.js';
import { askOne } from '../run/run-probes.js';
import { worldOf } from '../run/world.js';
import { showStep } from '../show-step.js';
import { COMMON } from '../words/common-words.js';
import { type LineFound, PROBE_WORDS, wordsOf } from '../words/line-words.js';
import { withSteps } from './connect-doc-for-spec.js';
import { stateOfStep } from './state-of-step.js';
import { proofsOf, type Step } from './step.js';
import { numberOf, STEPS, stepOf } from './step-of-line.js';

const asIs = (text: string): string => text;

const DOCUMENT = '../../../../docs/connect.md';
const ALL = Object.values(STEPS).flat();
const stepById = (id: string): Step => {
  const found = ALL.find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};
const line = (probe: string, finding: LineFound['finding'], subject = '', at = 5): LineFound => ({
  line: subject === '' ? probe : `${probe}:${subject}`,
  probe,
  subject: { id: subject, name: subject },
  finding,
  at,
  ms: 1,
});

describe('docs/connect.md', () => {
  it('has the steps of the page as they are, and the page has its', async () => {
    const document = readFileSync(new URL(DOCUMENT, import.meta.url), 'utf8');
    await expect(withSteps(document)).toMatchFileSnapshot(DOCUMENT);
  });

  it('has no step of its own beside those of the page', () => {
    const document = readFileSync(new URL(DOCUMENT, import.meta.url), 'utf8');
    for (const system of ['dingtalk', 'kingdee'] as const) {
      const [, part = ''] = new RegExp(`<!-- steps of ${system} -->([\\s\\S]*?)\\n## `).exec(document) ?? [];
      const numbers = [...part.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
      expect(numbers).toEqual(STEPS[system].map(numberOf).filter((number) => number !== null));
      expect(part.split('<!-- end -->')[1]).not.toMatch(/^(\||\*\*)/m);
    }
  });
});

describe('what proves a step', () => {
  it('is a line that the check-up has, and is told in words that it has', () => {
    for (const { probe, subject, told = [] } of ALL.flatMap(proofsOf)) {
      const words = PROBE_WORDS[probe];
      expect(words, probe).toBeDefined();
      for (const code of told) expect([...Object.keys(words?.findings ?? {}), ...Object.keys(COMMON)]).toContain(code);
      if (subject !== undefined) expect(Object.keys(BASE_DATA_FORMS)).toContain(subject);
    }
  });

  it('is of the same system, and each step has an address of its own', () => {
    for (const [system, steps] of Object.entries(STEPS))
      for (const step of steps) {
        expect(step.id).toMatch(new RegExp(`^${system}-`));
        for (const { probe } of proofsOf(step)) expect(probe).toMatch(new RegExp(`^${system}/`));
      }
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
  });

  it('tells each of its faults at one step: the one where it is cured', () => {
    const home = (probe: string, code: string, subject = '') =>
      stepOf({ probe, subject: { id: subject }, finding: { code } })?.id;
    expect(home('dingtalk/login', 'unavailable')).toBe('dingtalk-credentials');
    expect(home('dingtalk/login', 'address')).toBe('dingtalk-address');
    expect(home('dingtalk/people', 'nameless')).toBe('dingtalk-permissions');
    expect(home('dingtalk/people', 'not-visible')).toBe('dingtalk-scope');
    expect(home('dingtalk/from-pc', 'other-domain')).toBe('dingtalk-home');
    expect(home('dingtalk/from-phone', 'not-visible')).toBe('dingtalk-release');
    expect(home('kingdee/login', 'unavailable')).toBe('kingdee-app');
    expect(home('kingdee/login', 'denied')).toBe('kingdee-allowed');
    expect(home('kingdee/site', 'not-listed')).toBe('kingdee-account-set');
    expect(home('kingdee/site', 'unavailable')).toBe('kingdee-gateway');
    expect(home('kingdee/base', 'none-needed', 'employee')).toBe('kingdee-rights');
    expect(home('kingdee/base', 'org-missing', 'employee')).toBe('kingdee-organisations');
    expect(home('kingdee/period', 'closed', '101')).toBeUndefined();
  });

  it('sends a refused address to the list of addresses, not to the permissions', async () => {
    const login = PROBES.find(({ code }) => code === 'dingtalk/login');
    if (!login) throw new Error('no log-in');
    for (const code of ['60020', 'Forbidden.AccessDenied.IpNotInWhiteList']) {
      const source = { logIn: () => Promise.reject(new DingTalkError('permission', '不接受出口 IP', code)) };
      const world = worldOf({ source } as unknown as Parameters<typeof worldOf>[0], NO_FACTS);
      const { fix, step, state } = wordsOf(await askOne(login, NO_SUBJECT, world), asIs);
      expect(state).toBe('red');
      expect(fix?.where).toContain('服务器出口IP');
      expect(step).toEqual({ id: 'dingtalk-address', number: 7, name: '出口地址' });
    }
  });
});

describe('the state of a step', () => {
  const state = (...lines: Parameters<typeof stateOfStep>[0] & object) => stateOfStep(lines, false);
  const ok = { state: 'green', at: 7, told: true } as const;

  it('is proved since the oldest of its lines, and only when all are green', () => {
    expect(state(ok, { ...ok, at: 3 })).toEqual({ state: 'proved', at: 3 });
    expect(state(ok, { ...ok, state: 'unknown' }).state).toBe('unknown');
    expect(state(ok, { ...ok, state: 'amber' }).state).toBe('attention');
    expect(state(ok, { ...ok, state: 'unknown', at: null })).toEqual({ state: 'unknown', at: null });
  });

  it('is broken by what is cured here, and waits for what is cured elsewhere', () => {
    expect(state(ok, { ...ok, state: 'red' }).state).toBe('broken');
    expect(state(ok, { ...ok, state: 'red', told: false }).state).toBe('unknown');
  });

  it('is not tried before the first check-up, and by hand where nobody can ask', () => {
    expect(state().state).toBe('not-tried');
    expect(stateOfStep(null, false).state).toBe('by-hand');
  });

  it('of an optional one is optional until it is proved, and broken where it fails', () => {
    expect(stateOfStep([{ ...ok, state: 'amber' }], true).state).toBe('optional');
    expect(stateOfStep([{ ...ok, state: 'unknown', at: null }], true).state).toBe('optional');
    expect(stateOfStep([ok], true)).toEqual({ state: 'proved', at: 7 });
    expect(stateOfStep([{ ...ok, state: 'red' }], true).state).toBe('broken');
  });
});

describe('a step as it is shown', () => {
  it('names our own address where it is known, and the lines of its organisations', () => {
    const home = stepById('dingtalk-home');
    expect(showStep(home, [], 'https://dd.example.com', asIs).does).toContain(
      '`https://dd.example.com/?corpId=$CORPID$`',
    );
    expect(showStep(home, [], null, asIs).does).toContain('`https://你的域名/?corpId=$CORPID$`');
    const lines = [
      line('kingdee/bills', green('usual', { bills: 3 }), '101'),
      line('kingdee/bills', red('hidden'), '102'),
    ];
    const shown = showStep(stepById('kingdee-organisations'), lines, null, asIs);
    expect(shown.lines.map((each) => each.line)).toEqual(['kingdee/bills:101', 'kingdee/bills:102']);
    expect(shown.state).toBe('broken');
  });

  it('says of each permission point by itself what became of it', () => {
    const lines = [
      line('dingtalk/people', red('nameless')),
      line('dingtalk/departments', red('denied')),
      line('dingtalk/comment', green('has'), '', 9),
    ];
    const { points, state } = showStep(stepById('dingtalk-permissions'), lines, null, asIs);
    expect(state).toBe('broken');
    expect(points.map((point) => [point.point, point.state, point.at])).toEqual([
      ['Workflow.Instance.Read', 'not-tried', null],
      ['Workflow.Instance.Write', 'proved', 9],
      ['Workflow.Form.Read', 'not-tried', null],
      ['qyapi_get_member', 'broken', null],
      ['qyapi_get_department_list', 'broken', null],
      ['Todo.Todo.Write', 'not-tried', null],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { DingTalkError, type DingTalkErrorClass } from '../../source.js';
import { DingTalkHealth } from './dingtalk-health.js';

const error = (errorClass: DingTalkErrorClass) => new DingTalkError(errorClass, `出错：${errorClass}`, 'code');

describe('DingTalkHealth', () => {
  it('knows nothing before the first call, and is well after a good one', () => {
    const health = new DingTalkHealth();
    expect(health.current()).toEqual({ state: 'unknown', sentence: null, since: null });
    health.good('/a');
    expect(health.current()).toMatchObject({ state: 'ok', sentence: null });
  });

  it('tells the worst trouble, and since when it lasts', () => {
    const health = new DingTalkHealth();
    health.bad('/a', error('transient'));
    const { since } = health.current();
    health.bad('/b', error('quota'));
    health.bad('/a', error('transient'));
    expect(health.current().sentence).toBe('出错：quota');
    expect(since).not.toBeNull();
  });

  it('says nothing of the connection because of single records', () => {
    const health = new DingTalkHealth();
    health.good('/a');
    health.bad('/a', error('not-found'));
    health.bad('/a', error('parameter'));
    expect(health.current().state).toBe('ok');
  });

  it('ends an outage with any good call, a missing permission or quota only with one of the same API', () => {
    const health = new DingTalkHealth();
    for (const errorClass of ['transient', 'permission', 'quota'] as const) health.bad('/a', error(errorClass));
    health.good('/b');
    expect(health.current().sentence).toBe('出错：quota');
    health.good('/a');
    expect(health.current().state).toBe('ok');
  });

  it('holds background calls back until the month of a spent quota ends', () => {
    const health = new DingTalkHealth();
    health.bad('/a', error('quota'));
    expect(health.isQuotaSpent(Date.now())).toBe(true);
    expect(health.isQuotaSpent(Date.now() + 32 * 86_400_000)).toBe(false);
  });
});

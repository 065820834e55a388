import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
    health.bad('/a', error('transient'), 'list');
    const { since } = health.current();
    health.bad('/b', error('quota'), 'list');
    health.bad('/a', error('transient'), 'list');
    expect(health.current().sentence).toBe('出错：quota');
    expect(since).not.toBeNull();
  });

  it('says nothing of the connection because of single records', () => {
    const health = new DingTalkHealth();
    health.good('/a');
    health.bad('/a', error('not-found'), 'list');
    health.bad('/a', error('parameter'), 'list');
    expect(health.current().state).toBe('ok');
  });

  it('ends an outage with any good call, a missing permission or quota only with one of the same API', () => {
    const health = new DingTalkHealth();
    for (const errorClass of ['transient', 'permission', 'quota'] as const) health.bad('/a', error(errorClass), 'list');
    health.good('/b');
    expect(health.current().sentence).toBe('出错：quota');
    health.good('/a');
    expect(health.current().state).toBe('ok');
  });

  describe('after a refused quota', () => {
    const HOUR = 3_600_000;
    const noon = Date.UTC(2026, 10, 10, 4);
    beforeEach(() => {
      vi.useFakeTimers({ now: noon, toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });
    const refused = (purpose: 'list' | 'file' | 'event') => {
      const health = new DingTalkHealth();
      health.bad('/a', error('quota'), purpose);
      return health;
    };

    it('holds sweeps back, and after six hours lets one find out whether calls were bought', () => {
      const health = refused('list');
      expect([0, 5, 7].map((hours) => health.isQuotaSpent(noon + hours * HOUR))).toEqual([true, true, false]);
      vi.setSystemTime(noon + 7 * HOUR);
      health.bad('/a', error('quota'), 'list');
      expect(health.isQuotaSpent(noon + 8 * HOUR)).toBe(true);
      health.good('/a');
      expect(health.isQuotaSpent(noon + 8 * HOUR)).toBe(false);
    });

    it('met by an event holds sweeps back as well: both read the same approvals', () => {
      expect(refused('event').isQuotaSpent(noon)).toBe(true);
    });

    it('holds sweeps back for none of other calls', () => {
      expect(refused('file').isQuotaSpent(noon)).toBe(false);
      expect(refused('file').isQuotaSpent(noon, ['file'])).toBe(true);
    });

    it('is over with the month, in what is told as well', () => {
      vi.setSystemTime(Date.UTC(2026, 10, 30, 15, 59));
      const health = refused('list');
      expect(health.current().state).toBe('trouble');
      vi.setSystemTime(Date.UTC(2026, 10, 30, 16, 1));
      expect(health.isQuotaSpent(Date.now())).toBe(false);
      expect(health.current().state).not.toBe('trouble');
    });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KingdeeUnavailableError, NotLetInError } from '../../target.js';
import { Entrance } from './entrance.js';
import { TurnedAwayError } from './transport.js';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A Kingdee that lets us in or not, and for which kind of call. */
function given(errorClass: 'session' | 'transport' = 'session') {
  const site = { closedTo: new Set<string>(), probes: [] as number[], calls: 0 };
  const visit = async (method: string) => {
    if (site.closedTo.has(method) || site.closedTo.has('*')) throw new NotLetInError(`${method} 不行`, { errorClass });
    return 'ok';
  };
  const entrance = new Entrance({
    waitMs: 10_000,
    probe: async () => {
      site.probes.push(Date.now() - Date.UTC(2026, 10, 24));
      return visit('probe');
    },
  });
  const told: (string | null)[] = [];
  entrance.onChange((outage) => told.push(outage?.refused ?? null));
  const call = (method = 'save') =>
    entrance.through(method, async () => {
      site.calls += 1;
      return visit(method);
    });
  return { site, entrance, call, told };
}

describe('the entrance to Kingdee', () => {
  it('is tried by nobody once one was refused, is probed ever more seldom, and opens by itself', async () => {
    const { site, call, told } = given();
    site.closedTo.add('*');
    await expect(call()).rejects.toThrow(NotLetInError);
    for (let i = 0; i < 20; i++) await expect(call()).rejects.toMatchObject({ transient: true });
    expect(site.calls).toBe(1);
    await vi.advanceTimersByTimeAsync(1_200_000);
    expect(site.probes).toEqual([10_000, 30_000, 70_000, 150_000, 310_000, 610_000, 910_000]);
    site.closedTo.clear();
    await vi.advanceTimersByTimeAsync(300_000);
    await expect(call()).resolves.toBe('ok');
    expect([told[0], told.at(-1)]).toEqual(['save 不行', null]);
  });

  it('that lets questions in and keeps refusing a write for its login waits ever longer for that one, and never gives up', async () => {
    const { site, call } = given();
    site.closedTo.add('save');
    for (const wait of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      await expect(call('save')).rejects.toMatchObject({ transient: true, errorClass: 'session' });
      await vi.advanceTimersByTimeAsync(wait - 1);
      await expect(call('find')).rejects.toThrow(KingdeeUnavailableError);
      await vi.advanceTimersByTimeAsync(1);
      await expect(call('find')).resolves.toBe('ok');
    }
  });

  it('that has no such address for one kind of call only leaves that one to a person after three times', async () => {
    const { site, call } = given('transport');
    site.closedTo.add('audit');
    for (const wait of [10_000, 20_000, 40_000]) {
      await expect(call('audit')).rejects.toMatchObject({ transient: true });
      await vi.advanceTimersByTimeAsync(wait);
    }
    await expect(call('audit')).rejects.toMatchObject({ transient: false });
    await expect(call('save')).resolves.toBe('ok');
  });

  it('is shut as well by what nobody knows: the call stays in doubt, the others are not made', async () => {
    const { entrance, call, told } = given();
    const lost = new TurnedAwayError('没有放行', '', new NotLetInError('403。', { errorClass: 'transport' }));
    await expect(entrance.through('save', () => Promise.reject(lost))).rejects.toBe(lost);
    await expect(call()).rejects.toMatchObject({ transient: true });
    expect(told).toEqual(['403。']);
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(call()).resolves.toBe('ok');
  });

  it.each([
    ['transport', true],
    ['rate', false],
  ] as const)(
    'that turns one kind of write away for ever (%s) gives it to a person, unsent, once in a while: %s',
    async (errorClass, toPerson) => {
      const { entrance } = given();
      const lost = new TurnedAwayError('没有放行', '', new NotLetInError('403。', { errorClass }));
      const sent: string[] = [];
      for (let attempt = 1; attempt <= 6; attempt++) {
        const error = await entrance.through('save', () => Promise.reject(lost)).catch((caught: unknown) => caught);
        sent.push(error === lost ? 'in doubt' : 'given to a person');
        await vi.advanceTimersByTimeAsync(300_000);
      }
      const doubts = Array<string>(6).fill('in doubt');
      expect(sent).toEqual(toPerson ? doubts.with(4, 'given to a person') : doubts);
    },
  );

  it('is shut by a limit on calls for as long as Kingdee says so, with widening gaps and one word for all, and never gives up', async () => {
    const { entrance, told, site } = given();
    const limit = () => new NotLetInError('调用太多。', { errorClass: 'rate' });
    for (const wait of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      // The answer itself is read by whoever asked.
      await expect(entrance.through('save', async () => 'refused', limit)).resolves.toBe('refused');
      const probed = site.probes.length;
      await vi.advanceTimersByTimeAsync(wait - 1);
      await expect(entrance.through('save', async () => 'sent')).rejects.toMatchObject({ transient: true });
      expect(site.probes.length).toBe(probed);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(new Set(told)).toEqual(new Set(['调用太多。', null]));
    await expect(entrance.through('save', async () => 'sent')).resolves.toBe('sent');
  });

  it('is tried at once where a person asks', async () => {
    const { site, entrance, call } = given();
    site.closedTo.add('*');
    await expect(call()).rejects.toThrow(NotLetInError);
    site.closedTo.clear();
    await entrance.knock();
    await expect(call()).resolves.toBe('ok');
  });
});

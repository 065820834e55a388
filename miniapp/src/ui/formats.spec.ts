import { describe, expect, it } from 'vitest';
import { clock, codeShown, countdown, dateTime, inFours, lastFour, lastPart, shortDays, waiting } from './formats.js';

const HOUR = 3600_000;

describe('how numbers and times are written', () => {
  it('in Beijing time, whatever the clock of the computer says', () => {
    const at = Date.UTC(2026, 10, 23, 16, 41, 7);
    expect([dateTime(at), clock(at)]).toEqual(['11-24 00:41', '00:41:07']);
  });

  it('waiting in the largest unit that says enough', () => {
    expect([waiting(0, 30_000), waiting(0, 16 * HOUR), waiting(0, 41 * HOUR)]).toEqual([
      '1 分钟',
      '16 小时',
      '1 天 17 时',
    ]);
  });

  it('a countdown ends at zero', () => {
    expect([countdown(24_000, 0), countdown(0, 5_000)]).toEqual(['00:24', '00:00']);
  });

  it('a business number in fours, and by its end in lists', () => {
    expect([inFours('202611240143818055102'), lastFour('202611240143818055102')]).toEqual([
      '2026 1124 0143 8180 5510 2',
      '…5102',
    ]);
  });

  it('days of this year without the year, those of others in full', () => {
    const now = Date.UTC(2026, 10, 24);
    expect([shortDays('2026-11-23 至 2026-11-24', now), shortDays('2025-12-31', now)]).toEqual([
      '11-23 至 11-24',
      '2025-12-31',
    ]);
  });

  it('a department by its own name, whatever path the approval prints', () => {
    expect([lastPart('云杉科技（杭州）有限公司-法务部'), lastPart('销售二部'), lastPart('')]).toEqual([
      '法务部',
      '销售二部',
      '',
    ]);
  });

  it('a company account by its end, any other code in full', () => {
    expect([codeShown('bankAccount', '33050161672700000456'), codeShown('costItem', 'CI0012')]).toEqual([
      '尾号 0456',
      'CI0012',
    ]);
  });
});

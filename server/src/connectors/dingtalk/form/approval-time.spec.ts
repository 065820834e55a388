import { describe, expect, it } from 'vitest';
import { launchMinute, launchTimeWarning, readApprovalTime } from './approval-time.js';

const at = (iso: string) => Date.parse(iso);

describe('readApprovalTime', () => {
  it('reads the fake Z of v1 as Beijing wall time', () => {
    expect(readApprovalTime('2026-03-01T08:30Z')).toBe(at('2026-03-01T00:30:00Z'));
  });

  it('reads the plain time of topapi as Beijing wall time, seconds included', () => {
    expect(readApprovalTime('2026-03-01 08:30:15')).toBe(at('2026-03-01T00:30:15Z'));
  });

  it('believes a printed offset: it is a true instant', () => {
    expect(readApprovalTime('2026-03-01T00:30:15+00:00')).toBe(at('2026-03-01T00:30:15Z'));
    expect(readApprovalTime('2026-03-01T08:30:15.000+0800')).toBe(at('2026-03-01T00:30:15Z'));
  });

  it('takes a bare number as Unix milliseconds', () => {
    expect(readApprovalTime('1772000000000')).toBe(1_772_000_000_000);
  });

  it.each([
    undefined,
    null,
    '',
    'null',
    '昨天',
    '2026-13-45 08:00:00',
    {},
    1.5,
    '202603010830',
    '20260301083015',
    '1772000000',
  ])('finds no time in %j', (value) => {
    expect(readApprovalTime(value)).toBeNull();
  });
});

describe('launchTimeWarning', () => {
  const businessId = '202603010830000123456';

  it('reads the launch minute at the head of a 审批编号', () => {
    expect(launchMinute(businessId)).toBe(at('2026-03-01T00:30:00Z'));
    expect(launchMinute('BX-2026-001')).toBeNull();
  });

  it('is silent while time and number agree to two minutes', () => {
    expect(launchTimeWarning(at('2026-03-01T00:31:59Z'), businessId)).toBeNull();
    expect(launchTimeWarning(at('2026-03-01T05:00:00Z'), 'BX-1')).toBeNull();
  });

  it('tells of a shift by whole hours, as real UTC behind the Z would cause', () => {
    expect(launchTimeWarning(at('2026-02-28T16:30:00Z'), businessId)).toContain('相差约 -8 小时');
  });
});

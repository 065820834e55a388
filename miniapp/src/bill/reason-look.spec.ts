import { describe, expect, it } from 'vitest';
import { reasonLook } from './reason-look.js';

describe('the picture of a cause', () => {
  it('follows what is wrong, not what is to be done about it', () => {
    expect(reasonLook('total-mismatch', 'check-amount').icon).toBe('yuan');
    expect(reasonLook('unusable:contactUnit:司马青', 'pick-contact-unit').icon).toBe('ban');
    expect(reasonLook('unmapped:contactUnit:司马青', 'pick-contact-unit').icon).toBe('swap');
    expect(reasonLook('unreadable', 'approve')).toEqual({ icon: 'file', tone: 'warn' });
  });

  it('tells the refusals of Kingdee apart', () => {
    expect(reasonLook('refused:period', 'continue').icon).toBe('calendar');
    expect(reasonLook('refused:something-new', 'continue').icon).toBe('warn');
  });

  it('is the green tick only where all checks pass', () => {
    expect(reasonLook('', 'approve')).toEqual({ icon: 'check', tone: 'ok' });
    expect(reasonLook('something-new', 'ask-applicant').icon).toBe('clip');
  });
});

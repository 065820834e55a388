import { describe, expect, it } from 'vitest';
import { type Known, type Marked, whoseIs } from './our-marks.js';

const MARK = `DD${'0'.repeat(16)}`;
const KEY = 'instance-1';
const known = (change: Partial<Known> = {}): Known => ({
  ids: new Set(['AP_PAYBILL 100001']),
  found: new Set([MARK, KEY]),
  awaited: new Set(),
  approvals: new Set([KEY]),
  ...change,
});
const held = (change: Partial<Marked> = {}): Marked => ({
  form: 'AP_PAYBILL',
  id: '100001',
  billNo: MARK,
  keys: [KEY],
  ...change,
});
const whose = (change: Partial<Marked>, of: Partial<Known> = {}) => whoseIs(held(change), known(of), ['DD']);

describe('whose a bill of Kingdee is', () => {
  it('is the ledger’s where it is the very bill that the ledger knows, whatever it is called now', () => {
    expect(whose({})).toBe('ledger');
    expect(whose({ billNo: 'FKD1', keys: [] })).toBe('ledger');
  });

  it('is a copy where it carries a key or number whose bill is another one: by its Id, or by its form', () => {
    expect(whose({ id: '7' })).toBe('copy');
    expect(whose({ id: '7', billNo: 'FKD1' })).toBe('copy');
    expect(whose({ id: '7', keys: [] })).toBe('copy');
    expect(whose({ form: 'AP_OtherPayable' })).toBe('copy');
  });

  it('may be the ledger’s where the ledger has not learned yet which it is', () => {
    const waits = { found: new Set<string>(), awaited: new Set([MARK, KEY]) };
    expect(whose({ id: '7' }, waits)).toBe('ledger');
    // One of the two marks belongs to a bill whose Id is known.
    expect(whose({ id: '7' }, { found: new Set([KEY]), awaited: new Set([MARK]) })).toBe('copy');
  });

  it('is ours and lost where it carries our mark and the ledger has no such bill, else nobody’s that we know', () => {
    const none = { ids: new Set<string>(), found: new Set<string>() };
    expect(whose({ id: '7', keys: [] }, none)).toBe('ours');
    expect(whose({ id: '7', billNo: 'FKD1' }, none)).toBe('ours');
    expect(whose({ id: '7', billNo: 'FKD1', keys: ['theirs'] }, none)).toBe('foreign');
  });
});

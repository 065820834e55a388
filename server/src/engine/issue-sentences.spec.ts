import { describe, expect, it } from 'vitest';
import { worded } from '../domain/draft/issue-words.js';
import { FORMER_ISSUES } from './former-issues-for-spec.js';
import { ISSUE_CASES } from './issue-cases-for-spec.js';
import { mapApproval } from './map-approval.js';

describe('the sentence of an issue', () => {
  it('is known for each case', () => {
    expect([...FORMER_ISSUES.keys()]).toEqual(Object.keys(ISSUE_CASES));
  });

  it.each(Object.entries(ISSUE_CASES))('is for %s the one that was stored before, byte for byte', (name, input) => {
    const now = mapApproval(input).issues.map((issue) => worded(issue));
    const former = FORMER_ISSUES.get(name) ?? [];
    expect(now).toEqual(former.map(({ params: _, ...issue }) => issue));
  });
});

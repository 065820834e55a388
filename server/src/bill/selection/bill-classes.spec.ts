import { BULK_ACTIONS } from '@dingdee/shared/bill-action';
import { BILL_STATES } from '@dingdee/shared/bill-state';
import { ROLES } from '@dingdee/shared/session';
import { expect, it } from 'vitest';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { NO_FACTS, whyNot } from '../action/offered-actions.js';
import type { ReviewSubject } from '../action/review-rules.js';
import { NOTES_LOOKED_AT } from './bill-classes.js';

it('the rules of what is done to several look at no note that bills are not told apart by', () => {
  const looked = new Set<string>();
  const notes: BillNotes = {
    asked: { what: 'exclude', by: 'u-1', byName: '', reason: '' },
    awaits: { standing: true, sentence: '' },
  };
  const state = new Proxy(notes, {
    get(target, name, self) {
      looked.add(String(name));
      return Reflect.get(target, name, self);
    },
  });
  const bill: ReviewSubject = {
    kind: 'ready',
    reached: 'none',
    originatorUserId: 'u-9',
    contentHash: 'h',
    approvedHash: 'h',
    approvedBy: null,
    baseFen: 1n,
    part: '',
    payees: { hands: [], names: [] },
    state,
  };
  const actor = { userId: 'u-1', name: '祝清和', roles: ROLES };
  const policy = { singlePerson: false, fourEyesBill: '20000.00' } as const;
  for (const action of BULK_ACTIONS)
    for (const kind of BILL_STATES)
      for (const reached of ['none', 'saved'] as const)
        whyNot(action, { ...bill, kind, reached }, actor, { ...NO_FACTS, approvedOnce: true }, policy as never);
  expect([...looked].sort()).toEqual([...NOTES_LOOKED_AT].sort());
});

import { BILL_ACTIONS, type BillAction } from '@dingdee/shared/bill-action';
import { REVERSAL_CAUSES } from '@dingdee/shared/bill-detail';
import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { mayAnswer } from '@dingdee/shared/routes/route';
import { everyRoute } from '@dingdee/shared/routes/table';
import { ROLES, type Role } from '@dingdee/shared/session';
import { describe, expect, it } from 'vitest';
import type { Asked, BillNotes, ReversalCase } from '../../domain/bill/bill-notes.js';
import { isOtherPayment } from '../ledger/reversal.js';
import { LOOKS_AT } from './action-facts.js';
import { type ActionFacts, NO_FACTS, offeredActions, whyNot } from './offered-actions.js';
import type { ReviewSubject } from './review-rules.js';
import { whyNotYou } from './told-offers.js';
import { refusedActionWords } from './why-not-words.js';

const policy = { singlePerson: false, fourEyesBill: '20000.00' as Amount };
const single = { ...policy, singlePerson: true };
const person = (...roles: Role[]) => ({ userId: 'u-1', name: '祝清和', roles });
const everything = person(...ROLES);
const ready: ReviewSubject = {
  kind: 'ready',
  reached: 'none',
  originatorUserId: 'u-9',
  contentHash: 'h',
  approvedHash: null,
  approvedBy: null,
  baseFen: 1_000_000n,
  part: '',
  payees: { hands: [], names: [] },
  state: {},
};
const approved: ReviewSubject = { ...ready, kind: 'approved', approvedBy: 'u-1', approvedHash: 'h' };
const trouble = (of: string): BillNotes =>
  ({ trouble: { class: of, step: 'audit', sentence: '', nextStep: '', since: 1, messages: [] } }) as BillNotes;
const failed: ReviewSubject = { ...approved, kind: 'failed', approvedBy: 'u-2', state: trouble('workflow') };
const halted: ReviewSubject = { ...failed, reached: 'submitted' };
const doubtful: ReviewSubject = { ...failed, kind: 'in-doubt', state: trouble('absent') };
const asked = (what: Asked['what'], by: string): BillNotes => ({ asked: { what, by, byName: '', reason: '' } });
const other = { reversal: { causes: ['amount'] } as unknown as ReversalCase };
const code = (
  action: BillAction,
  bill: ReviewSubject,
  who = everything,
  facts: Partial<ActionFacts> = {},
  by = policy,
) => whyNot(action, bill, who, { ...NO_FACTS, ...facts }, by)?.code ?? null;

describe('each action, state by state, for a colleague with every role', () => {
  const FITS: Readonly<Record<BillAction, readonly BillStateKind[]>> = {
    approve: ['ready'],
    unapprove: ['approved'],
    fix: ['collected', 'needs-mapping', 'ready', 'approved', 'failed', 'held'],
    hold: ['needs-mapping', 'ready', 'approved', 'failed'],
    release: ['held'],
    exclude: ['collected', 'needs-mapping', 'ready', 'approved', 'failed', 'held'],
    'handle-outside': ['collected', 'needs-mapping', 'ready', 'approved', 'failed', 'held'],
    restore: [],
    'no-payment': [],
    'ask-applicant': ['needs-mapping', 'ready', 'approved', 'failed'],
    push: ['approved'],
    'check-now': ['in-doubt'],
    continue: ['failed'],
    withdraw: [],
    'hand-over': [],
    adopt: ['in-doubt'],
    resend: ['in-doubt'],
    reversed: ['reversal-needed'],
    stands: ['reversal-needed'],
  };
  it.each(BILL_ACTIONS)('%s', (action) => {
    const bill = (kind: BillStateKind): ReviewSubject => ({
      ...ready,
      kind,
      approvedHash: 'h',
      approvedBy: 'u-2',
      state: kind === 'in-doubt' ? trouble('absent') : {},
    });
    expect(BILL_STATES.filter((kind) => code(action, bill(kind)) === null)).toEqual(FITS[action]);
  });

  it('nothing to be paid is ticked where the form leaves nothing and nothing else is wrong, of no bill of one’s own and of none that was changed', () => {
    const offset: ReviewSubject = { ...ready, kind: 'needs-mapping', contentHash: null };
    const facts = { nothingLeft: true };
    expect(code('no-payment', offset, everything, facts)).toBeNull();
    expect(code('no-payment', offset)).toBe('bill/something-to-pay');
    expect(code('no-payment', { ...offset, kind: 'held' }, everything, facts)).toBe('bill/something-to-pay');
    expect(code('no-payment', { ...offset, originatorUserId: 'u-1' }, everything, facts)).toBe('bill/own-bill');
    expect(code('no-payment', offset, everything, { ...facts, replaced: true })).toBe('bill/amended');
    expect(code('no-payment', offset, everything, { ...facts, approvedOnce: true })).toBe('bill/approved-before');
    expect(code('no-payment', offset, everything, { ...facts, approvedOnce: true }, single)).toBeNull();
    expect(code('no-payment', offset, person('mapper', 'pusher'), facts)).toBe('access/refused');
  });

  it('what may have been sent is never handled outside, and the reason is that, not its state', () => {
    for (const kind of ['pushing', 'in-doubt', 'booked', 'written-back', 'reversal-needed'] as const)
      expect(code('handle-outside', { ...ready, kind })).toBe('bill/maybe-sent');
    expect(code('handle-outside', halted)).toBe('bill/maybe-sent');
    expect(code('handle-outside', failed)).toBeNull();
    expect(code('handle-outside', { ...ready, state: asked('handle-outside', 'u-1') })).toBeNull();
    const mine = { ...approved, state: asked('handle-outside', 'u-1') };
    expect(code('handle-outside', mine, everything, { approvedOnce: true })).toBe('bill/second-person');
    expect(code('handle-outside', ready, person('pusher', 'mapper'))).toBe('access/refused');
  });

  it('what a person closed comes back for a day, unless its approval was changed since; what nobody closed never', () => {
    const day = 86_400_000;
    const closed = (kind: BillStateKind, ago: number): ReviewSubject => ({
      ...ready,
      kind,
      closedAt: Date.now() - ago,
    });
    for (const kind of ['excluded', 'handled-outside'] as const) {
      expect(code('restore', closed(kind, day - 60_000))).toBeNull();
      expect(code('restore', closed(kind, day + 1_000))).toBe('bill/undo-late');
      expect(code('restore', { ...ready, kind, closedAt: null })).toBe('bill/not-closed');
      expect(code('restore', closed(kind, 1), everything, { replaced: true })).toBe('bill/amended');
      expect(code('restore', { ...closed(kind, 1), originatorUserId: 'u-1' })).toBe('bill/own-bill');
    }
    const mine = { ...closed('excluded', 1), state: asked('restore', 'u-1') };
    expect(code('restore', mine, everything, { approvedOnce: true })).toBe('bill/second-person');
    expect(code('restore', mine, { ...everything, userId: 'u-2' }, { approvedOnce: true })).toBeNull();
    expect(code('restore', mine)).toBeNull();
    expect(code('restore', ready)).toBe('bill/not-closed');
  });

  it('what Kingdee holds is not changed any more: it goes on, out again, or is left to Kingdee', () => {
    const fitting = BILL_ACTIONS.filter((action) => code(action, halted) === null);
    expect(fitting).toEqual(['continue', 'withdraw', 'hand-over']);
  });
});

const rowOf = (action: BillAction) => {
  const path = { fix: '/api/mapping/fixes', push: '/api/push-orders' }[action as string] ?? `/api/bills/:id/${action}`;
  return everyRoute.find((row) => row.operation === `POST ${path}`);
};

describe('who', () => {
  it('is let in as the route of the action lets in, and told so before anything else', () => {
    for (const action of BILL_ACTIONS) {
      const letIn = ROLES.filter((role) => code(action, doubtful, person(role)) !== 'access/refused');
      expect([action, letIn]).toEqual([action, ROLES.filter((role) => rowOf(action)?.who.includes(role as never))]);
    }
  });

  it.each([
    ['applied for it', { originatorUserId: 'u-1' }],
    ['is paid by it', { payees: { hands: [], names: ['祝清和'] } }],
  ])('%s, only stops it, has Kingdee asked, and carries out what others approved', (_, own) => {
    const held: ReviewSubject = { ...ready, kind: 'held' };
    for (const [bill, left] of [
      [ready, ['hold']],
      [{ ...approved, approvedBy: 'u-2' }, ['hold', 'push']],
      [held, []],
      [failed, ['hold']],
      [halted, []],
      [doubtful, ['check-now']],
      [{ ...ready, kind: 'reversal-needed' as const }, []],
    ] as const)
      expect([bill.kind, BILL_ACTIONS.filter((action) => code(action, { ...bill, ...own }) === null)]).toEqual([
        bill.kind,
        left,
      ]);
    expect(code('push', { ...approved, approvedBy: 'u-2', ...own })).toBeNull();
    expect(code('approve', { ...ready, ...own }, everything, {}, single)).toBeNull();
  });

  it('put the payee by hand neither approves nor pushes it, whatever the amount', () => {
    const hands = [{ field: 'oppositeAccount', form: '尾号 8811', put: '尾号 0023', rowId: null, by: 'u-1' }];
    const small = { baseFen: 100n, payees: { hands, names: [] } };
    expect(code('approve', { ...ready, ...small })).toBe('bill/payee-hand');
    for (const [action, bill] of [
      ['push', { ...approved, approvedBy: 'u-2' }],
      ['continue', failed],
      ['adopt', doubtful],
      ['resend', doubtful],
    ] as const) {
      expect(code(action, { ...bill, ...small })).toBe('bill/four-eyes');
      expect(code(action, { ...bill, ...small }, everything, {}, single)).toBeNull();
    }
  });

  it('approved a large bill does not send it; what Kingdee holds already anybody finishes', () => {
    const large = { baseFen: 2_000_000n, approvedBy: 'u-1' };
    for (const [action, bill] of [
      ['push', approved],
      ['continue', failed],
      ['resend', doubtful],
    ] as const) {
      expect(code(action, { ...bill, ...large })).toBe('bill/four-eyes');
      expect(code(action, { ...bill, ...large, baseFen: 1_999_999n })).toBeNull();
    }
    expect(code('continue', { ...halted, ...large })).toBeNull();
  });

  it('approved one of several bills of an approval does not send it, however small: it tells nothing of the whole', () => {
    const part = { ...approved, baseFen: 100n, part: 'P4RT', approvedBy: 'u-1' };
    expect(code('push', part)).toBe('bill/four-eyes');
    expect(code('push', { ...part, approvedBy: 'u-2' })).toBeNull();
    expect(code('push', part, everything, {}, single)).toBeNull();
  });

  it.each(REVERSAL_CAUSES)(
    '仍然有效 is the word of two people, also where Kingdee holds nothing any more: %s',
    (cause) => {
      const reversal = { causes: [cause] } as unknown as ReversalCase;
      const bill = { ...ready, kind: 'reversal-needed' as const, state: { reversal, ...asked('stands', 'u-1') } };
      expect(code('stands', bill)).toBe('bill/second-person');
      expect(isOtherPayment(reversal)).toBe(true);
    },
  );

  it('asked for a decision of two does not say it again; another may', () => {
    const reversal = { ...ready, kind: 'reversal-needed' as const };
    for (const [what, bill, facts] of [
      ['exclude', ready, { approvedOnce: true }],
      ['reversed', reversal, {}],
      ['stands', { ...reversal, state: other }, {}],
    ] as const) {
      const by = (userId: string) => ({ ...bill, state: { ...bill.state, ...asked(what, userId) } });
      expect(code(what, by('u-1'), everything, facts)).toBe('bill/second-person');
      expect(code(what, by('u-2'), everything, facts)).toBeNull();
      expect(code(what, by('u-1'), everything, facts, single)).toBeNull();
    }
  });
});

describe('what stands in the way besides the state', () => {
  it.each([
    ['approve', { ...ready, contentHash: null }, {}, 'bill/incomplete'],
    ['approve', ready, { replaced: true }, 'bill/amended'],
    ['hold', { ...ready, kind: 'collected' }, {}, 'bill/being-mapped'],
    ['hold', { ...ready, kind: 'held' }, {}, 'bill/illegal-transition'],
    [
      'release',
      { ...ready, kind: 'held', state: { awaits: { standing: true, sentence: '原单在金蝶。' } } },
      {},
      'bill/original-stands',
    ],
    ['ask-applicant', { ...ready, kind: 'needs-mapping' }, { schemeLacks: '方案没有费用项目' }, 'bill/scheme-lacks'],
    ['push', { ...approved, contentHash: 'other' }, {}, 'bill/not-approved'],
    ['push', approved, { ledgerHeld: true }, 'ledger/held'],
    ['continue', failed, { ledgerHeld: true }, 'ledger/held'],
    ['withdraw', halted, { ledgerHeld: true }, 'ledger/held'],
    ['resend', doubtful, { ledgerHeld: true }, 'ledger/held'],
    ['continue', { ...failed, contentHash: 'other' }, {}, 'bill/not-halted'],
    // Refused at 1: nothing is read anew before that.
    ['continue', { ...failed, state: trouble('base-data') }, {}, 'bill/base-data-refused'],
    ['continue', { ...failed, state: trouble('base-data') }, { baseDataReadAt: 1 }, 'bill/base-data-refused'],
    ['continue', { ...failed, state: trouble('base-data') }, { baseDataReadAt: 2 }, null],
    ['continue', { ...halted, state: trouble('base-data') }, {}, null],
    ['continue', { ...halted, state: { ...halted.state, amendedBy: ['x'] } }, {}, 'bill/amended'],
    ['hand-over', { ...halted, state: { ...halted.state, amendedBy: ['x'] } }, {}, 'bill/amended'],
    ['continue', { ...halted, state: trouble('differs') }, {}, 'bill/altered'],
    ['hand-over', { ...halted, state: trouble('two-found') }, {}, 'bill/altered'],
    ['hand-over', { ...halted, reached: 'audited' }, {}, 'bill/not-in-kingdee'],
    ['withdraw', { ...doubtful, state: trouble('in-doubt') }, {}, 'bill/not-withdrawable'],
    ['adopt', { ...doubtful, state: trouble('in-doubt') }, {}, 'bill/not-undecided'],
  ] as const)('%s', (action, bill, facts, expected) => {
    expect(code(action, bill, everything, facts)).toBe(expected);
  });

  it('an action looks at no fact that is not read for it', () => {
    for (const action of BILL_ACTIONS) {
      const looked = new Set<string>();
      const facts = new Proxy(NO_FACTS, {
        get: (target, name, self) => {
          looked.add(String(name));
          return Reflect.get(target, name, self);
        },
      });
      const own = asked(action === 'handle-outside' || action === 'restore' ? action : 'exclude', 'u-1');
      for (const kind of BILL_STATES)
        for (const bill of [ready, approved, failed, halted, doubtful])
          for (const state of [bill.state ?? {}, own])
            whyNot(action, { ...bill, kind, state, closedAt: Date.now() }, everything, facts, policy);
      expect([action, [...looked].sort()]).toEqual([action, [...(LOOKS_AT[action] ?? [])].sort()]);
    }
  });

  it('a reason stands among the problems of the route; what a push leaves out is told on its sheet', () => {
    for (const kind of BILL_STATES)
      for (const bill of [ready, approved, failed, halted, doubtful])
        for (const own of [{}, { originatorUserId: 'u-1' }])
          for (const [action, why] of offeredActions({ ...bill, ...own, kind }, everything, NO_FACTS, policy)) {
            const row = rowOf(action);
            if (why && row && action !== 'push')
              expect([action, why.code, mayAnswer(row, why.code)]).toEqual([action, why.code, true]);
          }
  });

  it('every reason has words, for the button and for the refusal', () => {
    const told = (action: BillAction, bill: ReviewSubject) => ({ action, bill, actor: everything, policy });
    for (const kind of BILL_STATES)
      for (const [action, why] of offeredActions({ ...halted, kind }, everything, NO_FACTS, policy))
        if (why) expect(refusedActionWords(why, told(action, { ...halted, kind }))).toMatch(/。$/);
    expect(refusedActionWords({ code: 'bill/not-ready' }, told('approve', approved))).toBe(
      '单据现在是“待推送”，不是待审核，没有通过。刷新后看最新状态。',
    );
  });
});

describe('what a bill waits for', () => {
  const why = (bill: ReviewSubject, who = everything) => whyNotYou(bill, who, NO_FACTS, policy);
  it('is not for this person: why is said in a sentence', () => {
    expect(why({ ...ready, originatorUserId: 'u-1' })).toBe('这张是你自己的报销，要由别人审核。');
    expect(why({ ...approved, baseFen: 2_000_000n })).toBe(
      '审核人与推送人都是你，且达到 ¥20,000.00。请另一位有“推送”角色的同事推送。',
    );
    expect(why(approved, person('reviewer'))).toBe('你没有“推送”角色。请有“推送”角色的同事来推送。');
    expect(why({ ...ready, kind: 'held' }, person('viewer'))).toBeNull();
    expect(why(halted)).toBeNull();
  });
});

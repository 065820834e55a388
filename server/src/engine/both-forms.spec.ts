import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { describe, expect, it, vi } from 'vitest';
import { ANY_MARK, bytesOf, frozen, generatedInput, markOf, randomNumbers } from './approvals-for-spec.js';
import { mapApproval } from './map-approval.js';
import { provenanceAt } from './result/bill-provenance.js';

/** What holds for every approval of every form, over 2,000 that nobody thought of. */

const random = randomNumbers(20_261_127);
const INPUTS = Array.from({ length: 2000 }, (_, index) => {
  const input = generatedInput(index, random);
  return { ...input, instance: frozen(input.instance), locks: frozen(input.locks) };
});
const first = INPUTS.map((input) => mapApproval(input));

describe('an approval of either form', () => {
  it('is mapped as often as it is stopped, so that both are looked at', () => {
    for (const target of ['AP_PAYBILL', 'AP_OtherPayable']) {
      const own = first.filter((result) => result.target === target);
      const whole = own.filter(({ draft }) => draft !== null).length;
      expect(own.length).toBe(1000);
      expect(whole).toBeGreaterThan(200);
      expect(own.length - whole).toBeGreaterThan(200);
    }
  });

  it('gives the same bytes again, and under a version that was read anew, after any others', () => {
    const others: number[] = [];
    for (let at = INPUTS.length - 1; at >= 0; at--) {
      const [input, result] = [INPUTS[at], first[at]];
      if (!input || !result) continue;
      const again = at % 7 === 0 ? { ...input, scheme: structuredClone(input.scheme) } : input;
      if (bytesOf(mapApproval(again)) !== bytesOf(result)) others.push(at);
    }
    expect(others).toEqual([]);
  }, 60_000);

  it('pays in its rows what its header pays, and what the form says', () => {
    for (const { draft, facts } of first) {
      if (draft === null) continue;
      const sum = draft.rows.reduce((all, { amount }) => all + toFen(amount as Amount), 0n);
      expect(fromFen(sum)).toBe(draft.total);
      expect(facts.formTotal).toBe(draft.total);
    }
  });

  it('says of every value where it comes from, and never of one that is not there', () => {
    const unsaid: string[] = [];
    for (const { fields, provenance } of first) {
      const values = [
        ...Object.entries(fields.header).map(([name, value]) => [`header.${name}`, value] as const),
        ...fields.rows.flatMap((row, at) => [
          ...Object.entries(row.fields).map(([name, value]) => [`rows[${at}].${name}`, value] as const),
          ...(row.amount === null ? [] : [[`rows[${at}].amount`, row.amount] as const]),
        ]),
      ];
      for (const [path, value] of values) {
        const why = provenanceAt(provenance, path);
        const hits = why?.ladder.filter(({ hit }) => hit).length ?? 0;
        if (hits !== 1 || why?.reference.code === 'none') unsaid.push(`${path} ${value}`);
      }
    }
    expect(unsaid).toEqual([]);
  });

  it('has nothing of another approval in it', () => {
    const mixed = first.flatMap((result, at) => {
      const marks = new Set(bytesOf(result).match(ANY_MARK) ?? []);
      return marks.size === 1 && marks.has(markOf(at)) ? [] : [[at, ...marks]];
    });
    expect(mixed).toEqual([]);
  });

  it('is mapped in a program that has mapped nothing else as in one that has mapped many, of both forms', async () => {
    for (let at = 0; at < 24; at++) {
      vi.resetModules();
      const fresh = await import('./map-approval.js');
      const input = INPUTS[at * 79];
      expect(input && bytesOf(fresh.mapApproval(structuredCloneOf(input)))).toBe(bytesOf(first[at * 79]));
    }
  }, 60_000);
});

/** Nothing by which a memory that is kept by object could know it. */
const structuredCloneOf = (input: (typeof INPUTS)[number]): typeof input => ({
  ...input,
  instance: structuredClone(input.instance),
  scheme: structuredClone(input.scheme),
});

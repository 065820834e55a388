import { describe, expect, it, vi } from 'vitest';
import { formNamed } from '../connectors/forms/payment-form.js';
import { canonicalJson } from '../domain/draft/payment-bill.js';
import { mapApproval } from './map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from './reimbursement-for-spec.js';

/** What is worked out once for a version and a form never changes what an approval becomes. */

let state = 20261128;
const below = (n: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * n);
};
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

function anyInput() {
  const amounts = Array.from({ length: 1 + below(5) }, () => `${1 + below(500)}.${10 + below(90)}`);
  const rows = amounts.map((amount) =>
    row(
      cell(pick(['报销金额(元)', '报销金额（元）']), text(amount)),
      ...(below(9) > 0 ? [cell(pick(['费用明细', '费用明细 ']), text(pick(['住宿', '市内交通', '打车'])))] : []),
    ),
  );
  const controls = {
    报销明细: control('报销明细', { kind: 'table', rows: below(4) > 0 ? rows : [...rows].reverse() }),
    总金额: control(pick(['总金额', '总金额 ']), text(pick(amounts))),
  };
  const more = below(3) > 0 ? [] : [control(pick(['借款冲销', '总金额', '费用归属项目']), text(pick(['5.00', '甲'])))];
  const input = expenseInput({ controls, more, book: filledBook() });
  const form = [
    {
      id: 'Field_总金额',
      label: pick(['总金额', '合计']),
      type: 'MoneyField',
      alias: null,
      required: true,
      options: [],
      children: [],
    },
  ];
  // The very same rules, read for one form and for the other.
  const target = below(2) > 0 ? input.target : formNamed('AP_OtherPayable');
  return { ...input, target, ...(below(2) > 0 ? {} : { scheme: { ...input.scheme, form } }) };
}
const textOf = (result: ReturnType<typeof mapApproval>) =>
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
const bytes = (input: ReturnType<typeof anyInput>) => textOf(mapApproval(input));

describe('an approval', () => {
  it('becomes the same bytes after any others under the same version, and under a version that was read anew', () => {
    const inputs = Array.from({ length: 600 }, anyInput);
    const first = inputs.map(bytes);
    for (let at = inputs.length - 1; at >= 0; at--) {
      const input = inputs[at];
      if (!input) continue;
      expect(bytes(input)).toBe(first[at]);
      if (at % 5 === 0) expect(bytes({ ...input, scheme: structuredClone(input.scheme) })).toBe(first[at]);
    }
  }, 60_000);

  it('becomes what it becomes in a program that never saw the other form, the other schema or another approval', async () => {
    const inputs = Array.from({ length: 400 }, anyInput);
    const all = inputs.map(bytes);
    const others: number[] = [];
    for (let at = 0; at < inputs.length; at += 16) {
      vi.resetModules();
      const { mapApproval: alone } = await import('./map-approval.js');
      const input = inputs[at];
      if (!input) continue;
      const anew = { ...input, instance: structuredClone(input.instance), scheme: structuredClone(input.scheme) };
      if (textOf(alone(anew)) !== all[at]) others.push(at);
    }
    expect(others).toEqual([]);
  }, 60_000);
});

describe('canonical JSON', () => {
  const plainly = (value: unknown): string => {
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record)
      .sort()
      .filter((key) => record[key] !== undefined);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${plainly(record[key])}`).join(',')}}`;
  };
  it('sorts keys as texts at every level, numbers among them, leaves out what is undefined and escapes as JSON does', () => {
    const odd = ['a', 'B', '10', '9', '0x', '', '费用', '__proto__', 'toJSON', '"', '\u2028', '\ud800', 'é'];
    for (let i = 0; i < 3000; i++) {
      const value = (deep: number): unknown => {
        const kind = deep <= 0 ? below(3) : below(6);
        if (kind < 3) return pick([...odd, null, true, 1.5]);
        if (kind === 3) return Array.from({ length: below(4) }, () => value(deep - 1));
        return Object.fromEntries(
          Array.from({ length: below(6) }, () => [pick(odd), below(6) === 0 ? undefined : value(deep - 1)]),
        );
      };
      const one = value(3);
      expect(canonicalJson(one)).toBe(plainly(one));
    }
  });
});

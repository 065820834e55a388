import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { formNamed } from '../connectors/forms/payment-form.js';
import { mapApproval } from './map-approval.js';
import { expenseInput, filledBook } from './reimbursement-for-spec.js';

/** Every pair of fields that a form declares to be one value, from either side. */
const CONTENT = expenseInput().scheme.content;
const OWED: SchemeContent = {
  ...CONTENT,
  target: 'AP_OtherPayable',
  header: Object.fromEntries(
    Object.entries(CONTENT.header).filter(([name]) => name in formNamed('AP_OtherPayable').header),
  ),
  rows: Object.fromEntries(Object.entries(CONTENT.rows).filter(([name]) => name in formNamed('AP_OtherPayable').rows)),
};
const CASES = [CONTENT, OWED].flatMap((content) => {
  const form = formNamed(content.target);
  return Object.entries(form.header).flatMap(([second, { sameAs: first }]) =>
    first === undefined
      ? []
      : [
          { form: form.id, content, set: second, twin: first },
          { form: form.id, content, set: first, twin: second },
        ],
  );
});
const OTHER = 'ANOTHER-1';
const mapped = (content: SchemeContent, locks: Record<string, string>, lockedBy = {}) => {
  const input = expenseInput({ locks });
  const scheme = { ...input.scheme, content };
  return mapApproval({ ...input, scheme, target: formNamed(content.target), lockedBy });
};
const fixed = (label: string, value: string): FieldRules => ({
  label,
  rules: [{ kind: 'constant', value }],
  required: true,
});
const reds = ({ issues }: ReturnType<typeof mapApproval>) =>
  issues.filter(({ level }) => level === 'red').map(({ code }) => code);

describe('two fields that are one value', () => {
  it('are declared: whom a payment is about and who gets it, who pays and who settles', () => {
    expect(
      CASES.filter(({ set, twin }) => set > twin).map(({ form, set, twin }) => [form, set, twin].join(' ')),
    ).toEqual([
      'AP_PAYBILL receivingUnitType contactUnitType',
      'AP_PAYBILL receivingUnit contactUnit',
      'AP_PAYBILL settleOrg payOrg',
      'AP_OtherPayable settleOrg payOrg',
    ]);
  });

  it.each(CASES)('$form: a value set by hand on $set is that of $twin', ({ content, set, twin }) => {
    const result = mapped(content, { [`header.${set}`]: OTHER });
    expect([result.fields.header[set], result.fields.header[twin]]).toEqual([OTHER, OTHER]);
    expect(result.provenance[`header.${twin}`]?.kind).toBe('hand');
    // Cited as it was set: the same locks give the same bill again.
    expect(result.citations.locks).toEqual({ [`header.${set}`]: OTHER });
  });

  it.each(CASES)('$form: two hands that differ on $set and $twin stop the bill', ({ content, set, twin }) => {
    const result = mapped(content, { [`header.${set}`]: OTHER, [`header.${twin}`]: 'ANOTHER-2' });
    expect(reds(result)).toContain('twins-differ');
    expect(result.draft).toBeNull();
    expect(reds(mapped(content, { [`header.${set}`]: OTHER, [`header.${twin}`]: OTHER }))).not.toContain(
      'twins-differ',
    );
  });

  it.each(CASES)('$form: $set and $twin are two where the scheme fills them by different rules', (each) => {
    const { content, set, twin } = each;
    const apart = { ...content, header: { ...content.header, [twin]: fixed('另一个', 'ANOTHER-2') } };
    const result = mapped(apart, { [`header.${set}`]: OTHER });
    expect([result.fields.header[set], result.fields.header[twin]]).toEqual([OTHER, 'ANOTHER-2']);
    expect(reds(result)).not.toContain('twins-differ');
  });

  it('a party is its unit and the type of it: of two types there are two units', () => {
    const apart = {
      ...CONTENT,
      header: { ...CONTENT.header, receivingUnitType: fixed('收款单位类型', 'BD_Supplier') },
    };
    const result = mapped(apart, { 'header.contactUnit': 'YG00009' });
    expect(result.fields.header).toMatchObject({ contactUnit: 'YG00009', receivingUnit: 'YG00007' });
  });

  it('whose hand it is, is known of both', () => {
    const result = mapped(CONTENT, { 'header.contactUnit': 'YG00009' }, { 'header.contactUnit': 'u1' });
    expect(result.payees.hands.map(({ field, by }) => [field, by])).toEqual([
      ['contactUnit', 'u1'],
      ['receivingUnit', 'u1'],
    ]);
  });

  it('the organisation set for settling is the one that pays, and a person is told so', () => {
    const input = expenseInput({ locks: { 'header.settleOrg': '102' }, book: filledBook() });
    const { draft, issues } = mapApproval(input);
    expect(draft).toMatchObject({ orgNumber: '102', header: { payOrg: '102', settleOrg: '102' } });
    expect(issues.map(({ code }) => code)).toContain('pay-org-hand');
  });
});

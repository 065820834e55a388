import type { FieldRules, Rule, SchemeContent, TargetName } from '@dingdee/shared/scheme';
import { TARGETS } from '@dingdee/shared/scheme';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formNamed } from '../connectors/forms/payment-form.js';
import type { ApprovalInstance, Control } from '../domain/approval/approval-instance.js';
import type { MappingResult } from '../domain/draft/mapping-result.js';
import type { TargetField } from '../domain/draft/target-form.js';
import { ANY_MARK, bytesOf, generatedInput, markOf, randomNumbers } from './approvals-for-spec.js';
import type { MappingInput } from './field/mapping-input.js';
import { mapApproval } from './map-approval.js';
import { cell, expenseInput, filledBook, text } from './reimbursement-for-spec.js';
import { provenanceAt } from './result/bill-provenance.js';

/** What holds for every scheme that could be written, over approvals that nobody thought of. */

const { scheme: USUAL } = expenseInput();
const ROUNDS = 25;
/** The same schemes in each run; others by SCHEME_SEED. */
const SEED = Number(process.env.SCHEME_SEED ?? 20261201);

const topRef = fc.constantFrom(
  'field:费用归属项目',
  'field:总金额',
  'field:收款账号',
  'field:收款账号#name',
  'field:没有这个|费用归属项目',
  'instance:title',
  'instance:originatorName',
  'instance:originatorUserId',
  'instance:originatorDeptName',
  'instance:businessId',
  'instance:finishDate',
);
const rowRef = fc.constantFrom(
  'row:费用明细',
  'row:费用说明',
  'row:报销金额(元)',
  'row:费用发生日期',
  'row:费用说明|费用明细',
);
type Part = 'header' | 'rows';
const refIn = (part: Part) => (part === 'rows' ? fc.oneof(topRef, rowRef) : topRef);
const conditionIn = (part: Part) =>
  fc.record({
    from: refIn(part),
    is: fc.constantFrom('equals', 'contains', 'filled', 'empty', 'not-equals'),
    value: fc.constantFrom('住宿', '市内', '市场部'),
  });
const CEL: Readonly<Record<Part, readonly string[]>> = {
  header: ['field["费用归属项目"] + "甲"', 'instance["title"] == "" ? "空" : instance["originatorName"]'],
  rows: ['row["费用明细"] == "住宿" ? "CI0005" : row["费用说明"]', 'field["费用归属项目"] + row["费用说明"]'],
};

function ruleOf(part: Part, { type }: TargetField): fc.Arbitrary<Rule> {
  const ref = refIn(part);
  const when = fc.option(fc.array(conditionIn(part), { minLength: 1, maxLength: 2 }), { nil: undefined });
  const withWhen = (rule: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
    fc.tuple(rule, when).map(([own, asked]) => (asked ? { ...own, when: asked } : own));
  const amount = ref.map((from): Rule => ({ kind: 'amount', from }));
  const constant = fc
    .constantFrom('CI0001', 'BM000005', '2026-01-02', '1', '固定的字')
    .map((value): Rule => ({ kind: 'constant', value }));
  if (type === 'amount') return withWhen(amount);
  const closed = fc.option(fc.constantFrom('stop', 'next-open'), { nil: undefined });
  const picked = fc
    .tuple(fc.constantFrom('earliest', 'latest'), closed)
    .map(([pick, way]): Rule => ({ kind: 'date', from: 'row:费用发生日期', pick, ...(way ? { closed: way } : {}) }));
  const day = fc
    .tuple(ref, closed)
    .map(([from, way]): Rule => ({ kind: 'date', from, ...(way ? { closed: way } : {}) }));
  if (type === 'date') return withWhen(part === 'header' ? fc.oneof(day, picked, constant) : fc.oneof(day, constant));
  return withWhen(
    fc.oneof(
      constant,
      ref.map((from): Rule => ({ kind: 'source', from })),
      fc.tuple(ref, fc.constantFrom('costItem', 'department', 'contactUnit', 'bankAccount'), fc.boolean()).map(
        ([key, table, fallsBack]): Rule => ({
          kind: 'lookup',
          table,
          key,
          ...(fallsBack ? { default: 'CI0099' } : {}),
        }),
      ),
      fc.tuple(ref, ref).map(([one, two]): Rule => ({ kind: 'template', text: `{${one}} 一 {${two}}` })),
      fc.constantFrom(...CEL[part]).map((cel): Rule => ({ kind: 'expression', cel })),
    ),
  );
}

/** Some fields of a form with rules of their own, the others as the usual scheme has them, or none. */
function fieldsOf(part: Part, target: TargetName): fc.Arbitrary<Record<string, FieldRules>> {
  const known = Object.entries(formNamed(target)[part]);
  return fc
    .tuple(
      ...known.map(([name, field]) =>
        fc.tuple(
          fc.constant(name),
          fc.constantFrom('usual', 'usual', 'own', 'none'),
          fc.array(ruleOf(part, field), { minLength: 1, maxLength: 3 }),
          fc.boolean(),
        ),
      ),
    )
    .map((all) =>
      Object.fromEntries(
        all.flatMap(([name, how, rules, required]): [string, FieldRules][] => {
          const usual = USUAL.content[part][name];
          if (how === 'own') return [[name, { label: name, rules, required }]];
          return how === 'usual' && usual ? [[name, usual]] : [];
        }),
      ),
    );
}

const scheme = (target: TargetName): fc.Arbitrary<SchemeContent> =>
  fc.tuple(fieldsOf('header', target), fieldsOf('rows', target), fc.boolean()).map(([header, rows, grouped]) => ({
    ...USUAL.content,
    target,
    header,
    rows,
    detail: { ...USUAL.content.detail, ...(grouped ? { group: ['row:费用明细'] } : {}) },
  }));

const BOOK = filledBook();
const CLOSED = new Map([['101', '2026-02']]);
const DAYS = ['2026-01-30', '2026-03-02', '', '2026/2/9', '说不清'];

/** An approval whose texts all have its own mark, under this scheme; the scheme's object is the very same for all. */
function input(content: SchemeContent, index: number, seed: number): MappingInput {
  const given = generatedInput(index, randomNumbers(seed));
  const dated = (control: Control): Control =>
    control.name === '报销明细' && control.value.kind === 'table'
      ? {
          ...control,
          value: {
            ...control.value,
            rows: control.value.rows.map((row, at) => {
              const day = DAYS[(seed + at) % DAYS.length] ?? '';
              return day === ''
                ? row
                : { ...row, cells: [...row.cells, cell('费用发生日期', text(`${day} ${markOf(index)}`))] };
            }),
          },
        }
      : control;
  const instance = { ...given.instance, controls: given.instance.controls.map(dated) };
  const { form: _, ...bare } = given.scheme;
  const target = formNamed(content.target);
  return { ...given, instance, scheme: { ...bare, id: 's', content }, target, book: BOOK, closed: CLOSED };
}

/** Nothing by which a memory that is kept by object could know the scheme. */
const alone = (given: MappingInput): string =>
  bytesOf(mapApproval({ ...given, scheme: structuredClone(given.scheme) }));

/** One value of an approval is another. */
function changed(instance: ApprovalInstance, at: number, mark: string): ApprovalInstance {
  const place = at % (instance.controls.length + 1);
  if (place === instance.controls.length) return { ...instance, title: `改过${mark}` };
  const controls = instance.controls.map((control, index): Control => {
    if (index !== place) return control;
    if (control.value.kind !== 'table') return { ...control, value: text(`改过${mark}`) };
    const [first, ...rest] = control.value.rows;
    const cells = first?.cells.map((one, i) =>
      i === at % first.cells.length ? { ...one, value: text(`改过${mark}`) } : one,
    );
    return { ...control, value: { kind: 'table', rows: first && cells ? [{ ...first, cells }, ...rest] : [] } };
  });
  return { ...instance, controls };
}

const seed = fc.integer({ min: 1, max: 1_000_000 });

it('a value that only some lines of a group give says on which rung it counts', () => {
  const comment: FieldRules = {
    label: '备注',
    required: false,
    rules: [
      {
        kind: 'lookup',
        table: 'costItem',
        key: 'field:费用归属项目',
        default: 'CI0099',
        when: [{ from: 'row:费用说明', is: 'empty', value: '' }],
      },
    ],
  };
  const { detail, rows } = USUAL.content;
  const content = { ...USUAL.content, detail: { ...detail, group: ['row:费用明细'] }, rows: { ...rows, comment } };
  const result = mapApproval(input(content, 1, 482_057));
  expect(result.fields.rows[0]?.fields.comment).toBe('CI0099');
  expect(unsaid(result)).toEqual([]);
});

describe.each(TARGETS)('under any scheme for %s', (target) => {
  it('no rule reads outside its approval', () => {
    fc.assert(
      fc.property(scheme(target), seed, seed, fc.nat(40), (content, one, other, at) => {
        const [a, b] = [input(content, 1, one), input(content, 2, other)];
        const expected = alone(a);
        const beside = mapApproval(b);
        expect(bytesOf(mapApproval(a))).toBe(expected);
        mapApproval({ ...b, instance: changed(b.instance, at, markOf(2)) });
        expect(bytesOf(mapApproval(a))).toBe(expected);
        for (const [result, index] of [
          [expected, 1],
          [bytesOf(beside), 2],
        ] as const)
          expect(result.match(ANY_MARK)?.filter((mark) => mark !== markOf(index)) ?? []).toEqual([]);
      }),
      { numRuns: ROUNDS, seed: SEED },
    );
  });

  it('every value has provenance, and says what stood there', () => {
    fc.assert(
      fc.property(scheme(target), seed, (content, one) => {
        expect(unsaid(mapApproval(input(content, 1, one)))).toEqual([]);
      }),
      { numRuns: ROUNDS, seed: SEED },
    );
  });
});

/** Paths whose value nobody could explain. */
function unsaid({ fields, provenance }: MappingResult): string[] {
  const values = [
    ...Object.entries(fields.header).map(([name, value]) => [`header.${name}`, value] as const),
    ...fields.rows.flatMap((row, at) => [
      ...Object.entries(row.fields).map(([name, value]) => [`rows[${at}].${name}`, value] as const),
      ...(row.amount === null ? [] : [[`rows[${at}].amount`, row.amount] as const]),
    ]),
  ];
  return values.flatMap(([path, value]) => {
    const why = provenanceAt(provenance, path);
    const counted = why?.ladder.filter(({ hit }) => hit) ?? [];
    const said = why !== null && why.reference.code !== 'none' && counted.length === 1 && counted[0]?.value !== null;
    const read = why?.reference.code !== 'form' || (why.source !== '' && why.sourceLabel !== '');
    return said && read ? [] : [`${path} ${value}`];
  });
}

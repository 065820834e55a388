import { expect, it } from 'vitest';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import type { TargetFields, TargetForm } from '../domain/draft/target-form.js';
import type { UsableBaseData } from '../domain/draft/usable-base-data.js';
import { mapApproval } from './map-approval.js';
import { expenseInput, filledBook } from './reimbursement-for-spec.js';

/** The payment bill with every field under another name and key: what the engine knows of it, it knows by role. */

const other = (name: string): string => `other${name[0]?.toUpperCase()}${name.slice(1)}`;
const renamed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [other(name), value]));
const fields = (given: TargetFields): TargetFields =>
  renamed(
    Object.fromEntries(
      Object.entries(given).map(([name, { kindIn, sameAs, key, ...field }]) => [
        name,
        {
          ...field,
          key: `X${key}`,
          ...(kindIn === undefined ? {} : { kindIn: other(kindIn) }),
          ...(sameAs === undefined ? {} : { sameAs: other(sameAs) }),
        },
      ]),
    ),
  );
const roles = <R extends object>(given: R): R =>
  Object.fromEntries(Object.entries(given).map(([role, name]) => [role, other(String(name))])) as R;
const OTHER_FORM: TargetForm = {
  ...PAYMENT_FORM,
  header: fields(PAYMENT_FORM.header),
  rows: fields(PAYMENT_FORM.rows),
  head: roles(PAYMENT_FORM.head),
  row: roles(PAYMENT_FORM.row),
};
const path = (text: string): string =>
  text.replace(/^(header|rows\[(?:\d+|\*)\])\.(\w+)$/, (_, at, name) => `${at}.${other(name)}`);

type Changes = Parameters<typeof expenseInput>[0];
const here = (changes: Changes, baseData?: UsableBaseData) => {
  const input = expenseInput(changes);
  return { ...input, ...(baseData ? { baseData } : {}) };
};
const there = (changes: Changes, baseData?: UsableBaseData) => {
  const input = here(changes, baseData);
  const content = {
    ...input.scheme.content,
    header: renamed(input.scheme.content.header),
    rows: renamed(input.scheme.content.rows),
  };
  const locks = Object.fromEntries(Object.entries(input.locks).map(([at, value]) => [path(at), value]));
  return { ...input, target: OTHER_FORM, locks, scheme: { ...input.scheme, content } };
};

const nobody: UsableBaseData = { knows: () => true, find: () => null, lookup: () => null };
const CASES: readonly { what: string; changes: Changes; baseData?: UsableBaseData }[] = [
  { what: 'a plain reimbursement', changes: {} },
  { what: 'cash', changes: { locks: { 'rows[0].settlementType': 'JSFS01_SYS', 'rows[0].cashAccount': 'XJ001' } } },
  {
    what: 'a payee by hand',
    changes: { locks: { 'header.contactUnit': 'YG00009', 'rows[1].oppositeAccount': '6217000012345678901' } },
  },
  { what: 'another organisation', changes: { book: filledBook({ payOrg: { 市场部: '102' } }) } },
  { what: 'nothing mapped', changes: { book: filledBook({ costItem: {}, contactUnit: {}, department: {} }) } },
  { what: 'foreign currency', changes: { locks: { 'header.currency': 'PRE007' } } },
  { what: 'nothing of it in Kingdee', changes: {}, baseData: nobody },
];

it.each(CASES)(
  'a form under other names is mapped to the same bill, with the same reasons: $what',
  ({ changes, baseData }) => {
    const ours = mapApproval(here(changes, baseData));
    const theirs = mapApproval(there(changes, baseData));
    expect(theirs.draft).toEqual(
      ours.draft && {
        ...ours.draft,
        header: renamed(ours.draft.header),
        rows: ours.draft.rows.map((row) => ({ ...row, fields: renamed(row.fields) })),
      },
    );
    expect(theirs.issues).toEqual(ours.issues.map((issue) => ({ ...issue, path: path(issue.path) })));
    expect(theirs.facts).toEqual(ours.facts);
    expect(theirs.lookups).toEqual(ours.lookups);
    expect(theirs.payees).toEqual({
      ...ours.payees,
      hands: ours.payees.hands.map((hand) => ({ ...hand, field: other(hand.field) })),
    });
    expect(Object.keys(theirs.provenance).sort()).toEqual(Object.keys(ours.provenance).map(path).sort());
  },
);

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { expect, it } from 'vitest';
import { keysOf, vendorNames } from './vendor-names.mjs';

const KNOWN = keysOf("{ payee: { key: 'FCONTACTUNIT', label: '往来单位' }, id: 'FID', type: { key: 'FBillTypeID' } }");
const PATH = 'server/src/push/send.ts';
const found = (text, allowed = {}) => vendorNames(new Map([[PATH, text]]), KNOWN, allowed);

it('the keys of a form are read out of it', () => {
  expect([...KNOWN]).toEqual(['FCONTACTUNIT', 'FID', 'FBillTypeID']);
});

it.each([
  ['as text', "draft.header['FCONTACTUNIT']", 'FCONTACTUNIT'],
  ['as a member', 'stored.FBillTypeID', 'FBillTypeID'],
  ['inside another text', 'const filter = `FID in (${ids})`', 'FID'],
  ['in a comment', '/** Goes to FCONTACTUNIT. */', 'FCONTACTUNIT'],
  ['one that no form has yet, as text', "const key = 'FNEWFIELD'", 'FNEWFIELD'],
  ['one that no form has yet, asked for by number', "ask('FNEWFIELD.FNumber')", 'FNEWFIELD'],
  ['one that no form has yet, as a key', 'const model = { FNEWFIELD: value }', 'FNEWFIELD'],
  ['one that no form has yet, as a member', 'model.FNEWFIELD_E = value', 'FNEWFIELD_E'],
])('a field of Kingdee is refused where nothing of Kingdee is known: %s', (_, text, name) => {
  expect(found(text)).toEqual([
    `${PATH}: ${name} is the vendor's name of a field. Ask the form for it by its role (server/src/domain/draft/target-form.ts).`,
  ]);
});

it.each([
  ['a role', 'draft.header[form.head.payee]'],
  ['SQL', "tx.query('SELECT id FROM bill WHERE id = ? FOR UPDATE')"],
  ['a constant of ours', "const FINISHED = ['booked']; use(FINISHED)"],
  ['a setting', 'FOUR_EYES_BILL: z.string()'],
  ["a customer's own field", "keys.includes('F_ABCD_Project')"],
])('%s is none', (_, text) => {
  expect(found(text)).toEqual([]);
});

it('a file or folder that may, may; a permission that nothing needs is taken back', () => {
  expect(found("'FCONTACTUNIT'", { 'server/src/push': 'for now' })).toEqual([]);
  expect(found('nothing', { [PATH]: 'for now' })).toEqual([
    `${PATH} names no field of the vendor any more: take it off the list in scripts/check-vendor-names.mjs.`,
  ]);
});

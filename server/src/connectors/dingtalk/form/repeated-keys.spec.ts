import { describe, expect, it } from 'vitest';
import type { ControlValue } from '../../../domain/approval/approval-instance.js';
import { readPayee } from '../../../engine/payee/payee-reading.js';
import { decodeForm } from './decode-control.js';

const [FIRST, SECOND] = ['6222021234567890123', '6217000012345678901'];
const TWICE = `{"accountName":"冯赟","accountNumber":"${FIRST}","bankName":"招商银行","accountNumber":"${SECOND}"}`;

const decoded = (component: Record<string, unknown>) =>
  decodeForm([{ id: 'C1', name: '收款账号', componentType: 'RecipientAccountField', ...component }])[0];
const kindOf = (component: Record<string, unknown>): ControlValue['kind'] | undefined => decoded(component)?.value.kind;

describe('a payee that says one thing twice', () => {
  it.each<[string, Record<string, unknown>]>([
    ['in its value', { value: TWICE }],
    ['in a value that is wrapped as text once more', { value: JSON.stringify(TWICE) }],
    ['within another object', { value: `{"data":${TWICE}}` }],
    ['in one of a list', { value: `[{"accountNumber":"${FIRST}"},${TWICE}]` }],
    [
      'with the second key spelt by an escape',
      { value: `{"accountNumber":"${FIRST}","account\\u004eumber":"${SECOND}"}` },
    ],
    ['beside its value', { value: '冯赟 招商银行', extValue: TWICE }],
    [
      'in its JSON and in the same words both times',
      { value: `{"accountNumber":"${FIRST}","accountNumber":"${FIRST}"}` },
    ],
  ])('%s is read by nobody: the last one would be paid', (_, component) => {
    const control = decoded(component);
    expect(control?.value.kind).toBe('unreadable');
    const { number, trouble } = readPayee(control ?? never());
    expect([number, trouble?.code]).toEqual(['', 'payee-unreadable']);
  });

  it('in a table of banks, neither its table nor its row is', () => {
    const cell = `{"label":"银行账号","value":"${FIRST}","value":"${SECOND}"}`;
    const table = { componentType: 'TableField', value: `[{"rowValue":[${cell}]}]` };
    expect(kindOf(table)).toBe('unreadable');
    const inText = { componentType: 'TableField', value: JSON.stringify([{ rowValue: `[${cell}]` }]) };
    expect(decoded(inText)?.value).toMatchObject({ kind: 'table', rows: [{ unreadable: expect.any(String) }] });
  });

  it('is none where objects beside or within each other have the same keys, or a text has colons', () => {
    const value = `{"name":"冯赟","bank":{"name":"招商:银行\\":"},"more":[{"name":"a"},{"name":"b"}],"accountNumber":${FIRST}}`;
    expect(decoded({ value })?.value).toMatchObject({
      kind: 'object',
      entries: { name: '冯赟', accountNumber: FIRST },
    });
  });
});

function never(): never {
  throw new Error('no control');
}

import { expect, it } from 'vitest';
import { UNMARKED } from '../../../domain/mobile-mark.js';
import { readJson } from '../answer/exact-json.js';
import { BaseDataReader } from '../base-data-reader.js';
import type { K3CloudCalls } from '../k3cloud-calls.js';
import { KingdeeQueries } from '../kingdee-queries.js';

/** Answers of Kingdee by form, one page each. */
function reading(answers: Readonly<Record<string, unknown>>): { reader: BaseDataReader; asked: string[] } {
  const asked: string[] = [];
  const calls = {
    ask: (_service: string, body: string) => {
      asked.push(body);
      const form = Object.keys(answers).find((each) => body.includes(each)) ?? '';
      return Promise.resolve({ json: readJson(JSON.stringify(answers[form] ?? [])) });
    },
  } as unknown as Pick<K3CloudCalls, 'ask'>;
  return { reader: new BaseDataReader(calls, new KingdeeQueries(calls), UNMARKED), asked };
}
const refused = (message: string) => [
  [
    {
      Result: {
        ResponseStatus: { IsSuccess: false, MsgCode: 9, Errors: [{ FieldName: '', Message: message, DIndex: 0 }] },
      },
    },
  ],
];

it('organisations are those of departments and of the newest bills, each once, with the first name that is told', async () => {
  const { reader, asked } = reading({
    BD_Department: [
      ['1', '101', ''],
      ['2', '102', '上海'],
      ['3', '102', '上海'],
      ['4', '', ''],
    ],
    AP_PAYBILL: [
      ['9', '101', '杭州'],
      ['8', '103', ''],
    ],
  });
  expect(await reader.seenOrganisations()).toEqual([
    { number: '101', name: '杭州' },
    { number: '102', name: '上海' },
    { number: '103', name: '' },
  ]);
  expect(asked).toHaveLength(2);
});

it('what the user may not read either is left out', async () => {
  const { reader } = reading({ BD_Department: refused('没有部门的查看权限'), AP_PAYBILL: [['9', '103', '北京']] });
  expect(await reader.seenOrganisations()).toEqual([{ number: '103', name: '北京' }]);
});

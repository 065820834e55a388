import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Numbering } from '../../../domain/draft/payment-bill.js';
import type { UsableBaseData } from '../../../domain/draft/usable-base-data.js';
import { mapApproval } from '../../../engine/map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from '../../../engine/reimbursement-for-spec.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import { type FormShape, USUAL_SHAPE } from './form-shape.js';
import { batchSaveBody, billModel } from './to-kingdee.js';

/** What left for Kingdee before the form became data, and the hash that an approval was bound to then. Neither is ever to change. */

const NAMES: Readonly<Record<string, string>> = { YG00007: '冯赟', YG00009: '高旻' };
const kingdee: UsableBaseData = {
  knows: (kind) => kind === 'employee',
  find: (kind, number) => kingdee.lookup(kind, number, ''),
  lookup: (kind, number) =>
    kind === 'employee' && number in NAMES
      ? { number, name: NAMES[number] ?? '', usable: true, reason: null, orgNumber: '' }
      : null,
};

const plain = expenseInput();
const details = (...rows: ReturnType<typeof row>[]) => ({
  报销明细: control('报销明细', { kind: 'table', rows }),
});
const line = (amount: string, item: string) => row(cell('报销金额(元)', text(amount)), cell('费用明细', text(item)));
const one = { ...details(line('1,234.50', '市内交通')), 总金额: control('总金额', text('1234.50')) };
const INPUTS = {
  plain,
  cash: expenseInput({ locks: { 'rows[0].settlementType': 'JSFS01_SYS', 'rows[0].cashAccount': 'XJ001' } }),
  'by hand': expenseInput({ locks: { 'header.contactUnit': 'YG00009', 'rows[1].oppositeName': '高旻' } }),
  'other organisation': expenseInput({ book: filledBook({ payOrg: { 市场部: '102' } }) }),
  'one row': expenseInput({ controls: one }),
  'long remark': expenseInput({ controls: { 费用归属项目: control('费用归属项目', text('智慧园区😀'.repeat(60))) } }),
  'known in Kingdee': { ...plain, baseData: kingdee },
  unmapped: expenseInput({ book: filledBook({ costItem: {}, department: {} }) }),
  'foreign currency': expenseInput({ locks: { 'header.currency': 'PRE007' } }),
  'no account': expenseInput({ controls: { 收款账号: control('收款账号', text('')) } }),
} as const;

const sha = (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 24);
const SHAPES: readonly FormShape[] = [
  USUAL_SHAPE,
  { departmentIn: ['header', 'rows'], baseKeys: new Set() },
  { departmentIn: [], baseKeys: new Set() },
];
const SENDS: readonly (Numbering | undefined)[] = [undefined, { numbering: 'kingdee', keyField: 'FPRESETTEXT1' }];

function pinned(input: (typeof INPUTS)[keyof typeof INPUTS]): {
  hash: string | null;
  sent: string[];
  reasons: string[];
} {
  const result = mapApproval(input);
  const sent = SHAPES.flatMap((shape) =>
    SENDS.map((send) => {
      if (result.draft === null) return '';
      const built = billModel(result.draft, shape, send);
      return built.ok ? sha(batchSaveBody(AP_PAYBILL, [built.model])) : sha(JSON.stringify(built.refusal));
    }),
  );
  return {
    hash: result.hash,
    sent,
    reasons: result.issues.map(({ level, code, path }) => `${level} ${code} ${path}`),
  };
}

it('sends byte for byte what it always sent, under the same hash, with the same reasons', () => {
  expect(
    Object.fromEntries(Object.entries(INPUTS).map(([name, input]) => [name, pinned(input)])),
  ).toMatchInlineSnapshot(`
    {
      "by hand": {
        "hash": "00451d9fc923d95aee1b3d876e10be0d6ff10146418b35e5f38247eed6e6b5d2",
        "reasons": [
          "amber payee-hand header.contactUnit",
          "amber payee-hand header.receivingUnit",
          "amber payee-hand rows[1].oppositeName",
        ],
        "sent": [
          "99222e550ae262fe7c9f255a",
          "8bd86d08a5b4c7074fee86b7",
          "e85f85bdc6d910d8d493e3b6",
          "6c6b74997d3430ad680bf77c",
          "3b0fbce3e4d8a32c87856177",
          "a527660e6ff5567c4c91b529",
        ],
      },
      "cash": {
        "hash": "973cf2a5abdbe3e39c58707dc02f3dedfe1f2e7f4ff899da272b0511fa391688",
        "reasons": [],
        "sent": [
          "f57af8e7a3d69fb56e99d25e",
          "aee34afead126715afa26e4a",
          "92a18f436d931dd9e9337df7",
          "c166c3d256c311facb49012c",
          "583d8ced4131978bceb74eb0",
          "4c239aaaa24b4cebc893c54d",
        ],
      },
      "foreign currency": {
        "hash": null,
        "reasons": [
          "red currency header.currency",
        ],
        "sent": [
          "",
          "",
          "",
          "",
          "",
          "",
        ],
      },
      "known in Kingdee": {
        "hash": "00395ea4f6eb14c1d051dfd16671f0634b5c21e95a6f4b0631008539dda22132",
        "reasons": [],
        "sent": [
          "84e9e02f691334bbca408284",
          "379d7f827e13d5bd6afc6799",
          "a8015dc5ec8f824009899d07",
          "f2ebd448843b240cdbe28342",
          "b134a405873825c53c42ad1d",
          "d9118c8fefe3f62ff93dad43",
        ],
      },
      "long remark": {
        "hash": "967284e408a35f8b9dd0ee3563c71f2555432ee880cf386318af714b16a74690",
        "reasons": [
          "amber too-long header.remark",
          "amber too-long rows[0].comment",
          "amber too-long rows[1].comment",
        ],
        "sent": [
          "b74567ae02e7dfb8557cc86f",
          "9b9fa8b8f0da10992bd93ac6",
          "e81c80053c5754d29534dfea",
          "ccfb3bb33ba52454c1d40bb1",
          "c5f5685a5d6d13e72792afb5",
          "57cd60af37a8ab821a53319f",
        ],
      },
      "no account": {
        "hash": "f9560c5cf9d62bf1c0d4dd1239ea308ab694df870cbf0520e6e92e5910aa5f78",
        "reasons": [
          "amber payee-without-number rows[0].oppositeAccount",
          "amber payee-without-number rows[1].oppositeAccount",
        ],
        "sent": [
          "809bca773f698c9564e7d6de",
          "64ce6fc5c232aa6dcc9139ed",
          "40bcc9ec6d14b4da27beef02",
          "784751cc1b9b23bc1f9b88a2",
          "d369d907a1d8396c5ecb94c3",
          "91f49c2e0e574a5b7bdd28e6",
        ],
      },
      "one row": {
        "hash": "6d195850479c47946f1483198012aeb6e6c01553bd3a780343aa464379284e29",
        "reasons": [],
        "sent": [
          "6ea470f6963e8c2356f9f82a",
          "ec66a31271ca21f306aa1600",
          "4ed9330abfa16af372d69cfe",
          "49e366427e2cdc47a7f6d1f1",
          "8afba695cd25f57b16ab687a",
          "173e1d05aae58f8bb152a14d",
        ],
      },
      "other organisation": {
        "hash": "dae08d34af0c51401f38ba606caf28139b45cc1e04d9018390288541e0d70515",
        "reasons": [],
        "sent": [
          "952d45baaece9204d6d4e3fb",
          "650fda50b27bc5d6c671c9aa",
          "d4d21e490c2cbfe99b82bd79",
          "4e58c8ee4b6c48e3dce55855",
          "684d5a5827a578bdcd5ed4bb",
          "c3e05a28c1813881e8665ba4",
        ],
      },
      "plain": {
        "hash": "00395ea4f6eb14c1d051dfd16671f0634b5c21e95a6f4b0631008539dda22132",
        "reasons": [],
        "sent": [
          "84e9e02f691334bbca408284",
          "379d7f827e13d5bd6afc6799",
          "a8015dc5ec8f824009899d07",
          "f2ebd448843b240cdbe28342",
          "b134a405873825c53c42ad1d",
          "d9118c8fefe3f62ff93dad43",
        ],
      },
      "unmapped": {
        "hash": null,
        "reasons": [
          "red unmapped header.department",
          "red unmapped rows[0].costItem",
          "red unmapped rows[0].expenseDepartment",
          "red unmapped rows[0].department",
          "red unmapped rows[1].costItem",
          "red unmapped rows[1].expenseDepartment",
          "red unmapped rows[1].department",
        ],
        "sent": [
          "",
          "",
          "",
          "",
          "",
          "",
        ],
      },
    }
  `);
});

import { expect, it } from 'vitest';
import { parseApproval, UnreadableApprovalError } from '../../server/src/connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily } from '../../server/src/connectors/source.js';
import { mapApproval } from '../../server/src/engine/map-approval.js';
import { expenseInput } from '../../server/src/engine/reimbursement-for-spec.js';
import { approval, Dice, type Json, topapi } from './approvals.js';
import { mutated } from './mutate.js';
import { type Accepted, fault } from './oracle.js';

/** `npm run test:decode` runs 300,000; the unit tier a few, from the same first seed. */
const CASES = Number(process.env.DECODE_CASES ?? 1000);
const FIRST = Number(process.env.DECODE_SEED ?? 20_261_125);

/** @returns what the program would send, null where it stops, 'none' where it says that this is no approval. */
function read(text: string, family: ApiFamily): Accepted | null | 'none' {
  try {
    const instance = parseApproval({ family, processCode: 'PROC-1', processInstanceId: 'inst-1', text });
    const { draft } = mapApproval({ ...expenseInput(), instance });
    return (
      draft && {
        total: draft.total,
        currency: draft.currency,
        rows: draft.rows.map(({ amount, fields }) => ({
          amount,
          account: fields.oppositeAccount ?? '',
          name: fields.oppositeName ?? '',
        })),
      }
    );
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return 'none';
    throw error;
  }
}

it.each([
  '张三 6222 0212 3456 7890 123（工商银行）',
  '张三 6222 0212 3456 7890，123 工商银行',
  '张三 123  6222 0212 3456 7890 工商银行',
  '账号：6222 0212 3456 7890\n123 户名：张三',
])('the second reader takes no part of a number for the account: %j', (value) => {
  const components = [{ id: '收款账号', name: '收款账号', componentType: 'TextField', value }];
  const text = JSON.stringify({ result: { formComponentValues: components } });
  const accepted = (account: string) => ({
    total: '1.00',
    currency: 'PRE001',
    rows: [{ amount: '1.00', account, name: '张三' }],
  });
  expect(fault(text, accepted('6222021234567890'))).toMatch(/stands beside it$/);
});

it(`reads ${CASES} mutated approvals without a crash, and accepts none whose account, sum or currency the form does not say`, () => {
  const seen = { accepted: 0, withAccount: 0, stopped: 0, 'no approval': 0, whole: 0, v1: 0, topapi: 0 };
  const faults: string[] = [];
  for (let i = 0; i < CASES && faults.length < 20; i++) {
    // All by the seed alone, so that one case runs again as it ran among the others. Every second one in the spelling of the older family.
    const seed = FIRST + i;
    const dice = new Dice(seed);
    const family = seed % 2 === 1 ? 'v1' : 'topapi';
    const made = approval(dice);
    const whole: Json = family === 'v1' ? made : topapi(made);
    const untouched = (seed - 25) % 50 < 2;
    const text = untouched ? JSON.stringify(whole) : mutated(whole, dice);
    let accepted: ReturnType<typeof read>;
    try {
      accepted = read(text, family);
    } catch (error) {
      faults.push(`seed ${seed}: crash ${String(error)}`);
      continue;
    }
    if (accepted === 'none') seen['no approval']++;
    else if (accepted === null) seen.stopped++;
    else {
      seen.accepted++;
      seen[family]++;
      if (untouched) seen.whole++;
      if (accepted.rows.some(({ account }) => account !== '')) seen.withAccount++;
      const wrong = fault(text, accepted);
      if (wrong) faults.push(`seed ${seed}: ${wrong}`);
    }
  }
  if (CASES > 1000) console.log(`${CASES} cases from seed ${FIRST}: ${JSON.stringify(seen)}, ${faults.length} faults`);
  expect(faults).toEqual([]);
  if (CASES < 100) return;
  // A reader that refuses everything would pass as well.
  expect(seen.accepted).toBeGreaterThan(CASES / 20);
  expect(seen.withAccount).toBeGreaterThan(CASES / 40);
  expect(Math.min(seen.v1, seen.topapi)).toBeGreaterThan(CASES / 50);
});

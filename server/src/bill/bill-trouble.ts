import type { BillDetail } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import * as z from 'zod/mini';
import { maskText } from './account-mask.js';

const trouble = z.object({ class: z.string(), sentence: z.string(), nextStep: z.string(), since: z.number() });
/** The push keeps its trouble inside the state's own data, beside the order that the bill belongs to. */
const stateData = z.union([
  z.object({ trouble }),
  z.pipe(
    trouble,
    z.transform((found) => ({ trouble: found })),
  ),
]);
const IN_TROUBLE: ReadonlySet<BillStateKind> = new Set(['failed', 'in-doubt', 'reversal-needed']);

/** Why a bill stands still, in an accountant's words; null where it does not. */
export function troubleOf(bill: {
  kind: BillStateKind;
  /** JSON of bill.state. */
  state: string;
  reason: string | null;
  since: number;
  nextProbeAt: number | null;
}): BillDetail['trouble'] {
  if (!IN_TROUBLE.has(bill.kind)) return null;
  const nextProbeAt = bill.kind === 'in-doubt' ? bill.nextProbeAt : null;
  const read = stateData.safeParse(JSON.parse(bill.state || '{}'));
  const found = read.success
    ? read.data.trouble
    : {
        class: bill.kind,
        sentence: bill.reason ?? FALLBACK,
        nextStep: '打开历史看最后一步，或请管理员处理。',
        since: bill.since,
      };
  const { sentence, nextStep, since } = found;
  return { class: found.class, sentence: maskText(sentence), nextStep: maskText(nextStep), since, nextProbeAt };
}

const FALLBACK = '这张单据停下了，原因没有记录。不要手工重录，先在金蝶按单据编号查一下。';

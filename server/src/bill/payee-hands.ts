import * as z from 'zod/mini';
import type { PayeeHand, Payees } from '../mapping/mapping-result.js';

const NOBODY: Payees = { hands: [], names: [] };
const shape = z.object({
  hands: z.array(
    z.object({
      label: z.string(),
      form: z.string(),
      put: z.string(),
      by: z.string(),
      rowId: z.nullable(z.string()),
    }),
  ),
  names: z.array(z.string()),
});

/** Of the column `payees` of a bill. */
export const readPayees = (column: unknown): Payees =>
  column == null ? NOBODY : shape.parse(JSON.parse(String(column)));

/** The column: null where nothing is to be said. */
export const writePayees = ({ hands, names }: Payees): string | null =>
  hands.length === 0 && names.length === 0 ? null : JSON.stringify({ hands, names });

/** The reason, and the issue code, of a payee that somebody put there by hand. */
export const PAYEE_HAND = 'payee-hand';

/** "对方银行账号：审批单上是尾号 8811，改成了尾号 0023" */
export function handWords({ label, form, put }: Pick<PayeeHand, 'label' | 'form' | 'put'>): string {
  const said = form === '' ? '审批单上没有能确定的值' : `原来是“${form}”`;
  return `${label}${said}，人工改成了“${put}”${form === put ? '（只是末四位相同）' : ''}`;
}

/** The same of a mapping issue. */
export const PAYEE_HAND_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  [PAYEE_HAND]: ({ label = '', form = '', put = '', rows }) =>
    `${handWords({ label, form, put })}${rows ? `，共 ${rows} 行` : ''}。和原审批核对是不是付给对的人，写明理由再通过；改的人自己不能通过，也不能推送。`,
};

import * as z from 'zod/mini';
import type { PayeeHand, Payees } from './mapping-result.js';
import { labelsOf, type TargetForm } from './target-form.js';

export const NOBODY: Payees = { hands: [], names: [] };
const shape = z.object({
  hands: z.array(
    z.object({
      field: z.optional(z.string()),
      /** In data that was stored before the field's name was. */
      label: z.optional(z.string()),
      form: z.string(),
      put: z.string(),
      by: z.string(),
      rowId: z.nullable(z.string()),
      assumed: z.optional(z.literal(true)),
      payer: z.optional(z.literal(true)),
    }),
  ),
  names: z.array(z.string()),
});

/**
 * Reads the column `payees` of a bill.
 * @param form form whose labels are in data that was stored before field names were.
 */
export function readPayees(column: unknown, form: TargetForm): Payees {
  if (column == null) return NOBODY;
  const nameOf = (label: string) => [...labelsOf(form)].findLast(([, each]) => each === label)?.[0] ?? label;
  const { hands, names } = shape.parse(JSON.parse(String(column)));
  return {
    hands: hands.map(({ field, label = '', ...hand }) => ({
      ...hand,
      field: field ?? nameOf(label),
    })),
    names,
  };
}

/** Reads the column for a list or a page, which shows the rest if it cannot be read; no decision is based on it. */
export function shownPayees(column: unknown, form: TargetForm): Payees {
  try {
    return readPayees(column, form);
  } catch {
    return NOBODY;
  }
}

/** Returns the value of the column; null if there is nothing to store. */
export const writePayees = ({ hands, names }: Payees): string | null =>
  hands.length === 0 && names.length === 0 ? null : JSON.stringify({ hands, names });

/** Reason and issue code of a payee that a person set by hand. */
export const PAYEE_HAND = 'payee-hand';

/** Issue code of a name that is the applicant's only because the scheme asks for no other: the account on the form has none. */
export const PAYEE_ASSUMED = 'payee-assumed';

/** Issue code of a name that is only a word beside the account: no label calls it a name, and nobody else on the form has it. */
export const PAYEE_GUESSED = 'payee-guessed';

/** Issue code of a payer that a mapping row changed from one organisation to another. */
export const PAYER_TURNED = 'payer-turned';

/** Codes of issues about who is paid, or who pays, that `payees` also holds. */
export const WHO_IS_PAID: ReadonlySet<string> = new Set([PAYEE_HAND, PAYEE_ASSUMED, PAYER_TURNED]);

/** Returns the issue code by which such a value stops a bill. */
export const codeOf = ({
  assumed,
  payer,
}: Pick<PayeeHand, 'assumed' | 'payer'>): typeof PAYEE_HAND | typeof PAYEE_ASSUMED | typeof PAYER_TURNED =>
  assumed ? PAYEE_ASSUMED : payer ? PAYER_TURNED : PAYEE_HAND;

/** Returns the sentence for a value set by hand: "对方银行账号原来是“尾号 8811”，人工改成了“尾号 0023”". */
export const handWords = (
  { field, form, put, assumed }: Pick<PayeeHand, 'field' | 'form' | 'put' | 'assumed'>,
  target: TargetForm,
): string => (assumed ? assumedWords(put) : changeWords(labelsOf(target).get(field) ?? field, form, put));

const assumedWords = (put: string): string => `审批单上的收款账号没有写户名，户名用了发起人“${put}”`;

function changeWords(label: string, form: string, put: string): string {
  const said = form === '' ? '审批单上没有能确定的值' : `原来是“${form}”`;
  return `${label}${said}，人工改成了“${put}”${form === put ? '（只是末四位相同）' : ''}`;
}

/** Sentences of the mapping issues, by code. */
export const PAYEE_HAND_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  [PAYEE_ASSUMED]: ({ label = '', put = '', tail = '', said }) =>
    `审批单的“${label}”有账号（尾号 ${tail}）${said ? `，户名写的是“${said}”` : '但没有户名'}，户名用了发起人“${put}”。打开原审批核对账号是不是“${put}”本人的，写明理由再通过；不是就手工填写对方账户名称。`,
  [PAYEE_GUESSED]: ({ label = '', put = '', tail = '' }) =>
    `审批单的“${label}”里账号（尾号 ${tail}）旁边写着“${put}”，没有标明是户名，发起人和表单别处也没有这个名字。打开原审批核对户名是不是“${put}”，写明理由再通过；不是就手工填写对方账户名称。`,
  [PAYER_TURNED]: ({ label = '', form = '', put = '' }) =>
    `${changeWords(label, form, put)}，以后的都从那一家的账户付出。和原审批核对是不是由它付，写明理由再通过，通过后这一行不再提醒；改的人自己不能通过，也不能推送。`,
  [PAYEE_HAND]: ({ label = '', form = '', put = '', rows, unnamed }) =>
    `${changeWords(label, form, put)}${rows ? `，共 ${rows} 行` : ''}。${unnamed ? '这里没有它在金蝶的名称，比不出是谁。' : ''}和原审批核对是不是付给对的人，写明理由再通过；改的人自己不能通过，也不能推送。`,
};

import { baseDataKind } from '@dingdee/shared/base-data';
import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import { NotProposableError } from '../assistant.errors.js';
import { proposable } from './proposable.js';

/** Returns the field if it lacks a value that an assistant may propose. @throws NotProposableError */
export function missing({ header, rows }: Pick<BillDetail, 'header' | 'rows'>, path: string): PairValue {
  const field = [...header, ...rows.flatMap(({ fields }) => fields)].find((each) => each.path === path);
  const kind = baseDataKind.safeParse(field?.picker);
  if (!field?.editable || field.issue?.level !== 'red' || !kind.success)
    throw new NotProposableError('这个字段不缺值，或者不能改，没有存建议。缺的值在 get_bill 的 issues 里。');
  if (!proposable(kind.data))
    throw new NotProposableError('收款人、账号、付款组织和币别只由人来定，助手不能提建议，没有存。');
  return field;
}

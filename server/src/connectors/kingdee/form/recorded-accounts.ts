import { BASE_DATA_FORMS } from '@dingdee/shared/base-data';
import type { RecordedAccount, RecordedPayee } from '../../target.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { BillQuery } from './bill-query.js';
import { isSafeValue } from './bill-query.js';

/** Keys of the bank rows (银行信息) of an employee's or supplier's record. */
export interface AccountKeys {
  account: string;
  holder: string;
  bank: string;
  usual: string;
}

/** Keys from public payloads for both forms; a site may have other keys (kingdee.md §8.2). */
export const USUAL_ACCOUNT_KEYS: AccountKeys = {
  account: 'FBankCode',
  holder: 'FBankHolder',
  bank: 'FOpenBankName',
  usual: 'FBankIsDefault',
};

const CAPTIONS: readonly (readonly [keyof AccountKeys, RegExp])[] = [
  ['account', /^(银行)?[账帐]号$|^银行卡号$/u],
  ['holder', /^([账帐]户名称?|户名|开户名称?)$/u],
  ['bank', /^(开户银行|开户行|开户行名称|银行名称)$/u],
  ['usual', /^(是否)?默认$/u],
];

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);

/**
 * Finds the keys of a site with other keys by their captions; all are in the one entity that has an account number.
 * @param json answer of QueryBusinessInfo (kingdee.md §4).
 * @returns null if not exactly one entity has a field with the caption of an account number.
 */
export function accountKeysIn(json: ExactJson): AccountKeys | null {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const found = (isObject(data) ? listIn(data.Entrys).filter(isObject) : []).flatMap((entity) => {
    const keys: AccountKeys = { account: '', holder: '', bank: '', usual: '' };
    for (const field of listIn(entity.Fields).filter(isObject)) {
      const key = textOf(field.Key);
      const captions = listIn(field.Name).filter(isObject);
      const part = CAPTIONS.find(([, words]) => captions.some((each) => words.test(textOf(each.Value).trim())))?.[0];
      if (part !== undefined && /^\w{1,60}$/.test(key)) keys[part] ||= key;
    }
    return keys.account === '' ? [] : [keys];
  });
  const [only, ...more] = found;
  return only && more.length === 0 ? only : null;
}

/**
 * Builds the query for the bank accounts of a payee.
 * @param numberKey key of the record's number, if the form has another key than FNumber.
 * @returns null if the number cannot be asked about.
 */
export function accountsQuery(
  { kind, number }: RecordedPayee,
  keys: AccountKeys,
  numberKey = 'FNumber',
): BillQuery | null {
  if (!isSafeValue(number)) return null;
  const { account, holder, bank, usual } = keys;
  const columns = [numberKey, 'FUseOrgId.FNumber', account, holder, bank, usual].filter((key) => key !== '');
  return {
    form: BASE_DATA_FORMS[kind],
    keys: columns,
    filter: `${numberKey} = '${number}'`,
    order: `${numberKey} asc`,
  };
}

/**
 * Converts the rows of `accountsQuery` to the accounts of the record that an organisation uses; skips rows without an account number.
 * @param keys the columns, in the order of each row.
 */
export function recordedAccounts(
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
  asked: AccountKeys,
  orgNumber: string,
): RecordedAccount[] {
  const found = new Map<string, RecordedAccount>();
  for (const row of rows) {
    const cell = (key: string) => (key === '' || !keys.includes(key) ? '' : textOf(row[keys.indexOf(key)]).trim());
    const org = cell('FUseOrgId.FNumber');
    if (org !== '' && orgNumber !== '' && org !== orgNumber) continue;
    const account: RecordedAccount = {
      number: cell(asked.account),
      holder: cell(asked.holder),
      bank: cell(asked.bank),
      usual: /^(true|1)$/iu.test(cell(asked.usual)),
    };
    if (account.number !== '') found.set(JSON.stringify([account.number, account.holder]), account);
  }
  return [...found.values()];
}

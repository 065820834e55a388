import { plainForms } from '@dingdee/shared/plain-forms';
import { comparableName } from '../source/control-name.js';
import { cut, oneLine } from '../source/texts.js';

/** Text beside a name that does not say whose the account is: its bank, a phone, the number itself. */
const BESIDE =
  /[\s(/,，、;；:|-]+(?:\p{Script=Han}*(?:银行|信用社|信用联社|农商行|支行|分行|营业部|[工农中建交招邮]行)\p{Script=Han}*|[\d\s*-]{4,})\)?$/u;

/**
 * Returns whether the account that the form gives to `holder` is that of `name`: the whole name, never a part of it (张三 is not 张三丰, and a company is
 * not its branch). Blanks, widths, the case of letters and the kind of middle dot make no difference.
 * @param longest units after which the name was cut before this call.
 */
export function isSameHolder(holder: string, name: string, longest: number): boolean {
  const asSent = cut(oneLine(holder), longest);
  return comparable(asSent) === comparable(name) || comparable(withoutBeside(asSent)) === comparable(name);
}

function withoutBeside(text: string): string {
  let rest = plainForms(text).trim();
  for (let shorter = rest.replace(BESIDE, ''); shorter !== rest && shorter !== ''; shorter = rest.replace(BESIDE, ''))
    rest = shorter;
  return rest;
}

const comparable = (name: string): string =>
  comparableName(name)
    .toLowerCase()
    .replace(/[•・‧]/gu, '·');

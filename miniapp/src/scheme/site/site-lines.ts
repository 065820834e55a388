import type { SiteSetup } from '@dingdee/shared/site-setup';
import { siteWords as words } from './words.js';

/** Returns the questions and answers as text. */
export function siteLines(site: SiteSetup | null): { what: string; said: string }[] {
  if (site === null) return [];
  const copied = [
    ...(site.payBillType === '' ? [] : [`${words.billType.paybill} ${site.payBillType}`]),
    ...(site.payableBillType === '' ? [] : [`${words.billType.payable} ${site.payableBillType}`]),
  ];
  const expense = words.expenses[site.expenseModule ? 'on' : 'off'];
  return [
    { what: words.first, said: words.firsts[site.first] },
    { what: words.means, said: words.meanings[site.means] },
    { what: words.expense, said: [expense, ...(site.expenseModule ? copied : [])].join('　') },
  ];
}

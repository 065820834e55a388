import { type BillForm, inherit } from './bill-form.js';
import { fromUnits, timesToCents } from './decimal.js';
import { amountOf, sumOf } from './ledger.js';
import { ENTRY, ENTRY_NAME, OLD_ENTRY, PAYBILL, PAYBILL_NAME, paybillFields } from './paybill-fields.js';
import { cashier, header, ownAccounts, rates, rows } from './validate-bill.js';

/** Form 付款单, the payment bill (kingdee.md §7). */
export const PAYBILL_FORM: BillForm = {
  id: PAYBILL,
  name: PAYBILL_NAME,
  entry: ENTRY,
  entryName: ENTRY_NAME,
  entryView: 'PAYBILLENTRY',
  oldEntry: OLD_ENTRY,
  fields: paybillFields,
  amount: 'FPAYTOTALAMOUNTFOR',
  sameAmount: ['FPAYAMOUNTFOR_E'],
  totals: ['FPAYTOTALAMOUNTFOR_H', 'FREALPAYAMOUNTFOR_H'],
  fill({ cells, rows: lines }) {
    inherit(cells, 'FSETTLECUR', cells.get('FCURRENCYID'));
    inherit(cells, 'FSETTLEORGID', cells.get('FPAYORGID'));
    inherit(cells, 'FBookingDate', cells.get('FDATE'));
    const rate = amountOf(cells, 'FEXCHANGERATE');
    for (const row of lines) {
      inherit(row.cells, 'FPOSTDATE', cells.get('FDATE'));
      inherit(row.cells, 'FPAYAMOUNTFOR_E', row.cells.get('FPAYTOTALAMOUNTFOR'));
      inherit(row.cells, 'FPAYTOTALAMOUNTFOR', row.cells.get('FPAYAMOUNTFOR_E'));
      inherit(row.cells, 'FSETTLEPAYAMOUNTFOR', row.cells.get('FPAYAMOUNTFOR_E'));
      row.cells.set('FPAYAMOUNT_E', fromUnits(timesToCents(amountOf(row.cells, 'FPAYAMOUNTFOR_E'), rate)));
    }
    // §7.1: the header totals are computed.
    cells.set('FPAYTOTALAMOUNTFOR_H', fromUnits(sumOf(lines, 'FPAYTOTALAMOUNTFOR')));
    cells.set('FREALPAYAMOUNTFOR_H', fromUnits(sumOf(lines, 'FPAYAMOUNTFOR_E')));
  },
  // §11: own bank account, then cashier, then currency and rate, then the rest.
  checks: [ownAccounts, cashier, rates, header, rows],
  closed: () => null,
};

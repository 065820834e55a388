import { type SchemeFile, schemeFile } from '@dingdee/shared/scheme-file';
import { Logger } from '@nestjs/common';
import { faultsOfSamples } from './run-samples.js';
import expenseToPayable from './templates/expense-to-payable.json' with { type: 'json' };
import expenseToPaybill from './templates/expense-to-paybill.json' with { type: 'json' };
import loanToPaybill from './templates/loan-to-paybill.json' with { type: 'json' };
import projectExpenseToPaybill from './templates/project-expense-to-paybill.json' with { type: 'json' };
import requestToPaybill from './templates/request-to-paybill.json' with { type: 'json' };

/** The files of the market, in display order. */
const FILES: Readonly<Record<string, unknown>> = {
  'expense-to-paybill': expenseToPaybill,
  'request-to-paybill': requestToPaybill,
  'loan-to-paybill': loanToPaybill,
  'project-expense-to-paybill': projectExpenseToPaybill,
  'expense-to-payable': expenseToPayable,
};

/** Returns the templates whose samples give the expected bills; any other is left out, and the log says why. */
export function openMarket(files: Readonly<Record<string, unknown>>, tell: (sentence: string) => void): SchemeFile[] {
  return Object.entries(files).flatMap(([name, given]) => {
    const read = schemeFile.safeParse(given);
    const faults = read.success
      ? faultsOfSamples(read.data)
      : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    if (read.success && faults.length === 0) return [read.data];
    tell(`template ${name} is not offered: ${faults.join('; ')}`);
    return [];
  });
}

let opened: readonly SchemeFile[] | null = null;

/** Returns the market's templates, checked at the first call. */
export function market(): readonly SchemeFile[] {
  const log = new Logger('market');
  opened ??= openMarket(FILES, (sentence) => log.error(sentence));
  return opened;
}

/** Returns the number of controls that a template reads, including the columns of its tables. */
export const wantsOf = ({ controls }: SchemeFile): number =>
  controls.reduce((sum, { columns = [] }) => sum + 1 + columns.length, 0);

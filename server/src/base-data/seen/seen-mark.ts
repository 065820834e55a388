import type { BaseDataRecord } from '../../connectors/target.js';

const MARK = { seen: 'yes' } as const;

/** Returns the record of an organisation that Kingdee does not list. */
export const seenRecord = (number: string, name: string): BaseDataRecord => ({
  kind: 'organisation',
  number,
  name: name || number,
  orgNumber: '',
  usable: true,
  reason: null,
  extra: MARK,
});

/** @param extra JSON of the column `extra`; MySQL may have added blanks to it. */
export const isSeenOnly = (extra: string | null | undefined): boolean =>
  extra?.replace(/\s/gu, '') === JSON.stringify(MARK);

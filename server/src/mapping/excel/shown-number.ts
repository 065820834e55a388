import type { BaseDataKind } from '@dingdee/shared/base-data';

/** Returns a number as screens and files show it: of an account the last four digits. */
export const shownNumber = (kind: BaseDataKind, number: string): string =>
  kind === 'bankAccount' && number.length > 4 ? `尾号 ${number.slice(-4)}` : number;

import type { AsideValue } from '@dingdee/shared/value-aside';
import { count, monthDay } from '../ui/formats.js';
import { sumInWords } from '../ui/sum-words.js';
import { asideWords } from './aside-words.js';
import { mappingWords } from './words.js';

/** Returns how many bills lack a value that is put aside, and for how much. */
export const asideSum = ({ bills, details: amount, unknown }: AsideValue): string =>
  unknown === bills
    ? mappingWords.sumUnknown(count(bills))
    : mappingWords.sum(count(bills), sumInWords({ amount, unknown }));

/** Returns who put it aside, when and why. */
export const asideSaid = ({ aside: { by, at, reason, note } }: AsideValue): string =>
  asideWords.said(by, monthDay(at), asideWords.reasons[reason], note);

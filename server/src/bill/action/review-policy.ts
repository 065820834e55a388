import { amount } from '@dingdee/shared/money';
import type { Settings } from '../../config/settings.js';
import type { ReviewPolicy } from './review-rules.js';

/** Returns the limits of product.md §8 as this installation sets them. */
export const reviewPolicy = (settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>): ReviewPolicy => ({
  singlePerson: settings.SINGLE_PERSON_MODE,
  fourEyesBill: amount.parse(settings.FOUR_EYES_BILL),
});

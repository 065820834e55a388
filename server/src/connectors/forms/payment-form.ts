import type { TargetForm } from '../../domain/draft/target-form.js';
import { AP_PAYBILL } from '../kingdee/forms/ap-paybill.js';

/** The form that approvals become. There is one; with a second, a scheme names its own and this becomes a choice. */
export const PAYMENT_FORM: TargetForm = AP_PAYBILL;

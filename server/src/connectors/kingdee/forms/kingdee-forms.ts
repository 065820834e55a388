import { TARGETS, type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import { AP_OTHER_PAYABLE } from './ap-other-payable.js';
import { AP_PAYBILL } from './ap-paybill.js';
import type { KingdeeForm } from './kingdee-form.js';

/** Every form in which a bill can be created. */
export const KINGDEE_FORMS: Readonly<Record<TargetName, KingdeeForm>> = {
  AP_PAYBILL,
  AP_OtherPayable: AP_OTHER_PAYABLE,
};

export const kingdeeForm = (name: TargetName | undefined): KingdeeForm => KINGDEE_FORMS[name ?? USUAL_TARGET];
export const ALL_FORMS: readonly KingdeeForm[] = TARGETS.map((name) => KINGDEE_FORMS[name]);

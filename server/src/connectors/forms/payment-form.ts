import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import type { TargetForm } from '../../domain/draft/target-form.js';
import { KINGDEE_FORMS } from '../kingdee/forms/kingdee-forms.js';

/** The usual form, and the names of what all forms have in common. Who sends, asks or maps takes `formNamed` instead. */
export const PAYMENT_FORM: TargetForm = KINGDEE_FORMS[USUAL_TARGET];

/** The form that a scheme's content, a draft or a bill names. */
export const formNamed = (name: TargetName | undefined): TargetForm => KINGDEE_FORMS[name ?? USUAL_TARGET];

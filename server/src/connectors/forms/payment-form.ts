import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import type { TargetForm } from '../../domain/draft/target-form.js';
import { KINGDEE_FORMS } from '../kingdee/forms/kingdee-forms.js';

/** The usual form, and the field names that all forms share. Code that sends, asks or maps uses `formNamed` instead. */
export const PAYMENT_FORM: TargetForm = KINGDEE_FORMS[USUAL_TARGET];

/** Returns the form that a scheme version, a draft or a bill names; the usual form if it names none. */
export const formNamed = (name: TargetName | undefined): TargetForm => KINGDEE_FORMS[name ?? USUAL_TARGET];

import { TARGET_WORDS, TARGETS, type TargetName } from '@dingdee/shared/scheme';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import type { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import type { OurMarks } from '../statement/our-marks.js';

/** A number that no bill has: our numbers use Crockford's base 32, which has no U. */
const NO_BILL = 'DINGDEE-U-0000000000';

/**
 * Asks Kingdee for the forms that this program can write but that no row of this database names: a backup from before the first bill of a
 * form does not know that form, and a new bill could be the second for its approval.
 * @returns the forms that Kingdee lets us ask for, and a note for each form that it does not. @throws KingdeeUnavailableError if Kingdee is away.
 */
export async function otherForms(
  kingdee: Pick<K3CloudClient, 'find' | 'listKeyed'>,
  { forms, prefixes, keyFields }: OurMarks,
): Promise<{ asked: TargetName[]; notes: string[] }> {
  const formerFields = keyFields.filter((field) => field !== PAYMENT_FORM.keyField);
  const asked: TargetName[] = [];
  const notes: string[] = [];
  for (const form of TARGETS.filter((each) => !forms.includes(each)))
    try {
      await kingdee.find([{ forms: [form], billNo: NO_BILL, thirdBillNo: NO_BILL, formerFields }]);
      await kingdee.listKeyed([form], prefixes, keyFields);
      asked.push(form);
    } catch (error) {
      // A site may lack the form or may not show it to us: nothing here says that the form was ever used.
      if (!(error instanceof KingdeeUnavailableError) || error.transient) throw error;
      notes.push(
        `· ${TARGET_WORDS[form]}没有核对：这里从来没有${TARGET_WORDS[form]}的方案或单据，金蝶也没有让查（${error.sentence}）。恢复过备份、而备份之后推送过它的，请在金蝶按第三方单据编号核对。`,
      );
    }
  return { asked, notes };
}

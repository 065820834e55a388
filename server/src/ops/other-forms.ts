import { TARGET_WORDS, TARGETS, type TargetName } from '@dingdee/shared/scheme';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import type { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import type { OurMarks } from '../statement/our-marks.js';

/** No bill has it: ours are Crockford's base 32, which has no U. */
const NO_BILL = 'DINGDEE-U-0000000000';

/**
 * Forms that this program can write and that nothing in this database names: a copy from before the first bill of one knows nothing of it,
 * and a bill of it would be the second for its approval.
 * @returns those that may be asked, and for each other what kept it from that. @throws KingdeeUnavailableError where Kingdee is away.
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
      // A site need not have it, or show it to us: nothing here says that it was ever used.
      if (!(error instanceof KingdeeUnavailableError) || error.transient) throw error;
      notes.push(
        `· ${TARGET_WORDS[form]}没有核对：这里从来没有${TARGET_WORDS[form]}的方案或单据，金蝶也没有让查（${error.sentence}）。恢复过备份、而备份之后推送过它的，请在金蝶按第三方单据编号核对。`,
      );
    }
  return { asked, notes };
}

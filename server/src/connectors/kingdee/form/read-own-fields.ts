import type { TargetName } from '@dingdee/shared/scheme';
import type { MustInput } from '../../../domain/draft/usable-base-data.js';
import {
  type AssistantCategory,
  KingdeeUnavailableError,
  type OwnTargetFields,
  type TargetFieldLimit,
} from '../../target.js';
import { writeJson } from '../answer/exact-json.js';
import { kingdeeForm } from '../forms/kingdee-forms.js';
import type { K3CloudCalls } from '../k3cloud-calls.js';
import { readFieldLimits } from './field-limits.js';
import { readMustInputs } from './must-inputs.js';
import { kindBehind, readOwn, type ToldOwnField } from './own-fields.js';

/**
 * Reads the custom fields of forms, what their fields hold and which must be filled: one question for each form, and one for the categories if any field
 * is 辅助资料 or `wanted` is set.
 * @param listCategories throws KingdeeUnavailableError. @throws KingdeeUnavailableError if Kingdee cannot be reached, not if it refuses.
 */
export async function readOwnFields(
  calls: Pick<K3CloudCalls, 'ask'>,
  forms: readonly TargetName[],
  wanted: boolean,
  listCategories: () => Promise<readonly AssistantCategory[]>,
): Promise<OwnTargetFields> {
  const told = new Map<TargetName, readonly ToldOwnField[]>();
  const limits = new Map<TargetName, readonly TargetFieldLimit[]>();
  const mustInputs = new Map<TargetName, readonly MustInput[]>();
  for (const name of forms) {
    const answer = await answered(() => calls.ask('QueryBusinessInfo', writeJson({ data: { FormId: name } })));
    const form = kingdeeForm(name);
    const fields = answer === null ? null : readOwn(answer.json, form);
    if (answer === null || fields === null) continue;
    told.set(name, fields);
    limits.set(name, readFieldLimits(answer.json, form));
    mustInputs.set(
      name,
      (readMustInputs(answer.json, form) ?? []).map(({ level, name: field, label }) => ({ level, name: field, label })),
    );
  }
  const named = [...told.values()].flat().some(({ type }) => type === 'assistant');
  const listed = named || wanted ? await answered(listCategories) : [];
  // Kingdee answers a lost right with an empty list (base-data/read-kind.ts): then nothing is known about any category.
  const categories = listed === null || (named && listed.length === 0) ? null : listed;
  return {
    forms: new Map(
      [...told].map(([name, fields]) => [
        name,
        fields.map((field) => ({
          level: field.level,
          key: field.key,
          label: field.label,
          type: field.type,
          kind: kindBehind(field, categories ?? []),
          ...(categories === null && field.type === 'assistant' ? { unasked: true as const } : {}),
        })),
      ]),
    ),
    limits,
    mustInputs,
    categories: categories ?? [],
  };
}

/** Returns the answer; null for a refusal that another try cannot cure, such as a missing right. */
async function answered<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof KingdeeUnavailableError) || error.transient) throw error;
    return null;
  }
}

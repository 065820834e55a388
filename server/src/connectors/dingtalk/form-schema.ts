import { isRecord, type JsonRecord, listOf, parseJson, pick, recordOf, textOf } from '../../json/json-reading.js';
import { DingTalkError, type FormControlSchema, type FormSummary } from '../source.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';

/** Fetches the controls of a form. Both families list templates, only v1 returns their controls (dingtalk.md §2). */
export async function fetchForm(
  ask: DingTalkHttp['read'],
  processCode: string,
  purpose: 'form' | 'form-check' = 'form',
): Promise<{ name: string; controls: readonly FormControlSchema[] }> {
  const { body } = await ask({
    family: 'v1',
    method: 'GET',
    path: '/v1.0/workflow/forms/schemas/processCodes',
    query: { processCode },
    purpose,
  });
  const result = recordOf(body.result);
  const told = typeof result.schemaContent === 'string' ? parseJson(result.schemaContent) : result.schemaContent;
  // If this were read as a form without controls, all controls of the scheme would be missing.
  if (!isRecord(told) || !isList(told.items))
    throw new DingTalkError('transient', '钉钉返回的表单无法识别，不能当作没有控件，稍后再读。', 'unreadable-form');
  const content = told;
  return { name: textOf(pick(result, 'name') ?? content.title), controls: controlsOf(content.items) };
}

const isList = (items: unknown): boolean => Array.isArray(typeof items === 'string' ? parseJson(items) : items);

/**
 * Returns the controls. Columns of tables and suites are in `children`, suites with a table one level deeper; a ColumnLayout has its
 * controls in `props.group`.
 */
function controlsOf(items: unknown): FormControlSchema[] {
  return listOf(items)
    .filter(isRecord)
    .map((item) => {
      const props = recordOf(item.props);
      const unit = textOf(props.unit).trim();
      return {
        id: textOf(props.id),
        label: (Array.isArray(props.label) ? props.label.map(textOf).join(' / ') : textOf(props.label)).trim(),
        type: textOf(pick(item, 'componentName', 'componentType')),
        alias: textOf(props.bizAlias) || null,
        required: textOf(props.required) === 'true',
        options: listOf(props.options).map(optionLabel),
        ...(unit === '' ? {} : { unit }),
        children: [...controlsOf(item.children), ...controlsOf(inGroups(props.group))],
      };
    });
}

/** Returns the controls of a layout: all in one list, or one list for each column; UNCONFIRMED which. */
const inGroups = (groups: unknown): unknown[] =>
  listOf(groups).flatMap((group) => {
    if (Array.isArray(group)) return inGroups(group);
    if (!isRecord(group) || pick(group, 'componentName', 'componentType') !== undefined) return [group];
    return inGroups(pick(group, 'children', 'items', 'group'));
  });

/** Returns the label of an option, which is text, an object {value, key}, or the JSON text of such an object. */
function optionLabel(option: unknown): string {
  const record = isRecord(option) ? option : typeof option === 'string' ? parseJson(option) : undefined;
  return isRecord(record) ? textOf(pick(record, 'value', 'label')) : textOf(option);
}

/** @param list processList or process_list. */
export const formSummaries = (list: unknown): FormSummary[] =>
  listOf(list)
    .filter(isRecord)
    .map((form: JsonRecord) => ({
      processCode: textOf(pick(form, 'processCode', 'process_code')),
      name: textOf(form.name),
    }));

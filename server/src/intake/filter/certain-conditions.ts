import type { FilterCondition } from '@dingdee/shared/filter';
import { detailTables } from '@dingdee/shared/scheme';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { touches } from '../../engine/check/check-form-stops.js';
import { comparableName } from '../../engine/source/control-name.js';
import { columnNames, type SchemaNames, topNames } from '../../engine/source/named-controls.js';
import { type ParsedRef, parseRef } from '../../engine/source/source-ref.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';

/**
 * Returns the conditions by which an approval may be left out. Conditions on a control that the form has lost or changed are excluded until
 * a person has accepted the change: the approval is collected, and its bill states the problem (decision 63). Pure.
 */
export function certainConditions(
  { content, form }: Pick<SchemeToPull, 'content' | 'form'>,
  stops: readonly FormStop[],
  instance: ApprovalInstance,
): FilterCondition[] {
  const touching = stops.filter((stop) => stop.kind !== 'other-name' && touches(stop, instance));
  if (touching.length === 0) return content.filter;
  const top = topNames(form);
  const tables = detailTables(content.detail).flatMap((table) => parseRef(`field:${table}`).names);
  return content.filter.filter(({ from }) => {
    const parsed = parseRef(from);
    if (parsed.place === 'instance') return true;
    return !touching.some((stop) => {
      if (parsed.place !== 'row') return stop.tableId === null && isMeant(parsed, stop, top);
      return stop.tableId === null
        ? isMeant({ names: tables }, stop, top)
        : isMeant(parsed, stop, columnNames(form, stop.tableId));
    });
  });
}

const isMeant = ({ names }: Pick<ParsedRef, 'names'>, { controlId, label }: FormStop, schema: SchemaNames): boolean =>
  names.some(
    ({ printed, comparable }) =>
      printed === controlId || comparable === comparableName(label) || schema.idOf(printed, comparable) === controlId,
  );

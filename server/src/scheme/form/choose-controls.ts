import { HEADER_ROW, isHeaderRow } from '@dingdee/shared/header-row';
import type { ControlChoice, FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import type { WantedControl } from '@dingdee/shared/scheme-file';
import type { FormControlSchema } from '../../connectors/source.js';
import { topNames } from '../../engine/source/named-controls.js';
import { DomainError } from '../../problem/domain-error.js';
import { controlCalled, referenceTo } from './match-controls.js';
import { proposeMatches } from './propose-matches.js';
import { renameControls } from './rename-controls.js';

/** The controls that a content reads, as a template describes them. */
export interface WantedOf {
  controls: readonly WantedControl[];
  /** Rules of the single row if the form has no detail table. */
  oneRow?: Readonly<Record<string, FieldRules>> | undefined;
}

/**
 * Fits a content to one form: each wanted control gets the chosen control, else the proposed one. If the form has none, the control keeps its own
 * name and is listed as missing.
 * @throws UnknownControlError for a choice that the form does not have.
 */
export function chooseControls(
  content: SchemeContent,
  { controls: wanted, oneRow }: WantedOf,
  form: readonly FormControlSchema[],
  choices: readonly ControlChoice[],
): SchemeContent {
  const top = topNames(form).all;
  const { table } = content.detail;
  const byHand = choices.find((one) => one.name === table && one.table === null)?.control;
  const proposed = proposeMatches(wanted, form, byHand ?? undefined);
  const chosen = (table: string | null, name: string, among: readonly FormControlSchema[]) => {
    const choice = choices.find((one) => one.name === name && one.table === table);
    const proposal = proposed.find((one) => one.name === name && one.table === table);
    if (choice?.control === null) return null;
    const id = choice?.control ?? proposal?.control ?? null;
    const control = id === null ? controlCalled(name, among) : among.find((one) => one.id === id);
    if (choice && !control) throw new UnknownControlError(name);
    return control ? { control, chosen: choice !== undefined && choice.control !== proposal?.control } : undefined;
  };
  const called = (table: string | null, name: string, among: readonly FormControlSchema[]): string | null => {
    const found = chosen(table, name, among);
    return found ? referenceTo(found.control, name, among, found.chosen) : found === null ? null : name;
  };

  const field = (name: string) => called(null, name, top);
  if (isHeaderRow(table)) return renameControls(content, HEADER_ROW, { field, row: field });
  const detail = chosen(null, table, top);
  if (oneRow && !detail) {
    const whole = { ...content, rows: { ...content.rows, ...oneRow } };
    return renameControls(whole, HEADER_ROW, { field, row: () => null });
  }
  const columns = detail?.control.children ?? [];
  const name = detail ? referenceTo(detail.control, table, top, detail.chosen) : table;
  const more = (content.detail.more ?? []).flatMap((other) => {
    const found = chosen(null, other, top);
    if (found)
      return { other, columns: found.control.children, ref: referenceTo(found.control, other, top, found.chosen) };
    // A further table of the template that the form lacks is no loss, unless it is needed.
    const known = wanted.find((one) => one.name === other);
    return found === null || (known && !known.needed) ? [] : { other, columns: [], ref: other };
  });
  /** Returns a column's names in each table; leaves out a name that belongs to another column of the first table. */
  const row = (printed: string): string | null => {
    const own = called(table, printed, columns);
    const others = more.flatMap((one) => {
      const found = chosen(one.other, printed, one.columns);
      const ref = found ? referenceTo(found.control, printed, one.columns, found.chosen) : null;
      return ref !== null && controlCalled(ref, columns) === null ? ref : [];
    });
    const refs = [...new Set([...(own === null ? [] : [own]), ...others])];
    return refs.length === 0 ? null : refs.join('|');
  };
  return renameControls(
    content,
    name,
    { field, row },
    more.map(({ ref }) => ref),
  );
}

/** Thrown if a chosen control is not in the form. */
export class UnknownControlError extends DomainError {
  readonly code = 'scheme/unknown-control';
  readonly title = '表单里没有选的控件';
  readonly status = 422;
  constructor(wanted: string) {
    super(`“${wanted}”选的控件不在这个表单里，可能刚被删掉。重新打开，再选一次。`, { wanted });
  }
}

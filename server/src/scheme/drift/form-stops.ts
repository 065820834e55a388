import type { SchemeContent } from '@dingdee/shared/scheme';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import type { FormControlSchema } from '../../connectors/source.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import { otherUnits } from '../../engine/check/check-currency.js';
import { comparableName, isAlike } from '../../engine/source/control-name.js';
import type { SchemeVersionContent } from '../version/scheme-store.js';
import { type FormChange, type PlacedControl, placedControls } from './form-changes.js';
import { type ControlUse, formUses } from './form-uses.js';

interface Changed {
  accepted: readonly FormControlSchema[];
  goodUntil: number;
  changes: readonly FormChange[];
}

/** The content of a scheme version, and the form for which it was written. */
export type ReadVersion = Pick<SchemeVersionContent, 'content' | 'form'>;

/** The uses of a control other than fields of the bill, in the words of the page. */
const READ_FOR: Readonly<Record<Exclude<ControlUse['what'], 'field'>, string>> = {
  total: '总金额核对',
  net: '净额',
  filter: '采集条件',
  detail: '付款明细',
};

/** Returns each use once, in a person's words. */
export const useWords = (uses: readonly ControlUse[]): string[] => [
  ...new Set(uses.map((use) => (use.what === 'field' ? use.label : READ_FOR[use.what]))),
];

const isStop = (kind: FormChange['kind']): kind is Extract<FormStop['kind'], FormChange['kind']> =>
  kind === 'removed' || kind === 'retyped' || kind === 'renamed' || kind === 'options';

/** Tells whether the filter asks for an option that nobody can choose any more: all such approvals would be left out. */
const asksFor = ({ filter }: SchemeContent, used: readonly ControlUse[], gone: readonly string[]): boolean =>
  used.some(({ what }) => what === 'filter') &&
  filter.some(
    ({ is, value = '', values = [] }) =>
      (is === 'equals' && gone.includes(value)) ||
      (is === 'one-of' && values.some((each) => gone.includes(each))) ||
      (is === 'contains' && gone.some((each) => each.includes(value))),
  );

const { head, row } = PAYMENT_FORM;
/** The fields that decide who is paid, and how much. */
const OF_MONEY = { header: [head.payee, head.receiver], rows: [row.amount, row.account, row.holder, row.bank] };

/**
 * Returns the form changes that must stop bills of this version: a control that it reads is gone, has another type, or has a new name under which
 * people may fill in something else. A control is read by its id: if two names were exchanged, the applicant would be paid instead of the payee.
 */
export function formStops({ accepted, goodUntil, changes }: Changed, version: ReadVersion): FormStop[] {
  const uses = formUses(version.content, version.form, accepted);
  const means = otherMeaning(accepted, changes, version);
  return changes.flatMap((change): FormStop[] => {
    const { kind, before, after } = change;
    if (before === null || !isStop(kind)) return [];
    const used = uses.get(before.key) ?? [];
    if (used.length === 0 || (kind === 'renamed' && !means(change, used))) return [];
    if (kind === 'options' && !asksFor(version.content, used, change.options.removed)) return [];
    const { id: controlId, label, type: was, table } = before;
    return [
      {
        controlId,
        tableId: table?.id ?? null,
        label,
        kind,
        was,
        now: (kind === 'renamed' ? after?.label : after?.type) ?? '',
        ...(kind === 'options' ? { options: before.options } : {}),
        since: goodUntil,
        uses: useWords(used),
      },
    ];
  });
}

/**
 * Tells whether people may fill in something else under a control's new name: the new name was another control's, the old name is now another
 * control's, or the control decides payee or amount and the two names are not alike (neither is part of the other). 总金额 → 合计, which is only used for
 * checks, does not stop bills.
 */
function otherMeaning(
  accepted: readonly FormControlSchema[],
  changes: readonly FormChange[],
  { content }: ReadVersion,
): (change: FormChange, used: readonly ControlUse[]) => boolean {
  const were = [...placedControls(accepted).values()];
  const are = changes.flatMap(({ kind, after }) => (kind === 'renamed' || kind === 'added' ? (after ?? []) : []));
  const money = moneyLabels(content);
  return ({ before, after }, used) => {
    if (before === null || after === null) return false;
    const [old, now] = [comparableName(before.label), comparableName(after.label)];
    const another = (controls: readonly PlacedControl[], name: string) =>
      controls.some(
        ({ key, label, table }) =>
          key !== before.key && table?.id === before.table?.id && comparableName(label) === name,
      );
    if (old === now) return false;
    if (another(were, now) || another(are, old)) return true;
    // 冲销金额 → 未冲销金额: one name contains the other but means the contrary.
    if (used.some(({ what }) => what === 'net')) return true;
    return !isAlike(old, now) && used.some((use) => use.what === 'field' && money.has(use.label));
  };
}

const moneyLabels = (content: SchemeContent): ReadonlySet<string | undefined> =>
  new Set([
    ...OF_MONEY.header.map((name) => content.header[name]?.label),
    ...OF_MONEY.rows.map((name) => content.rows[name]?.label),
  ]);

/** Returns the controls that are read as an amount or compared with one, and now have a unit other than 元: 12.50 of 万元 is not 12.50 元. */
export function amountUnits(
  { accepted, current }: Pick<Changed, 'accepted'> & { current: readonly FormControlSchema[] },
  version: ReadVersion,
): FormStop[] {
  const units = otherUnits(current);
  if (units.size === 0) return [];
  const uses = formUses(version.content, version.form, accepted);
  const amount = version.content.rows[row.amount]?.label;
  return [...placedControls(current).values()].flatMap(({ key, id, label, type: was, table }): FormStop[] => {
    const used = (uses.get(key) ?? []).filter(
      (use) => use.what === 'net' || use.what === 'total' || (use.what === 'field' && use.label === amount),
    );
    const now = units.get(id);
    if (now === undefined || used.length === 0) return [];
    return [
      { controlId: id, tableId: table?.id ?? null, label, kind: 'unit', was, now, since: 0, uses: useWords(used) },
    ];
  });
}

/**
 * Returns the known names of the controls that decide payee and amount: the accepted name, and the name in the form for which the scheme was written.
 * An approval with another name was launched with a form that nobody has looked at: recently, while forms are not read, or long ago.
 */
export function knownNames({ accepted }: Pick<Changed, 'accepted'>, version: ReadVersion): FormStop[] {
  const uses = formUses(version.content, version.form, accepted);
  const written = placedControls(version.form);
  const money = moneyLabels(version.content);
  return [...placedControls(accepted).values()].flatMap(
    ({ key, id: controlId, label, type: was, table }): FormStop[] => {
      const used = (uses.get(key) ?? []).filter(
        (use) => use.what === 'net' || (use.what === 'field' && money.has(use.label)),
      );
      if (used.length === 0 || uses.get(key)?.some(({ what }) => what === 'detail')) return [];
      const names = [...new Set([label, written.get(key)?.label ?? label])];
      const place = { controlId, tableId: table?.id ?? null };
      return [{ ...place, label, kind: 'other-name', names, was, now: '', since: 0, uses: useWords(used) }];
    },
  );
}

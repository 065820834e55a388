import { formatAmount } from '@dingdee/shared/money';
import type { Issues } from '../../domain/draft/issues.js';
import { comparableName } from '../source/control-name.js';
import type { FormEntry } from '../source/form-amounts.js';
import { parseRef } from '../source/source-ref.js';
import { cut } from '../source/texts.js';
import { type PaidForm, toldAmounts } from './check-offsets.js';
import { paidOtherwise } from './paid-words.js';

/** What else the scheme says of a form. */
interface Decided {
  /** References of the scheme's filter: which values are collected is decided. */
  filter: readonly string[];
  /** Whether the net sum has taken something off. */
  isNet: boolean;
}

/**
 * Adds an issue for each choice by which the form says that less, or nothing, is left to be paid: paid by the company or its card, once a month, already
 * paid, set off against a loan without an amount. Which words a company uses for what, nobody can tell: a person looks. Each label is told once.
 */
export function checkPaidOtherwise(form: PaidForm, { filter, isNet }: Decided, issues: Issues): void {
  const decided = new Set(filter.flatMap((ref) => parseRef(ref).names.map(({ comparable }) => comparable)));
  const told = new Set<string>();
  for (const entry of form.entries) {
    const of = paidOtherwise(entry.comparable, () => textsOf(entry));
    if (of === null || form.isPaid(entry) || told.has(entry.label)) continue;
    if (of === 'offset' ? isNet || hasOffset(form) : isDecided(entry, decided)) continue;
    told.add(entry.label);
    issues.coded('amber', 'maybe-paid', 'total', {
      of,
      label: cut(entry.table === null ? entry.label : `${entry.table.name}.${entry.label}`, 60),
      text: cut(entry.text, 40),
      total: form.total === null ? '' : formatAmount(form.total),
    });
  }
}

const textsOf = ({ control, text }: FormEntry): readonly string[] =>
  control.value.kind === 'list' ? control.value.items : [text];

const isDecided = ({ control, comparable }: FormEntry, decided: ReadonlySet<string>): boolean =>
  [control.id, control.alias ?? '', comparableName(control.name), comparable].some((name) => decided.has(name));

/** Returns whether an amount that is to be subtracted stops the bill anyway. */
const hasOffset = (form: PaidForm): boolean => toldAmounts(form).some(({ kind }) => kind === 'offset');

import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { PAYEE_ASSUMED, PAYEE_GUESSED } from '../../domain/draft/payee-hands.js';
import type { DetailLine } from '../field/detail-lines.js';
import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { MappingInput } from '../field/mapping-input.js';
import { isNobody, isNoName } from '../payee/no-name.js';
import { payeeLabel } from '../payee/payee-labels.js';
import { type PayeeReading, saysApplicant } from '../payee/payee-reading.js';
import { type PayeeTrouble, payeeIssue } from '../payee/payee-words.js';
import { type FieldPlan, type PlannedField, ruleRefs } from '../rule/field-plan.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { comparableLabel, comparableName } from '../source/control-name.js';
import { parseRef } from '../source/source-ref.js';
import { cut, longestText, oneLine } from '../source/texts.js';
import { guessedName, isBorneOut } from './guessed-name.js';
import { needsNoAccount } from './paid-words.js';
import { isSameHolder } from './same-holder.js';

/** References to the applicant, who takes the place of a name that the form does not give. */
const ORIGINATOR_REFS: ReadonlySet<string> = new Set(['instance:originatorName', 'instance:originatorUserId']);

/**
 * Checks that the whole bill has one payee: no second account on any row or elsewhere on the form, and no name beside an account that the form gives
 * to another person. A value that a person set by hand is decided.
 * @param unitNames returns Kingdee's names of the payees in the header.
 * @returns names that are the applicant's only because the scheme asks for no other, each once: amber issues, which are kept with the bill.
 */
export function checkPayee(
  plan: FieldPlan,
  rows: readonly MappedRow[],
  details: readonly DetailLine[],
  { locks }: MappingInput,
  source: ApprovalSource,
  issues: Issues,
  unitNames: () => readonly string[],
): PayeeHand[] {
  const { account: accountName, holder: holderName } = plan.form.row;
  const unnamed = checkNoNames(plan, rows, locks, source, issues);
  const account = plan.rows.find(({ name }) => name === accountName);
  if (!account) {
    accountsUnread(plan, source, issues);
    return [];
  }
  const name = plan.rows.find((field) => field.name === holderName);
  const tell = (trouble: PayeeTrouble, index: number, field: PlannedField) => {
    const { level, code, params } = payeeIssue(trouble, field.rules.label);
    issues.coded<string>(level, code, `rows[${index}].${field.name}`, params);
  };
  const read = new Set<Control>();
  const assumed = new Map<string, PayeeHand>();
  const guessed = new Set<string>();
  const first = rows.map(({ fields }) => fields.get(accountName)?.value ?? '').find((number) => number !== '') ?? '';
  const locked = Object.keys(locks).length > 0;
  let ofAll: Set<Control> | null = null;
  for (const [at, { place: index, fields }] of rows.entries()) {
    // Every row reads the same controls at the top.
    const used: Set<Control> = ofAll ?? accountControls(account, details[at]?.row ?? null, source);
    if (!account.perRow) ofAll = used;
    for (const control of used) read.add(control);
    const number = fields.get(accountName)?.value ?? '';
    if (number === '' || (locked && `rows[${index}].${accountName}` in locks)) continue;
    const label = fields.get(accountName)?.ruled.provenance.sourceLabel ?? '';
    if (number !== first) tell(several(label, [first, number]), index, account);
    if (!name || unnamed.has(index) || (locked && `rows[${index}].${holderName}` in locks)) continue;
    const readings = [...used].map((control) => source.payeeOf(control));
    const named = fields.get(holderName);
    const trouble = named ? wrongName(readings, number, named, name, source) : null;
    if (trouble?.code === PAYEE_ASSUMED) {
      const put = named?.value ?? '';
      const found = { label, put, tail: number.slice(-4) };
      const params = trouble.said === undefined ? found : { ...found, said: trouble.said };
      issues.coded<string>('amber', PAYEE_ASSUMED, `rows[${index}].${name.name}`, params);
      assumed.set(put, { field: name.name, form: '', put, by: '', rowId: null, assumed: true });
    } else if (trouble) tell({ ...trouble, label }, index, name);
    const put = guessedName(readings, number);
    if (trouble || put === '' || guessed.has(put)) continue;
    guessed.add(put);
    if (!isBorneOut(put, used, source, unitNames))
      issues.coded('amber', PAYEE_GUESSED, `rows[${index}].${name.name}`, { label, put, tail: number.slice(-4) });
  }
  const unset = rows.find(({ place }) => !(`rows[${place}].${accountName}` in locks));
  if (!unset) return [...assumed.values()];
  const open = unset.place;
  const mapped = unset.fields.get(accountName);
  for (const control of elsewhere(source, read, plan)) {
    const { number, trouble } = source.payeeOf(control);
    if (trouble?.code === 'payee-several' || trouble?.code === 'payee-names') tell(trouble, open, account);
    else if (number === '' || number === mapped?.value) continue;
    else if (mapped?.value) tell(several(control.name, [mapped.value, number]), open, account);
    else if (mapped?.complaints.length === 0)
      tell({ code: 'payee-elsewhere', label: control.name, tail: number.slice(-4) }, open, account);
  }
  return [...assumed.values()];
}

/**
 * Checks a form of Kingdee without accounts: it owes the sum to its unit, which is paid from that unit's record. No rule reads an account on the
 * approval, and it may be another person's. A person looks.
 */
function accountsUnread(plan: FieldPlan, source: ApprovalSource, issues: Issues): void {
  const { head, label } = plan.form;
  const readings = elsewhere(source, new Set(), plan).map((control) => ({ control, reading: source.payeeOf(control) }));
  const own = source.originatorName;
  for (const { control, reading } of readings) {
    const { number, name, trouble } = reading;
    const others = name !== '' && name !== own;
    if (!others && trouble?.code !== 'payee-several' && trouble?.code !== 'payee-names') continue;
    issues.coded('amber', 'payee-elsewhere', `header.${head.payee}`, {
      of: 'owed',
      label: cut(control.name.trim(), 60),
      ...(others ? { name: cut(name, 40) } : {}),
      ...(number === '' ? {} : { tail: number.slice(-4) }),
      form: label,
    });
  }
}

const several = (label: string, numbers: readonly string[]): PayeeTrouble => ({
  code: 'payee-several',
  label,
  tails: numbers.map((number) => number.slice(-4)),
});

/** Checks that no 无, 同上 or 见附件 goes out as the holder of an account. @returns the rows in which one would. */
function checkNoNames(
  { form: { row }, rows: planned }: FieldPlan,
  rows: readonly MappedRow[],
  locks: MappingInput['locks'],
  { instance }: ApprovalSource,
  issues: Issues,
): ReadonlySet<number> {
  const label = planned.find(({ name }) => name === row.holder)?.rules.label;
  if (label === undefined) return new Set();
  const found = rows.flatMap(({ place, fields }) => {
    const holder = fields.get(row.holder);
    const path = `rows[${place}].${row.holder}`;
    return holder?.value && !(path in locks) && isNoName(holder.value) ? [{ place, path, fields, holder }] : [];
  });
  for (const { path, fields, holder } of found) {
    const number = fields.get(row.account)?.value ?? '';
    const at = holder.ruled.provenance.sourceLabel || label;
    // Paid in cash or collected by itself, nobody's account is asked for: a person looks.
    if (number === '' && isNobody(holder.value ?? '') && instance.controls.some(isWithoutAccount)) {
      const { level, code, params } = payeeIssue({ code: 'payee-without-number', label: at }, label);
      issues.coded<string>(level, code, path, params);
      continue;
    }
    const trouble: PayeeTrouble =
      number === ''
        ? { code: 'payee-left-over', label: at, text: cut(holder.value ?? '', 40) }
        : { code: 'payee-without-name', label: at, tail: number.slice(-4) };
    const { code, params } = payeeIssue(trouble, label);
    issues.coded<string>('red', code, path, params);
  }
  return new Set(found.map(({ place }) => place));
}

const isWithoutAccount = ({ name, value }: Control): boolean =>
  needsNoAccount(comparableLabel(name), controlText(value));

/** Returns the controls that the account of a row was read from, including those that were empty. */
function accountControls({ rules }: PlannedField, row: ControlRow | null, source: ApprovalSource): Set<Control> {
  const refs = rules.rules.flatMap((rule) => (rule.kind === 'source' ? [rule.from] : [])).map(parseRef);
  return new Set(refs.flatMap((ref) => (ref.part ? source.payeeControls(ref, row) : [])));
}

type WrongName =
  | { code: 'payee-other-name' }
  | { code: 'payee-without-name'; tail: string }
  | { code: typeof PAYEE_ASSUMED; said?: string };

/**
 * Returns what is wrong with a name. It must be the name beside the account; the originator's name is no substitute for a name that is missing on the
 * form. A scheme that asks for no other name says that accounts are the applicant's own: a person looks whether this one is.
 */
function wrongName(
  readings: readonly PayeeReading[],
  number: string,
  { value, ruled }: MappedField,
  { rules, target }: PlannedField,
  { originatorName }: ApprovalSource,
): WrongName | null {
  if (value === null) return null;
  const onForm = readings.filter((reading) => reading.number === number);
  const own = onForm.find((reading) => reading.name !== '')?.name;
  if (own !== undefined) return isSameHolder(own, value, longestText(target)) ? null : { code: 'payee-other-name' };
  const word = onForm.find(({ unnamed }) => unnamed !== undefined)?.unnamed;
  // 户名：本人 names the applicant; 户名：无 is no account of the applicant's.
  if (word !== undefined && saysApplicant(onForm) && value === cut(oneLine(originatorName), longestText(target)))
    return { code: PAYEE_ASSUMED, said: cut(word, 20) };
  if (word !== undefined) return { code: 'payee-without-name', tail: number.slice(-4) };
  if (!ORIGINATOR_REFS.has(ruled.sourceRef)) return null;
  const asksForm = rules.rules.some((rule) => ruleRefs(rule).some((ref) => parseRef(ref).place !== 'instance'));
  if (asksForm) return { code: 'payee-without-name', tail: number.slice(-4) };
  // An account that a table gives for the applicant is the applicant's; an account on the form may be anybody's.
  return onForm.length > 0 ? { code: PAYEE_ASSUMED } : null;
}

/** Returns controls that look like a payee's account and were not read as one; a control that another rule reads is something else. */
function elsewhere({ instance }: ApprovalSource, read: ReadonlySet<Control>, { consumed }: FieldPlan): Control[] {
  return instance.controls.filter((control) => {
    if (read.has(control)) return false;
    if (control.value.kind === 'table')
      return control.value.rows.some(({ cells }) =>
        cells.some((cell) => !read.has(cell) && payeeLabel(cell.name) === 'account'),
      );
    const asked = [control.id, control.alias ?? '', comparableName(control.name)].some((name) => consumed.has(name));
    return !asked && (control.type === 'RecipientAccountField' || payeeLabel(control.name) === 'account');
  });
}

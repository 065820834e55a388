import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import type { Issues } from '../../domain/draft/issues.js';
import { type FormEntry, formEntries } from '../source/form-amounts.js';
import type { FormSchema } from '../source/named-controls.js';
import { simplified } from '../source/simplified.js';
import { cut } from '../source/texts.js';
import { isOtherUnit, namesOtherUnit, statesOtherUnit } from './amount-unit.js';
import { goesAbroad } from './paid-words.js';

/**
 * Patterns of labels in simplified characters, by what they begin with or contain: bilingual labels join their languages without a separator
 * (币种Moneda). 人民币 and 游戏币 end like 结算币, but name no choice of a currency.
 */
const CURRENCY_LABEL =
  /币(种|别|制|类)|^币$|(结算|付款|支付|收款|报销|交易|计价|申请)币$|货币(?!资金|市场)|currency|ccy|^curr?\.?$|moneda|währung|devise|통화|通货/u;
/** 换算率 alone converts units of goods, 课时折算率 hours. */
const RATE_LABEL =
  /汇率|兑换率|(?<![课工学]时|人天|工作量|产品?|数量)(折算率|折合率)|[汇币].*(折算率|折合率|换算率|牌价)|exchangerate|fxrate|conversionrate|tipodecambio/u;
/** Everything that means 人民币, and what may stand around it. */
const CNY = /人民币|CNY|RMB|CN¥|RENMINBI|YUAN|PRE001|本位币|[¥元圆]/gu;
const AROUND = /中国|大陆|CHINESE|CHINA|默认|[\s()（）[\]【】\-_—/／·,，.。:：、;；+|]/gu;
/** Other currencies in the text or the label of an amount. 元 in 美元 and ¥ in JP¥ are part of them. */
const FOREIGN =
  /美元|美金|美刀|欧元|欧币|日元|日圆|日币|英镑|港币|港元|澳元|加元|新加坡元|新币|韩元|韩币|泰铢|泰币|马币|越币|瑞郎|克朗|兰特|里拉|里亚尔|第纳尔|坚戈|缅币|缅元|基普|瑞尔|披索|卢布|卢比|法郎|澳门元|台币|加币(?!种|别)|澳币|纽币|韩圆|印尼盾|比索|林吉特|迪拉姆|越南盾|外币|[$€£₩₽฿₹₫円]|JP¥|\b(USD|EUR|JPY|GBP|HKD|AUD|CAD|SGD|KRW|THB|RUB|INR|CHF|MOP|TWD|NTD|MXN|MYR|AED|VND|IDR|PHP|BRL|NZD|SEK|NOK|DKK|ZAR|TRY|PKR|BDT|LKR|KZT|MMK|KHR|LAK|SAR|QAR|KWD|EGP|NGN|KES|PLN|HUF|CZK|ILS|COP|CLP|PEN|ARS|UAH|USDT)\b/u;

/**
 * Checks that a bill pays only 人民币: every control and cell that names a currency, wherever it is and whether or not a rule reads it, must say so, and
 * no amount that is read may have another currency. An unknown currency is not 人民币 (architecture.md, decision 6).
 * @param isAmount whether rows or total are read from the entry.
 */
export function checkFormCurrency(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  issues: Issues,
): void {
  const told = new Set<string>();
  for (const entry of entries) {
    if (isInvoice(entry)) continue;
    const text = foreignIn(entry, isAmount);
    if (text === null) continue;
    const label = cut(entry.table === null ? entry.label : `${entry.table.name}.${entry.label}`, 60);
    if (told.has(`${label}\n${text}`)) continue;
    told.add(`${label}\n${text}`);
    issues.coded('red', 'foreign-currency', 'header.currency', { label, text: cut(text, 40) });
  }
}

/**
 * Tells whether a form names another currency than 人民币, or none that is surely it.
 * @param amounts the controls that the amount is read from.
 */
export function namesForeignCurrency(
  { controls }: Pick<ApprovalInstance, 'controls'>,
  amounts: ReadonlySet<Control | null>,
): boolean {
  const entries = formEntries(controls);
  return entries.some((entry) => !isInvoice(entry) && foreignIn(entry, ({ control }) => amounts.has(control)) !== null);
}

const isInvoice = ({ control, table }: FormEntry): boolean =>
  control.type === 'InvoiceField' || table?.type === 'InvoiceField';

/** Asks about an account abroad where no control says that 人民币 is paid: its bank's SWIFT code, 是否境外账户 = 是. */
export function checkAbroad(entries: readonly FormEntry[], issues: Issues): void {
  const abroad = entries.find(({ comparable, text }) => goesAbroad(comparable, text));
  if (!abroad || entries.some(({ comparable }) => speaksOf(comparable) === 'currency')) return;
  issues.coded('amber', 'foreign-account', 'header.currency', {
    label: cut(abroad.label, 60),
    text: cut(abroad.text, 40),
  });
}

/** Checks that no amount read as 元 is labelled in another unit: 1.50 under 金额（万元） is not 1.50 元. */
export function checkAmountUnits(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  issues: Issues,
): void {
  const told = new Set<string>();
  for (const entry of entries) {
    if (givesOtherUnit(entry) || statesOtherUnit(entry.label) || statesOtherUnit(entry.text)) {
      if (told.has(entry.label)) continue;
      told.add(entry.label);
      issues.coded('red', 'amount-unit', 'total', { label: cut(entry.label, 60), said: cut(entry.text, 20) });
      continue;
    }
    if (!isAmount(entry)) continue;
    // A part of an object has its own name beside the name of its control.
    const labels = [entry.label, entry.control.name, entry.table?.name ?? ''];
    const label = labels.find((one) => one !== '' && namesOtherUnit(one));
    if (label === undefined || told.has(label)) continue;
    told.add(label);
    issues.coded('red', 'amount-unit', 'total', { label: cut(label, 60), text: cut(entry.text, 40) });
  }
}

/** Returns whether a control by its name, 单位 or 金额单位, says that amounts are in another unit. Goods are counted in 万 and 千 as well. */
function givesOtherUnit({ comparable, text }: FormEntry): boolean {
  if (!comparable.includes('单位') && !comparable.includes('單位')) return false;
  const [, of, choices = ''] = UNIT_LABEL.exec(simplified(comparable)) ?? [];
  return of !== undefined && isOtherUnit(text, of !== '' || choices.includes('元'));
}
const UNIT_LABEL = /^((?:金额|计价|记账|记帐|报销金额|付款金额)?)单位(\([^()]*\))?$/u;

/** Checks the units that the form gives its controls; approvals do not repeat them. An amount in any unit but 元 is not read as 元. */
export function checkFormUnits(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  form: FormSchema,
  issues: Issues,
): void {
  const units = otherUnits(form);
  const told = new Set<string>();
  const note = notedUnit(form);
  if (note !== null) issues.coded('red', 'amount-unit', 'total', { label: cut(note, 60), said: cut(note, 20) });
  for (const entry of entries) {
    const unit = units.get(entry.control.id);
    if (unit === undefined || !isAmount(entry) || told.has(entry.control.id)) continue;
    told.add(entry.control.id);
    const found = { label: cut(entry.label, 60), text: cut(entry.text, 40), unit: cut(unit, 20) };
    issues.coded('red', 'amount-unit', 'total', found);
  }
}

const notesOf = new WeakMap<FormSchema, string | null>();

/** Returns a printed note of the form that says that amounts are in another unit; null if there is none. Approvals do not repeat notes. */
function notedUnit(form: FormSchema): string | null {
  const ready = notesOf.get(form);
  if (ready !== undefined) return ready;
  const all = form.flatMap((control) => [control, ...control.children]);
  const note = all.find(({ type, label }) => type === 'TextNote' && statesOtherUnit(label))?.label ?? null;
  notesOf.set(form, note);
  return note;
}

const unitsOf = new WeakMap<FormSchema, ReadonlyMap<string, string>>();

/** Returns id → unit of the controls of a form whose unit is not 元. */
export function otherUnits(form: FormSchema): ReadonlyMap<string, string> {
  const ready = unitsOf.get(form);
  if (ready) return ready;
  const units = new Map<string, string>();
  const walk = (controls: FormSchema): void => {
    for (const { id, unit, children } of controls) {
      if (unit !== undefined && !isCny(unit.replace(/^单位[:：]?/u, ''))) units.set(id, unit);
      walk(children);
    }
  };
  walk(form);
  unitsOf.set(form, units);
  return units;
}

/** Labels of a question or an amount that an approval in 人民币 leaves empty, answers with 否, or fills with zero. */
const FOREIGN_LABEL = /^(是否|有无|是不是).*外币|^外币(支付|付款|报销)?(总?金?额|合计)?(\(.*\))?$/u;
/** Amounts of this payment; one of a contract may well be in another currency. */
const AN_AMOUNT = /(金额|款额|总额|合计|amount)/u;
const OF_OTHERS = /人民币|本位币|rmb|cny|合同|协议|发票|预算|累计|余额|订单|报价|单价|[个次张人月年]数|说明|备注/u;
const IS_NOT = /^(否|不是|无|没有|非|[不未无](涉及|适用)(外币)?|不含外币|no?|n\/a|none|false|[-—/]|0(\.0+)?)$/iu;

type Subject = 'rate' | 'currency' | 'foreign' | 'other';
/** Cache: forms repeat their labels in every approval. */
const subjects = new Map<string, Subject>();
const MOST = 5000;

function speaksOf(comparable: string): Subject {
  const ready = subjects.get(comparable);
  if (ready !== undefined) return ready;
  const label = simplified(comparable);
  const rate = RATE_LABEL.test(label) && !/(日期|时间|来源|说明|备注)$/u.test(label);
  const currency = CURRENCY_LABEL.test(label) && !/符号说明|说明$|备注$/u.test(label);
  const isForeign = FOREIGN_LABEL.test(label) || (AN_AMOUNT.test(label) && !OF_OTHERS.test(label) && namesMoney(label));
  const subject = rate ? 'rate' : currency ? 'currency' : isForeign ? 'foreign' : 'other';
  if (subjects.size >= MOST) subjects.clear();
  subjects.set(comparable, subject);
  return subject;
}

/** @returns the text that names another currency; null if there is none. */
function foreignIn(entry: FormEntry, isAmount: (entry: FormEntry) => boolean): string | null {
  const { comparable, text, control } = entry;
  const beside = control.beside?.currency;
  if (beside !== undefined && isAmount(entry) && !isCny(beside)) return beside;
  const speaks = speaksOf(comparable);
  if (speaks === 'rate') return /^1(\.0+)?$|^0(\.0+)?$|^100(\.0+)?%$/u.test(text.normalize('NFKC')) ? null : text;
  if (speaks === 'foreign') return IS_NOT.test(text.normalize('NFKC')) || isCny(text) ? null : text;
  if (speaks === 'currency') {
    const told = control.value.kind === 'list' ? control.value.items : [text];
    return told.every(isCny) ? null : text;
  }
  if (!isAmount(entry)) return null;
  // Digits name no currency; only the labels beside them may, and these are cached because forms repeat them.
  if (PLAIN_NUMBER.test(text) && (control.beside?.words ?? '') === '') return moneyNamed(entry);
  const words = inCapitals(`${text} ${control.name} ${entry.label} ${control.beside?.words ?? ''}`);
  return FOREIGN.test(words) ? `${entry.label} ${text}` : moneyNamed(entry);
}

/** Returns the amount with one of its labels, or its table's label, if that names another currency; else null. */
function moneyNamed({ control, label, table, text }: FormEntry): string | null {
  if (namesMoney(label)) return `${label} ${text}`;
  if (namesMoney(control.name)) return `${control.name} ${text}`;
  return table !== null && namesMoney(table.name) ? `${table.name} ${text}` : null;
}

const PLAIN_NUMBER = /^[\d.,]+$/;
const named = new Map<string, boolean>();

function namesMoney(label: string): boolean {
  const ready = named.get(label);
  if (ready !== undefined) return ready;
  const foreign = FOREIGN.test(inCapitals(` ${label} `));
  if (named.size >= MOST) named.clear();
  named.set(label, foreign);
  return foreign;
}

/** Returns whether a text means 人民币: "人民币(CNY)", "RMB¥", "CNY-人民币", "元". */
export function isCny(text: string): boolean {
  const plain = inCapitals(text);
  const rest = plain.replace(CNY, '');
  return rest !== plain && rest.replace(AROUND, '') === '';
}

/** Returns a text as the patterns of currencies compare it. */
const inCapitals = (text: string): string => simplified(text.normalize('NFKC')).toUpperCase().replaceAll('_', ' ');

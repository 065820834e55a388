import type { Outcome } from '@dingdee/shared/bill-state';
import type { TargetName } from '@dingdee/shared/scheme';
import type { PutSiteSetup, SiteSetup } from '@dingdee/shared/site-setup';

type Said = Omit<PutSiteSetup, 'version'>;
/** Answers while they are being given; null is an open question. */
export type Answers = { [Question in keyof Said]: Said[Question] | null } & Pick<
  Said,
  'payBillType' | 'payableBillType'
>;

export const NOTHING_SAID: Answers = {
  first: null,
  means: null,
  expenseModule: null,
  payBillType: '',
  payableBillType: '',
};

export const billTypeFits = (text: string): boolean => /^[A-Za-z0-9_.-]{0,60}$/u.test(text);

export const answersOf = (site: SiteSetup | null): Answers => {
  if (site === null) return NOTHING_SAID;
  const { first, means, expenseModule, payBillType, payableBillType } = site;
  return { first, means, expenseModule, payBillType, payableBillType };
};

/** Returns the answers in the form that the server takes; null while a question is open or a bill type is not valid. */
export function saidOf(answers: Answers): Said | null {
  const { first, means, expenseModule, payBillType, payableBillType } = answers;
  if (first === null || means === null || expenseModule === null) return null;
  if (!billTypeFits(payBillType) || !billTypeFits(payableBillType)) return null;
  return { first, means, expenseModule, payBillType, payableBillType };
}

/** Returns true if both have the same answers. */
export const sameAnswers = (one: Said, other: SiteSetup | null): boolean =>
  other !== null && (Object.keys(one) as (keyof Said)[]).every((question) => one[question] === other[question]);

/** Target form of a template's bills, by what the site does first. */
export const TARGET_OF: Readonly<Record<SiteSetup['first'], TargetName>> = {
  paybill: 'AP_PAYBILL',
  payable: 'AP_OtherPayable',
};

/** Returns the bill type of a new scheme for this target; undefined: the template's own. */
export function billTypeFor(
  target: string,
  said: Pick<Said, 'expenseModule' | 'payBillType' | 'payableBillType'>,
): string | undefined {
  if (!said.expenseModule) return undefined;
  const copied = target === TARGET_OF.payable ? said.payableBillType : said.payBillType;
  return copied === '' ? undefined : copied;
}

const ADVISED = { instruction: 'save+submit', record: 'save+submit+audit' } as const satisfies Record<
  SiteSetup['means'],
  Outcome
>;

/** Returns how far a bill is pushed according to the site's answer about its 付款单; undefined for another kind of bill, or without an answer. */
export const outcomeFor = (
  target: string | undefined,
  means: SiteSetup['means'] | null | undefined,
): Outcome | undefined => (target === 'AP_PAYBILL' && means ? ADVISED[means] : undefined);

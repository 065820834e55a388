import type { Outcome } from '@dingdee/shared/bill-state';
import type { TargetName } from '@dingdee/shared/scheme';
import type { PutSiteSetup, SiteSetup } from '@dingdee/shared/site-setup';

type Said = Omit<PutSiteSetup, 'version'>;
/** While it is asked: null stands for what nobody has said yet. */
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

/** As the server takes them; null while a question is open or a bill type cannot be one. */
export function saidOf(answers: Answers): Said | null {
  const { first, means, expenseModule, payBillType, payableBillType } = answers;
  if (first === null || means === null || expenseModule === null) return null;
  if (!billTypeFits(payBillType) || !billTypeFits(payableBillType)) return null;
  return { first, means, expenseModule, payBillType, payableBillType };
}

/** Whether both say the same. */
export const sameAnswers = (one: Said, other: SiteSetup | null): boolean =>
  other !== null && (Object.keys(one) as (keyof Said)[]).every((question) => one[question] === other[question]);

/** The form that a template's bills are, by what the site does first. */
export const TARGET_OF: Readonly<Record<SiteSetup['first'], TargetName>> = {
  paybill: 'AP_PAYBILL',
  payable: 'AP_OtherPayable',
};

/** The bill type that a new scheme of this target begins with; undefined: the template's. */
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

/** How far a bill is pushed where the site says what its 付款单 means; undefined for another bill, or where nobody has said. */
export const outcomeFor = (
  target: string | undefined,
  means: SiteSetup['means'] | null | undefined,
): Outcome | undefined => (target === 'AP_PAYBILL' && means ? ADVISED[means] : undefined);

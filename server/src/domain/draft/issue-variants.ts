/** Parameters of an issue: facts as text, such as a label, the place of a row, or an amount. */
export type Params = Readonly<Record<string, string>>;
/** Makes a sentence of the parameters. */
export type Words = (params: Params) => string;

/**
 * Codes that have several sentences, with the values of the parameter `of` that says which one. With `undefined`, an issue without `of` has a
 * sentence too.
 */
export interface IssueVariants {
  'column-total': 'offset' | undefined;
  'invalid-amount': 'sum' | 'control' | 'control-range' | 'row' | 'offset-range' | 'cell' | 'column-range';
  'invalid-date': 'value' | 'compared' | 'source';
  /** What says that less may be left to be paid: the way of payment, that it is done, that a loan is set off. */
  'maybe-paid': 'way' | 'done' | 'offset';
  missing: 'rows' | 'row' | 'cell' | 'number' | 'expression' | 'control' | 'nothing' | 'payer';
  'net-below-zero': 'sum' | 'cell';
  'net-differs': 'total' | 'twice' | 'payable' | 'no-payable';
  'not-positive': 'row' | 'total';
  'payee-elsewhere': 'control' | 'owed';
  /** What the number looks like. */
  'payee-not-account': 'account' | 'phone' | 'id-card' | 'bank-code' | 'document' | 'date' | 'masked' | 'unclear';
  /** Where the account was found. */
  'payee-rounded': 'hand' | 'control' | 'elsewhere';
  'scheme-lacks': 'no-rule' | 'no-source' | 'offset' | 'table' | 'table-twice' | 'group';
  'sum-row': 'offset' | undefined;
  unmapped: 'default' | 'key' | 'payer' | undefined;
  unreadable: Unread | UnreadApproval;
  unusable: 'stopped' | 'absent';
}
type Unread = 'table' | 'row' | 'row-cell' | 'total' | 'offset' | 'offset-table' | 'offset-cell' | 'field' | 'other';
/** Why a whole approval cannot be read, or its result not be stored. */
export type UnreadApproval = 'not-parsed' | 'no-start' | 'format' | 'not-saved';

/** Parameters of an issue with this code. */
export type ParamsOf<Code extends string> = Code extends keyof IssueVariants
  ? undefined extends IssueVariants[Code]
    ? Params & { of?: NonNullable<IssueVariants[Code]> }
    : Params & { of: IssueVariants[Code] }
  : Params;

/** Sentences of a code, one for each value of `of`. */
export type VariantWords<Code extends keyof IssueVariants> = Readonly<Record<NonNullable<IssueVariants[Code]>, Words>>;

/**
 * Returns the words that `of` names.
 * @param plain words of an issue without `of`.
 */
export const wordsOf =
  (words: Readonly<Record<string, Words>>, plain: Words = () => ''): Words =>
  (params) =>
    (params.of === undefined ? plain : (words[params.of] ?? plain))(params);

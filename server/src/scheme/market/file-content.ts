import type { Outcome } from '@dingdee/shared/bill-state';
import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { OWN_ORGANISATION, type SchemeFile } from '@dingdee/shared/scheme-file';

/** What a file is filled with when a scheme is made of it. */
export interface FileBasis {
  processCode: string;
  formName: string;
  orgNumber: string;
  /** As the file says, unless told. */
  outcome?: Outcome | undefined;
  /** The bill type that the site copied; else the file's. */
  billType?: string | undefined;
}

/** The content of a scheme made of a file, its controls still called as the file does. */
export function contentOfFile(file: SchemeFile, { outcome, billType, ...basis }: FileBasis): SchemeContent {
  const { content } = file;
  const own = (text: string) => (text === OWN_ORGANISATION ? basis.orgNumber : text);
  return {
    ...content,
    ...basis,
    template: file.code,
    outcome: outcome ?? content.outcome,
    header: withBillType(withNumbers(content.header, own), billType),
    rows: withNumbers(content.rows, own),
    cutOverDate: null,
  };
}

/** The rules of one row for all (SchemeFile.oneRow), with the organisation in its place. */
export const oneRowOf = ({ oneRow }: SchemeFile, orgNumber: string): Record<string, FieldRules> | undefined =>
  oneRow && withNumbers(oneRow, (text) => (text === OWN_ORGANISATION ? orgNumber : text));

/** What is written into rules, said anew: constants, and what a table gives where it has no row. */
export const withNumbers = (
  fields: Readonly<Record<string, FieldRules>>,
  said: (text: string, field: string) => string,
): Record<string, FieldRules> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, rules: field.rules.map((rule) => withNumber(rule, (text) => said(text, name))) },
    ]),
  );

function withNumber(rule: Rule, said: (text: string) => string): Rule {
  if (rule.kind === 'constant') return { ...rule, value: said(rule.value) };
  if (rule.kind === 'lookup')
    return {
      ...rule,
      ...(rule.default === undefined ? {} : { default: said(rule.default) }),
      ...(rule.defaults === undefined
        ? {}
        : {
            defaults: Object.fromEntries(
              Object.entries(rule.defaults).map(([organisation, value]) => [said(organisation), said(value)]),
            ),
          }),
    };
  return rule;
}

/** The same fields with another bill type, where the file says one. */
function withBillType(fields: Record<string, FieldRules>, billType: string | undefined): Record<string, FieldRules> {
  const field = fields.billType;
  if (billType === undefined || field === undefined) return fields;
  return { ...fields, billType: { ...field, rules: [{ kind: 'constant', value: billType }] } };
}

import type { Outcome } from '@dingdee/shared/bill-state';
import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { OWN_ORGANISATION, type SchemeFile } from '@dingdee/shared/scheme-file';

/** The values with which a file is completed when a scheme is made from it. */
export interface FileBasis {
  processCode: string;
  formName: string;
  orgNumber: string;
  /** Absent: the file's value. */
  outcome?: Outcome | undefined;
  /** The bill type that the site has copied; absent: the file's value. */
  billType?: string | undefined;
}

/** Returns the content of a scheme made from a file; its controls still have the file's names. */
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

/** Returns the rules of the single row (SchemeFile.oneRow), with the organisation filled in. */
export const oneRowOf = ({ oneRow }: SchemeFile, orgNumber: string): Record<string, FieldRules> | undefined =>
  oneRow && withNumbers(oneRow, (text) => (text === OWN_ORGANISATION ? orgNumber : text));

/** Replaces the values that are written into rules: constants, and the defaults of a table without a matching row. */
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

/** Returns the same fields with another bill type, if the file names one. */
function withBillType(fields: Record<string, FieldRules>, billType: string | undefined): Record<string, FieldRules> {
  const field = fields.billType;
  if (billType === undefined || field === undefined) return fields;
  return { ...fields, billType: { ...field, rules: [{ kind: 'constant', value: billType }] } };
}

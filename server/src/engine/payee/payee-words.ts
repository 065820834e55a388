import type { Params, ParamsOf } from '../../domain/draft/issue-variants.js';
import type { NumberKind } from './payee-digits.js';

/** Why a control does not name exactly one payee. Codes and parameters; the sentences are in domain/draft/payee-words.ts. */
export type PayeeTrouble =
  | { code: 'payee-several'; label: string; tails: readonly string[] }
  | { code: 'payee-names'; label: string; names: number }
  | { code: 'payee-not-account'; label: string; kind: NumberKind; tail: string }
  | { code: 'payee-left-over'; label: string; text: string }
  | { code: 'payee-without-name'; label: string; tail: string }
  | { code: 'payee-other-name'; label: string }
  | { code: 'payee-without-number'; label: string }
  | { code: 'payee-elsewhere'; label: string; tail: string }
  | { code: 'payee-unreadable'; label: string };

export const PAYEE_CODES = [
  'payee-several',
  'payee-names',
  'payee-not-account',
  'payee-left-over',
  'payee-without-name',
  'payee-other-name',
  'payee-without-number',
  'payee-elsewhere',
  'payee-unreadable',
] as const satisfies readonly PayeeTrouble['code'][];

/** Amber codes: nothing wrong would be sent, and a person confirms that it is intended. */
const AMBER: ReadonlySet<PayeeTrouble['code']> = new Set(['payee-without-number', 'payee-elsewhere']);
export const payeeLevel = ({ code }: PayeeTrouble): 'red' | 'amber' => (AMBER.has(code) ? 'amber' : 'red');

/** Returns the issue of a trouble. @param field label of the field of the bill that gets no value, 对方银行账号 or 对方账户名称. */
export function payeeIssue(
  trouble: PayeeTrouble,
  field: string,
): { level: 'red' | 'amber'; code: PayeeTrouble['code']; params: Params } {
  return {
    level: payeeLevel(trouble),
    code: trouble.code,
    params: { label: trouble.label, field, ...factsOf(trouble) },
  };
}

function factsOf(trouble: PayeeTrouble): ParamsOf<PayeeTrouble['code']> {
  switch (trouble.code) {
    case 'payee-several':
      return { tails: trouble.tails.join(' ') };
    case 'payee-names':
      return { names: String(trouble.names) };
    case 'payee-not-account':
      return { of: trouble.kind, tail: trouble.tail };
    case 'payee-left-over':
      return { text: trouble.text };
    case 'payee-without-name':
      return { tail: trouble.tail };
    case 'payee-elsewhere':
      return { of: 'control', tail: trouble.tail };
    case 'payee-other-name':
    case 'payee-without-number':
    case 'payee-unreadable':
      return {};
  }
}

/** The issue of an account that Excel may have rounded. */
export const PAYEE_ROUNDED = 'payee-rounded';

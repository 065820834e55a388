import type { Words } from './issue-variants.js';

/** Says what speaks against the default payer: person and department of another organisation, or a table in which others pay. */
export const payerDoubtWords: Words = ({ owner, table, org }) =>
  owner === undefined
    ? `“${table}”里有部门由别的组织付款，没有写明的不按默认的 ${org} 付；其余都由 ${org} 付时，加一行“默认”`
    : `人员、部门属于组织 ${owner}，默认付款组织是 ${org}`;

/** Sentences on a payer that a person chose. */
export const PAYER_WORDS: Readonly<Record<string, Words>> = {
  'pay-org-hand': ({ label, was, now }) =>
    `${label}按规则是 ${was}，人工改成了 ${now}，钱从另一家公司的账户付出。和原审批核对，写明理由再通过。`,
};

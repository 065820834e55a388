import type { RowScope } from '../../domain/draft/provenance.js';

const SCOPES = ['company', 'form', 'department', 'applicant'] as const;

/** As it is stored; what a later program wrote counts as the widest. */
export const scopeOf = (stored: string): RowScope => SCOPES.find((scope) => scope === stored) ?? 'company';

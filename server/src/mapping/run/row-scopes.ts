import type { RowScope } from '../../domain/draft/provenance.js';

const SCOPES = ['company', 'form', 'department', 'applicant'] as const;

/** Returns a stored scope; an unknown scope of a later program counts as the widest. */
export const scopeOf = (stored: string): RowScope => SCOPES.find((scope) => scope === stored) ?? 'company';

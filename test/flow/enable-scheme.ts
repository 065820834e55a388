import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { Person } from './person.js';

/** Enables a draft as an administrator who accepts its warnings. @throws Error if it can never succeed. */
export async function enableScheme(admin: Pick<Person, 'get' | 'post'>, id: string): Promise<SchemeDetail> {
  const { version, findings } = await admin.get<SchemeReadiness>(`/api/schemes/${id}/readiness`);
  const accepted = findings.filter(({ level }) => level === 'warns').map(({ key }) => key);
  return admin.post<SchemeDetail>(`/api/schemes/${id}/enable`, { version, accepted });
}

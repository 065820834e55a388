import type { EntityManager } from 'typeorm';

import { otherNames } from './known-names.js';

interface Person {
  userId: string;
  name: string;
  alsoNamed?: readonly string[];
}
/** The people who hold the rights for which two people are needed. */
export interface WhoElse {
  approve: readonly Person[];
  push: readonly Person[];
  admins: readonly Person[];
}

/** Reads them as the transaction sees them. */
export async function whoElse(tx: EntityManager): Promise<WhoElse> {
  const rows: { user_id: string; name: string; role: string }[] = await tx.query(
    `SELECT m.user_id, m.name, r.role FROM member m JOIN role r ON r.user_id = m.user_id
     WHERE r.role IN ('reviewer', 'pusher', 'admin') ORDER BY m.name, m.user_id`,
  );
  const others = await otherNames(tx, [...new Set(rows.map(({ user_id }) => user_id))]);
  const holding = (...roles: string[]): Person[] => [
    ...new Map(
      rows
        .filter(({ role }) => roles.includes(role))
        .map(({ user_id: userId, name }) => [userId, { userId, name, alsoNamed: others.get(userId) ?? [] }] as const),
    ).values(),
  ];
  return { approve: holding('reviewer', 'admin'), push: holding('pusher'), admins: holding('admin') };
}

const NAMED = 3;
const RIGHT = { approve: '审核', push: '推送' } as const;

/**
 * Returns "请 李娜、王强 推送" with three names at most; if nobody else may, the people who can give the right. @param may tells whether a person could do
 * it.
 */
export function elseWords(who: WhoElse, right: keyof typeof RIGHT, may: (person: Person) => boolean): string {
  const word = RIGHT[right];
  const could = who[right].filter(may);
  if (could.length > 0) return `请 ${named(could)} ${word}`;
  const admins = who.admins.length > 0 ? `管理员（${named(who.admins)}）` : '管理员';
  return `现在没有别人能${word}它：请${admins}给另一位同事加上“${word}”角色`;
}

/** Returns who can confirm this person's request: "等 李娜、王强 确认" with three names at most; if nobody else may, the people who can give the right. */
export function confirmWords(
  who: WhoElse,
  rights: readonly (keyof typeof RIGHT)[],
  { userId }: Pick<Person, 'userId'>,
): string {
  const holders = new Map(rights.flatMap((right) => who[right]).map((person) => [person.userId, person]));
  holders.delete(userId);
  if (holders.size > 0) return `等 ${named([...holders.values()])} 确认`;
  const admins = who.admins.length > 0 ? `管理员 ${named(who.admins)} ` : '管理员';
  return `现在没有别人能确认：请${admins}给另一位同事加上“审核”角色`;
}

const named = (people: readonly Person[]): string => {
  const names = people.slice(0, NAMED).map(({ name }) => name);
  return people.length > NAMED ? `${names.join('、')} 等 ${people.length} 人` : names.join('、');
};

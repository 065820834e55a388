import type { GroupQuery, ReasonGroup, ReasonGroups } from '@dingdee/shared/bill';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { valuesAside } from '../mapping/run/value-aside.js';
import { ListBills } from '../read/list/list-bills.js';

/** Shows the groups of a list, with those marked whose value somebody put aside: their bills count as before, and stay where they are. */
@Injectable()
export class ShowGroups {
  constructor(
    private readonly list: ListBills,
    private readonly db: Database,
  ) {}

  async of(filter: GroupQuery, actor: Actor): Promise<ReasonGroups> {
    const groups = await this.list.groups(filter, actor);
    if (groups.items.every(({ value }) => value === null)) return groups;
    const aside = await valuesAside(this.db);
    const marked = ({ table, value }: ReasonGroup) => table !== null && value !== null && aside.has(table, value);
    return { ...groups, items: groups.items.map((group) => (marked(group) ? { ...group, aside: true } : group)) };
  }
}

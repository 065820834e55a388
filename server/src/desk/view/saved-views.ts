import type { Amount } from '@dingdee/shared/money';
import { ADMINS } from '@dingdee/shared/routes/who';
import { type PutView, putView, type SavedView, type SavedViews as SavedViewsAnswer } from '@dingdee/shared/view';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { ListBills } from '../../read/list/list-bills.js';
import { TooManyViewsError, ViewNameTakenError, ViewNotFoundError, ViewNotYoursError } from './view.errors.js';

/** Of one person, and of all together: each is counted whenever the list of them is shown. */
const MOST = 20;

interface Row {
  id: string;
  owner: string;
  owner_name: string;
  name: string;
  shared: unknown;
  content: string;
}
const content = z.omit(putView, { name: true, shared: true });

/** Views of one's own and shared ones. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly db: Database,
    private readonly list: ListBills,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'FOUR_EYES_BILL'>,
  ) {}

  /** With what each holds now, for this person. */
  async all(actor: Actor): Promise<SavedViewsAnswer> {
    const rows = await this.db.query<Row>(
      'SELECT id, owner, owner_name, name, shared, content FROM saved_view WHERE owner = ? OR shared = 1 ORDER BY name, id',
      [actor.userId],
    );
    const items: SavedView[] = [];
    // One after the other: on SQLite they would only wait for each other, in front of everybody else.
    for (const row of rows) items.push(...(await this.shown(row, actor)));
    return { items, largeFrom: this.settings.FOUR_EYES_BILL as Amount };
  }

  /** @throws ViewNotYoursError, TooManyViewsError, ViewNameTakenError */
  async create(view: PutView, actor: Actor): Promise<SavedView> {
    const id = uuid();
    await this.db.inTransaction(async (tx) => {
      mayShare(view.shared, actor);
      await this.fits(tx, id, view, actor);
      await tx.query(
        'INSERT INTO saved_view (id, owner, owner_name, name, shared, content, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [id, actor.userId, actor.name.slice(0, 120), view.name, view.shared ? 1 : 0, written(view), Date.now()],
      );
    });
    return this.one(id, actor);
  }

  /** @throws ViewNotFoundError, ViewNotYoursError, TooManyViewsError, ViewNameTakenError */
  async change(id: string, view: PutView, actor: Actor): Promise<SavedView> {
    await this.db.inTransaction(async (tx) => {
      await this.toChange(tx, id, actor);
      mayShare(view.shared, actor);
      await this.fits(tx, id, view, actor);
      await tx.query('UPDATE saved_view SET name = ?, shared = ?, content = ?, updated_at = ? WHERE id = ?', [
        view.name,
        view.shared ? 1 : 0,
        written(view),
        Date.now(),
        id,
      ]);
    });
    return this.one(id, actor);
  }

  /** @throws ViewNotFoundError, ViewNotYoursError */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.toChange(tx, id, actor);
      await tx.query('DELETE FROM saved_view WHERE id = ?', [id]);
    });
  }

  private async one(id: string, actor: Actor): Promise<SavedView> {
    const rows = await this.db.query<Row>(
      'SELECT id, owner, owner_name, name, shared, content FROM saved_view WHERE id = ?',
      [id],
    );
    const [view] = rows[0] ? await this.shown(rows[0], actor) : [];
    if (!view) throw new ViewNotFoundError();
    return view;
  }

  /** Somebody else's own view is not even there. */
  private async toChange(tx: EntityManager, id: string, actor: Actor): Promise<void> {
    const [row]: Row[] = await tx.query('SELECT owner, shared FROM saved_view WHERE id = ?', [id]);
    const shared = row && readInt(row.shared) === 1;
    if (!row || (row.owner !== actor.userId && !shared)) throw new ViewNotFoundError();
    if (!isMine(row, actor)) throw new ViewNotYoursError();
  }

  private async fits(tx: EntityManager, id: string, { name, shared }: PutView, actor: Actor): Promise<void> {
    const others: { name: string; shared: unknown }[] = await tx.query(
      'SELECT name, shared FROM saved_view WHERE id <> ? AND (owner = ? OR shared = 1)',
      [id, actor.userId],
    );
    if (others.some((one) => one.name === name)) throw new ViewNameTakenError(name);
    const alike = others.filter((one) => (readInt(one.shared) === 1) === shared);
    if (alike.length >= MOST) throw new TooManyViewsError(MOST);
  }

  /** A view that an earlier program kept and this one cannot read is left out. */
  private async shown(row: Row, actor: Actor): Promise<SavedView[]> {
    const read = z.safeParse(content, JSON.parse(row.content));
    if (!read.success) return [];
    const shared = readInt(row.shared) === 1;
    return [
      {
        ...read.data,
        id: row.id,
        name: row.name,
        shared,
        by: row.owner_name,
        mine: isMine(row, actor),
        now: await this.list.sumOf(read.data.filter, actor),
      },
    ];
  }
}

const isAdmin = ({ roles }: Actor): boolean => ADMINS.some((role) => roles.includes(role));
const isMine = ({ owner, shared }: Pick<Row, 'owner' | 'shared'>, actor: Actor): boolean =>
  readInt(shared) === 1 ? isAdmin(actor) : owner === actor.userId;
function mayShare(shared: boolean, actor: Actor): void {
  if (shared && !isAdmin(actor)) throw new ViewNotYoursError();
}
const written = ({ filter, sort, group }: PutView): string => JSON.stringify({ filter, sort, group });

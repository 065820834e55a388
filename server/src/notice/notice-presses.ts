import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { actionsOf } from './card-params.js';
import { CardPresses, isOfNow, type Press, type Pressed } from './card-presses.js';
import { isOnce } from './cards/trouble-card.js';
import type { NoticeKind } from './notice-card.js';
import { NoticeRules } from './notice-rules.js';
import { shownCard } from './shown-card.js';

interface Raw {
  [column: string]: unknown;
}

/** The first parts of the track ids of messages. */
const TRACKS: readonly NoticeKind[] = ['digest', 'doubt', 'push-result', 'trouble'];
const COLUMNS = 'track, user_id, cause, version, state, lasts, card, taken_by, taken_name, taken_at';
const GONE: Pressed = { came: 'gone' };

/** Handles 我来看 on a card: the cards of all receivers of the same cause then show who has it in hand. */
@Injectable()
export class NoticePresses implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly holds: LedgerHolds,
    private readonly audit: AuditLog,
    private readonly presses: CardPresses,
    private readonly wakes: Wakes,
  ) {}

  onModuleInit(): void {
    for (const kind of TRACKS) this.presses.on(`${kind}-`, (press) => this.pressed(press));
  }

  private async pressed(press: Press): Promise<Pressed> {
    const came = await this.db.inTransaction((tx) => this.take(tx, press));
    if (came.came === 'taken') this.wakes.wake('notice');
    return came;
  }

  /**
   * Takes a message in hand. If two people press at the same moment, the first has it and the other sees who; a person who has seen that and presses
   * takes it over.
   */
  private async take(tx: EntityManager, press: Press): Promise<Pressed> {
    // Locks the rules' row, so that this waits for everything that stores messages.
    await this.rules.locked(tx);
    const row = await this.row(tx, press.trackId);
    // After a restore, the stored card may be older than the card on screen.
    if (row === null || row.user_id !== press.userId || (await this.holds.blocks(tx))) return GONE;
    const [card, version] = [shownCard(row), readInt(row.version)];
    if (!isOfNow(press, card, version) || !actionsOf(card).includes(press.action))
      return { came: 'old', card, version };
    if (row.taken_by === press.userId) return { came: 'taken', card, version, said: '已经写着你在看' };
    const taken = { taken_name: press.name, taken_at: clock.now() };
    const tracks = await this.tracks(tx, row);
    // The answer to the press shows the change at once; it is also sent like any other content, so that a lost answer does no harm.
    await changedBy(
      tx,
      `UPDATE notice SET version = version + 1, taken_by = ?, taken_name = ?, taken_at = ?, next_at = ?,
         state = CASE WHEN state = 'sending' THEN 'sending' ELSE 'intent' END WHERE track IN (${placeholders(tracks)})`,
      [press.userId, taken.taken_name, taken.taken_at, taken.taken_at, ...tracks],
    );
    await this.audit.append(tx, { userId: press.userId, name: press.name, roles: [] }, [
      {
        action: 'take-notice',
        subjectKind: 'notice',
        subjectId: press.trackId,
        to: press.action,
        detail: { cause: String(row.cause), version, told: tracks.length },
      },
    ]);
    return { came: 'taken', card: shownCard({ ...row, ...taken }), version: version + 1, said: '已记下：你在看' };
  }

  private async row(tx: EntityManager, track: string): Promise<Raw | null> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row]: Raw[] = await tx.query(`SELECT ${COLUMNS} FROM notice WHERE track = ?${lock}`, [track]);
    return row === undefined || row.state === 'closed' ? null : row;
  }

  /** Returns this track, and the tracks of the others who got and still have a message about the same cause. */
  private async tracks(tx: EntityManager, { track, cause, lasts }: Raw): Promise<string[]> {
    const last = Number(lasts);
    if (last === 0 && !isOnce(String(cause))) return [String(track)];
    const rows: Raw[] = await tx.query("SELECT track FROM notice WHERE lasts = ? AND cause = ? AND state <> 'closed'", [
      last,
      cause,
    ]);
    return rows.map((row) => String(row.track));
  }
}

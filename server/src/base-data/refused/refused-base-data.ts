import type { BaseDataKind, BaseDataPage } from '@dingdee/shared/base-data';
import type { RefusedValue } from '@dingdee/shared/push-cause';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type BaseDataRecord, KingdeeClient } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { whenInWords } from '../../domain/beijing-time.js';
import { UNUSABLE_REASONS, UNUSABLE_WORDS } from '../../domain/draft/usable-base-data.js';
import { LiveEvents } from '../../event-log/live-events.js';

const WHYS = [...UNUSABLE_REASONS, 'elsewhere', 'unasked'] as const;
type Why = (typeof WHYS)[number];
const WORDS: Readonly<Record<Why, string>> = {
  ...UNUSABLE_WORDS,
  gone: '已不存在',
  elsewhere: '没有分配给这个付款组织',
  unasked: '不被接受，原因没有问到',
};

/**
 * Records base data that Kingdee refused on a bill. Kingdee is asked about it once, so that the reason is a fact and not a guess; no
 * picker offers it until the kind was read again. It changes no bill: mapping and sending never depend on it.
 */
@Injectable()
export class RefusedBaseData implements OnModuleDestroy {
  private readonly log = new Logger('base-data');
  private learning: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly db: Database,
    private readonly kingdee: KingdeeClient,
    private readonly live: LiveEvents,
  ) {}

  /** Asks about these values in the background, one after the other; errors go to the log and delay nobody. */
  soon(values: readonly RefusedValue[]): void {
    const each = new Map(values.map((value) => [`${value.kind}\n${value.orgNumber}\n${value.number}`, value]));
    for (const value of each.values())
      this.learning = this.learning
        .then(() => (this.closed ? undefined : this.learn(value)))
        .catch((error: unknown) => this.log.warn(`refused value: ${String(error)}`));
  }

  /** Waits for the questions that were queued until now. */
  async settled(): Promise<void> {
    await this.learning;
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    await this.learning;
  }

  /**
   * Returns number → why it cannot be chosen now, in words.
   * @param org "" for no organisation: reasons that hold for one organisation only are left out.
   */
  async of(kind: BaseDataKind, org: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.query<{ number: string; why: string; at: unknown }>(
      `SELECT r.number, r.why, r.at FROM refused_base_data r LEFT JOIN base_data_kind k ON k.kind = r.kind
       WHERE r.kind = ? AND r.at >= COALESCE(k.read_at, 0) AND ${org === '' ? "r.why NOT IN ('elsewhere', 'unasked')" : 'r.org_number = ?'}`,
      org === '' ? [kind] : [kind, org],
    );
    return new Map(rows.map(({ number, why, at }) => [number, reasonOf(why, Number(at))]));
  }

  /** Returns the page with refused items marked unusable. Without an organisation only reasons that hold for all of them count. */
  async mark(kind: BaseDataKind, org: string | undefined, page: BaseDataPage): Promise<BaseDataPage> {
    const refused = await this.of(kind, org ?? '');
    if (refused.size === 0) return page;
    return {
      ...page,
      items: page.items.map((item) => {
        const reason = refused.get(item.number);
        return reason === undefined || !item.usable ? item : { ...item, usable: false, reason };
      }),
    };
  }

  private async learn(value: RefusedValue): Promise<void> {
    const why = await this.ask(value);
    // Kingdee says that it may be used: it stays a choice, whatever the refusal was for.
    if (why === null) return;
    const { kind, orgNumber, number } = value;
    await this.db.inTransaction(async (tx) => {
      await tx.query('DELETE FROM refused_base_data WHERE kind = ? AND org_number = ? AND number = ?', [
        kind,
        orgNumber,
        number,
      ]);
      await tx.query('INSERT INTO refused_base_data (kind, org_number, number, why, at) VALUES (?, ?, ?, ?, ?)', [
        kind,
        orgNumber,
        number,
        why,
        clock.now(),
      ]);
      await this.live.emit(tx, 'mapping', ['base-data']);
    });
  }

  /** Returns null if Kingdee has the value and it may be used. */
  private async ask({ kind, number, orgNumber }: RefusedValue): Promise<Why | null> {
    const found: BaseDataRecord[] = [];
    try {
      for await (const page of this.kingdee.baseDataPages(kind, number)) found.push(...page);
    } catch (error) {
      this.log.warn(`${kind} ${number}: ${error instanceof Error ? error.message : String(error)}`);
      return 'unasked';
    }
    const own = found.filter((one) => one.orgNumber === '' || one.orgNumber === orgNumber);
    if (own.some(({ usable }) => usable)) return null;
    const [first] = own;
    if (first) return first.reason ?? 'unasked';
    return found.length > 0 ? 'elsewhere' : 'gone';
  }
}

function reasonOf(stored: string, at: number): string {
  const why = WHYS.find((one) => one === stored) ?? 'unasked';
  return `${WORDS[why]}（金蝶 ${whenInWords(at)} 拒绝过）`;
}

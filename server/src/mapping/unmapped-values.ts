import { type BaseDataItem } from '@dingdee/shared/base-data';
import type { Suggestion, UnmappedValues as UnmappedList } from '@dingdee/shared/mapping';
import { fromFen } from '@dingdee/shared/money';
import { Injectable, Logger } from '@nestjs/common';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { DingTalkClient, DingTalkError } from '../dingtalk/dingtalk.client.js';
import { readingOf } from './base-data-reading.js';
import { REMAPPED_STATES } from './bills-to-map.js';
import { DEFAULT_KEY } from './engine/approval-source.js';
import { type MappingTableRef, MappingTables } from './mapping-tables.js';
import { type Candidate, suggestTargets } from './suggest-targets.js';

interface Row {
  [column: string]: unknown;
}

const MOST = 200;
/** People whose job number is asked for in one answer: each costs one contact call, which is not counted by DingTalk's quota. */
const MOST_ASKED = 20;
const MOST_REMEMBERED = 5000;

/** Source values without a row, biggest sum first, with what they may mean. Nothing is applied. */
@Injectable()
export class UnmappedValues {
  private readonly log = new Logger('mapping');
  private readonly jobNumbers = new Map<string, string | null>();

  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** The first 200. @throws MappingTableNotFoundError */
  async list(code: string): Promise<UnmappedList> {
    const table = await this.tables.table(code);
    const rows = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, MAX(l.key_label) AS label, COUNT(*) AS n, ${sumOfFen('l.amount_fen')} AS fen
       FROM bill_lookup l JOIN bill b ON b.id = l.bill_id WHERE l.table_code = ? AND l.hit = 0 AND (${REMAPPED_STATES})
       GROUP BY l.lookup_key, l.org_number ORDER BY SUM(l.amount_fen) DESC, l.lookup_key LIMIT ${MOST}`,
      [code],
    );
    const candidates = rows.length === 0 ? [] : await this.candidates(table);
    const items = rows.map((row) => ({
      key: String(row.k),
      keyLabel: String(row.label),
      orgNumber: String(row.org),
      bills: readInt(row.n),
      amount: fromFen(readFen(row.fen)),
      suggestions: [] as Suggestion[],
    }));
    const people = code === 'contactUnit' ? await this.jobNumbersOf(items, candidates) : new Map<string, string>();
    for (const item of items) {
      const usable = candidates.filter(({ item: one }) => one.orgNumber === '' || one.orgNumber === item.orgNumber);
      item.suggestions = suggestionsFor(item, usable, people.get(item.key) ?? null);
    }
    return { items };
  }

  private async candidates({ target }: MappingTableRef): Promise<Candidate[]> {
    const rows = await this.db.query<Row>(
      'SELECT number, name, org_number, pinyin FROM base_data WHERE kind = ? AND usable = 1 ORDER BY number, org_number',
      [target],
    );
    return rows.map((row) => {
      const item: BaseDataItem = {
        kind: target,
        number: String(row.number),
        name: String(row.name),
        orgNumber: String(row.org_number),
        usable: true,
        reason: null,
      };
      return { item, pinyin: String(row.pinyin) };
    });
  }

  /** Job numbers of those whose name alone does not say who they are; without an answer there is simply no such suggestion. */
  private async jobNumbersOf(
    items: readonly { key: string; keyLabel: string }[],
    candidates: readonly Candidate[],
  ): Promise<Map<string, string>> {
    const names = new Map<string, number>();
    for (const { item } of candidates) names.set(item.name, (names.get(item.name) ?? 0) + 1);
    const unclear = items.filter(({ keyLabel }) => names.get(keyLabel) !== 1);
    const unasked = unclear.filter(({ key }) => !this.jobNumbers.has(key)).slice(0, MOST_ASKED);
    await Promise.all(unasked.map(({ key }) => this.ask(key)));
    return new Map(
      unclear.flatMap(({ key }) => {
        const number = this.jobNumbers.get(key);
        return number ? [[key, number]] : [];
      }),
    );
  }

  private async ask(userId: string): Promise<void> {
    try {
      const user = await this.dingtalk.getUser(userId);
      if (this.jobNumbers.size >= MOST_REMEMBERED) this.jobNumbers.clear();
      this.jobNumbers.set(userId, user?.jobNumber ?? null);
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`no job number: ${error.message}`);
    }
  }
}

function suggestionsFor(
  { key, keyLabel, orgNumber }: { key: string; keyLabel: string; orgNumber: string },
  usable: readonly Candidate[],
  jobNumber: string | null,
): Suggestion[] {
  if (key === DEFAULT_KEY)
    return usable.slice(0, 5).map(({ item }) => ({ item, evidence: `组织 ${orgNumber} 可用的${item.name}` }));
  const text = keyLabel || key;
  return suggestTargets({ text, pinyin: readingOf(text).pinyin, jobNumber }, usable);
}

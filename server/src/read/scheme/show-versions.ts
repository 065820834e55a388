import { STAGES, type Stage, statesOf } from '@dingdee/shared/bill-state';
import { fromFen, toFen } from '@dingdee/shared/money';
import { type SchemeContent, schemeContent, TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import {
  type SchemeInWords,
  type SchemeVersionSummary,
  type SchemeVersions,
  VERSION_FATES,
  type VersionDiff,
  type VersionImpact,
} from '@dingdee/shared/scheme-version';
import { Injectable } from '@nestjs/common';
import { BillHistory } from '../../bill/history/bill-history.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { readInt, sumOfFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { SchemeStore, versionLabel } from '../../scheme/version/scheme-store.js';
import { type Sums, summed } from './summed.js';
import { changedWords, contentInWords, versionDiff } from './version-diff.js';

interface VersionRow {
  number: unknown;
  content: string;
  label: string | null;
  created_by: string;
  created_at: unknown;
}

interface StateSums extends Sums {
  kind: string;
  fate: string;
}

/** SQL for what a new version does to a bill. A collected bill has not been mapped by any version, so the new one maps it. */
const FATE = `CASE WHEN b.state_kind = 'collected' THEN 'remapped' WHEN NOT (${REMAPPED_STATES}) THEN 'kept'
 WHEN b.approved_hash IS NULL THEN 'remapped' ELSE 'voided' END`;
const SUMS = `COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts`;

/** Shows the versions of a scheme: who saved which, which bills each has mapped, and the differences between two. */
@Injectable()
export class ShowVersions {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly history: BillHistory,
  ) {}

  /** Returns all versions, the newest first. @throws SchemeNotFoundError */
  async list(id: string): Promise<SchemeVersions> {
    const scheme = await this.schemes.get(id);
    const [rows, mapped, open, states] = await Promise.all([
      this.db.query<VersionRow>(
        'SELECT number, content, label, created_by, created_at FROM scheme_version WHERE scheme_id = ? ORDER BY number',
        [id],
      ),
      this.db.query<Sums & { number: unknown }>(
        `SELECT b.scheme_version AS number, ${SUMS} FROM bill b WHERE b.scheme_id = ? GROUP BY b.scheme_version`,
        [id],
      ),
      this.db.query<Sums>(`SELECT ${SUMS} FROM bill b WHERE b.scheme_id = ? AND (${REMAPPED_STATES})`, [id]),
      this.db.query<StateSums>(
        `SELECT b.state_kind AS kind, ${FATE} AS fate, ${SUMS} FROM bill b WHERE b.scheme_id = ? GROUP BY b.state_kind, ${FATE}`,
        [id],
      ),
    ]);
    const names = await this.history.names(rows.map((row) => row.created_by));
    const bills = new Map(mapped.map((sums) => [readInt(sums.number), summed(sums)]));
    let before: SchemeContent | null = null;
    const items = rows.map((row): SchemeVersionSummary => {
      const content = contentOf(row.content);
      const changed = before && content ? changedWords(versionDiff(before, content)) : '';
      before = content ?? before;
      const number = readInt(row.number);
      return {
        number,
        label: row.label ?? '',
        writtenBy: names(row.created_by),
        writtenAt: readInt(row.created_at),
        changed,
        bills: bills.get(number) ?? summed(undefined),
      };
    });
    return {
      name: scheme.name,
      current: scheme.currentVersion,
      version: scheme.version,
      open: summed(open[0]),
      impact: impactOf(states),
      items: items.reverse(),
    };
  }

  /** Returns the current version in words. @throws SchemeNotFoundError */
  async words(id: string): Promise<SchemeInWords> {
    const { name, formName, currentVersion: version } = await this.schemes.get(id);
    const { content } = await this.schemes.version(id, version);
    const bill = TARGET_WORDS[content.target ?? USUAL_TARGET];
    const { valueWords: values } = formNamed(content.target);
    const tables = await this.db.query<{ code: string; name: string }>('SELECT code, name FROM mapping_table');
    const names = { values, tables: new Map(tables.map(({ code, name: called }) => [code, called])) };
    const label = await versionLabel(this.db, id, version);
    return { name, formName, version, versionLabel: label, bill, lines: contentInWords(content, names) };
  }

  /** Returns the differences between two versions. @throws SchemeNotFoundError */
  async diff(id: string, from: number, to: number): Promise<VersionDiff> {
    const [before, after] = [await this.schemes.version(id, from), await this.schemes.version(id, to)];
    return { from, to, changes: versionDiff(before.content, after.content) };
  }
}

/** Reads a content; null if this program can no longer read it: then nothing is compared with it. */
function contentOf(text: string): SchemeContent | null {
  const read = schemeContent.safeParse(JSON.parse(text));
  return read.success ? read.data : null;
}

/** Sums the states to stages: a stage has several states. */
function impactOf(states: readonly StateSums[]): VersionImpact[] {
  const of = (stage: Stage, fate: VersionImpact['fate']): VersionImpact[] => {
    const own = states.filter((each) => each.fate === fate && statesOf(stage).some((kind) => kind === each.kind));
    if (own.length === 0) return [];
    const sums = own.map(summed);
    const unknown = sums.reduce((n, each) => n + (each.unknown ?? 0), 0);
    return [
      {
        stage,
        fate,
        sum: {
          count: sums.reduce((n, { count }) => n + count, 0),
          amount: fromFen(sums.reduce((fen, { amount }) => fen + toFen(amount), 0n)),
          ...unknownIn(unknown),
        },
      },
    ];
  };
  return VERSION_FATES.flatMap((fate) => STAGES.flatMap((stage) => of(stage, fate)));
}

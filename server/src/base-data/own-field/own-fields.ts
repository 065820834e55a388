import {
  type BaseDataKind,
  baseDataKind,
  OWN_FIELD_TYPES,
  type OwnFieldType,
  ownKindParts,
} from '@dingdee/shared/base-data';
import { TARGETS } from '@dingdee/shared/scheme';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { KingdeeClient, KingdeeUnavailableError, type OwnTargetFields } from '../../connectors/target.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { BaseDataKindRow } from '../base-data.entity.js';
import { BaseDataStore } from '../base-data-store.js';
import { changedLimits, storedLimits, storeLimits } from './field-limits.js';
import { changedMustInputs, storedMustInputs, storeMustInputs } from './must-inputs.js';
import { OwnFieldBook, type StoredOwnField } from './own-field-book.js';
import { OwnTargetFieldRow } from './own-target-field.entity.js';

const LONGEST = { key: 64, label: 80 };

/** Stores the customer's own fields on bills, what the fields of the bills hold, and the kinds of base data that only this company has, as Kingdee last reported them. */
@Injectable()
export class OwnFields {
  private readonly log = new Logger('base-data');

  constructor(
    private readonly kingdee: KingdeeClient,
    private readonly store: BaseDataStore,
    private readonly db: Database,
  ) {}

  /** Asks Kingdee and stores the differences; what could not be asked stays as it was. @returns whether anything changed. */
  async read(): Promise<boolean> {
    const held = await this.book();
    const byTable = held.wanted().some((kind) => ownKindParts(kind)?.of === 'assistant');
    const known = new Set(held.fields.map(({ form }) => form));
    const told = await this.ask(byTable || known.size === 0);
    if (told === null) return false;
    const names = namesIn(told);
    const renamed = [...names].filter(([kind, name]) => held.nameOf(kind) !== name);
    const changed = [...told.forms].flatMap(([form, of]) => {
      const before = held.fields.filter((field) => field.form === form);
      const fields = of.map(({ level, key, label, type, kind, unasked }) => ({
        form,
        level,
        key: key.slice(0, LONGEST.key),
        label: label.slice(0, LONGEST.label),
        type,
        kind: unasked ? (before.find((field) => field.level === level && field.key === key)?.kind ?? null) : kind,
      }));
      return JSON.stringify(before.sort(byPlace)) === JSON.stringify(fields.sort(byPlace)) ? [] : [{ form, fields }];
    });
    const limits = changedLimits(told.limits, await storedLimits(this.db));
    const musts = changedMustInputs(told.mustInputs, await storedMustInputs(this.db));
    if (renamed.length + changed.length + limits.length + musts.length === 0) return false;
    await this.db.inTransaction(async (tx) => {
      for (const [kind, name] of renamed) await nameKind(tx, kind, name);
      for (const { form, fields } of changed) {
        await tx.query('DELETE FROM own_target_field WHERE form = ?', [form]);
        const rows = fields.map(({ level, key, label, type, kind }) => ({
          form,
          level,
          field_key: key,
          label,
          type,
          kind,
        }));
        await insertRows(tx, OwnTargetFieldRow, rows);
      }
      for (const [form, of] of limits) await storeLimits(tx, form, of);
      for (const [form, of] of musts) await storeMustInputs(tx, form, of);
    });
    return true;
  }

  private async ask(categories: boolean): Promise<OwnTargetFields | null> {
    try {
      return await this.kingdee.ownFields(TARGETS, categories);
    } catch (error) {
      // Kingdee is away: the calls that follow report it, and the stored data stays.
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.log.warn(`fields of the bills' forms were not asked: ${error.sentence}`);
      return null;
    }
  }

  /** Returns what is stored now. */
  async book(): Promise<OwnFieldBook> {
    const fields = await this.db.query<Record<string, string | null>>(
      'SELECT form, level, field_key, label, type, kind FROM own_target_field ORDER BY form, level, field_key',
    );
    const names = await this.db.query<{ kind: string; name: string }>(
      "SELECT kind, name FROM base_data_kind WHERE name <> '' ORDER BY kind",
    );
    return new OwnFieldBook(
      fields.map(
        (row): StoredOwnField => ({
          form: row.form ?? '',
          level: row.level === 'header' ? 'header' : 'rows',
          key: row.field_key ?? '',
          label: row.label ?? '',
          type: typeNamed(row.type ?? ''),
          kind: kindNamed(row.kind ?? ''),
        }),
      ),
      await this.store.tableTargets(),
      new Map(names.flatMap(({ kind, name }) => pair(kindNamed(kind), name))),
      await storedLimits(this.db),
      await storedMustInputs(this.db),
    );
  }
}

const pair = <A, B>(one: A | null, other: B | null): [A, B][] => (one === null || other === null ? [] : [[one, other]]);

function kindNamed(text: string): BaseDataKind | null {
  const known = baseDataKind.safeParse(text);
  return known.success ? known.data : null;
}

const typeNamed = (text: string): OwnFieldType => OWN_FIELD_TYPES.find((each) => each === text) ?? 'text';

/** Returns the names of own kinds: of a category its own name; of another form the label of the field that is chosen from it. */
function namesIn({ forms, categories }: OwnTargetFields): Map<BaseDataKind, string> {
  const names = new Map<BaseDataKind, string>();
  for (const { kind, label } of [...forms.values()].flat())
    if (kind !== null && ownKindParts(kind)?.of === 'form' && !names.has(kind)) names.set(kind, label);
  for (const { number, name } of categories) {
    const kind = kindNamed(`assistant:${number}`);
    if (kind !== null) names.set(kind, name);
  }
  return new Map([...names].map(([kind, name]) => [kind, name.slice(0, LONGEST.label)]));
}

const byPlace = (one: StoredOwnField, other: StoredOwnField): number => (placeOf(one) < placeOf(other) ? -1 : 1);
const placeOf = ({ level, key }: StoredOwnField): string => `${level} ${key}`;

/** Stores the name of a kind. A kind that was never read gets a row too: people choose it by its name. */
async function nameKind(tx: EntityManager, kind: BaseDataKind, name: string): Promise<void> {
  const known = await changedBy(tx, 'UPDATE base_data_kind SET name = ?, revision = revision + 1 WHERE kind = ?', [
    name,
    kind,
  ]);
  if (known === 0)
    await insertRows(tx, BaseDataKindRow, [{ kind, name, reading: 0, read_at: 0, took_ms: 0, revision: 1 }]);
}

import type { BaseDataKind } from '@dingdee/shared/base-data';
import { BASE_DATA_FORMS, BASE_DATA_WORDS, kindWord } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { MobileMark } from '../../domain/mobile-mark.js';
import {
  type BaseDataRecord,
  KingdeeUnavailableError,
  type OwnTargetFields,
  type RecordedAccount,
  type RecordedPayee,
  type SeenOrganisation,
} from '../target.js';
import { type ExactJson, writeJson } from './answer/exact-json.js';
import {
  baseDataMust,
  baseDataQuery,
  baseDataRecords,
  CATEGORY_MUST,
  categoriesIn,
  categoriesQuery,
  MODIFIED,
  type OnlyEntries,
  OTHER_NUMBER_KEYS,
  readKeys,
} from './form/base-data-query.js';
import { readOwnFields } from './form/read-own-fields.js';
import {
  type AccountKeys,
  accountKeysIn,
  accountsQuery,
  recordedAccounts,
  USUAL_ACCOUNT_KEYS,
} from './form/recorded-accounts.js';
import {
  ORGANISATION_SOURCES,
  type OrganisationSource,
  organisationMust,
  organisationsIn,
} from './form/seen-organisations.js';
import type { K3CloudCalls } from './k3cloud-calls.js';
import { type KingdeeQueries, MissingFieldError, type Page } from './kingdee-queries.js';

const NUMBER = 'FNumber';

/** Reads from Kingdee what is not a bill: base data, the bank accounts of payees, and custom fields of a form. */
export class BaseDataReader {
  constructor(
    private readonly calls: Pick<K3CloudCalls, 'ask'>,
    private readonly queries: KingdeeQueries,
    private readonly mobileMark: MobileMark,
  ) {}

  async listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]> {
    const query = baseDataQuery(kind, this.presentKeys(kind));
    const all: (readonly ExactJson[])[] = [];
    let keys: readonly string[] = query.keys;
    for await (const page of this.baseDataRows(kind)) {
      // After a repetition with fewer columns the rows begin again.
      if (page.keys !== keys) all.length = 0;
      keys = page.keys;
      all.push(...page.rows);
    }
    return baseDataRecords(kind, keys, all, this.mobileMark);
  }

  async *baseDataPages(kind: BaseDataKind, number?: string): AsyncGenerator<readonly BaseDataRecord[]> {
    for await (const { keys, rows } of this.baseDataRows(kind, { number }))
      yield baseDataRecords(kind, keys, rows, this.mobileMark);
  }

  /** Does what KingdeeClient.changedBaseData does. @throws MissingFieldError if the form has no modify date. */
  async *changedBaseData(kind: BaseDataKind, since: string): AsyncGenerator<readonly BaseDataRecord[]> {
    for await (const { keys, rows } of this.baseDataRows(kind, { since }))
      yield baseDataRecords(kind, keys, rows, this.mobileMark);
  }

  private presentKeys(kind: BaseDataKind): readonly string[] {
    return this.queries.presentKeys(baseDataQuery(kind).form, readKeys(kind));
  }

  /** Yields the rows of a kind with the columns that the form has; the number always has its usual key. */
  private async *baseDataRows(kind: BaseDataKind, only: OnlyEntries = {}): AsyncGenerator<Page> {
    const query = baseDataQuery(kind, this.presentKeys(kind), only);
    // A filter by the time of the last change cannot be repeated without that field.
    const own = only.since === undefined ? [] : [MODIFIED];
    try {
      yield* this.queries.pages(query, new Set([...baseDataMust(kind), ...own]), kindWord(kind));
    } catch (error) {
      const other = OTHER_NUMBER_KEYS[kind];
      if (!other || !(error instanceof MissingFieldError) || error.field.toLowerCase() !== NUMBER.toLowerCase())
        throw error;
      const replaced = query.keys.map((key) => (key === NUMBER ? other : key));
      const order = query.order.replace(NUMBER, other);
      const filter = query.filter.replace(NUMBER, other);
      const must = new Set([other, 'FName', ...own]);
      for await (const { keys, rows } of this.queries.pages(
        { ...query, keys: replaced, filter, order },
        must,
        kindWord(kind),
      ))
        yield { keys: keys.map((key) => (key === other ? NUMBER : key)), rows };
    }
  }

  async seenOrganisations(): Promise<readonly SeenOrganisation[]> {
    const seen = new Map<string, SeenOrganisation>();
    for (const source of ORGANISATION_SOURCES)
      for (const one of await this.organisationsOf(source)) {
        const name = seen.get(one.number)?.name || one.name;
        seen.set(one.number, { number: one.number, name });
      }
    return [...seen.values()];
  }

  /** Returns [] if the user may not read the source either. */
  private async organisationsOf(source: OrganisationSource): Promise<SeenOrganisation[]> {
    const found: SeenOrganisation[] = [];
    try {
      for await (const { keys, rows } of this.queries.pages(source.query, organisationMust(source), source.what)) {
        found.push(...organisationsIn(source, keys, rows));
        if (source.newest && rows.length > 0) break;
      }
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError) || error.transient) throw error;
    }
    return found;
  }

  ownFields(forms: readonly TargetName[], categories: boolean): Promise<OwnTargetFields> {
    return readOwnFields(this.calls, forms, categories, async () => {
      const { keys, rows } = await this.queries.query(categoriesQuery, CATEGORY_MUST, '辅助资料');
      return categoriesIn(keys, rows);
    });
  }

  async recordedAccounts(payee: RecordedPayee): Promise<readonly RecordedAccount[] | null> {
    try {
      return await this.accountsBy(payee, USUAL_ACCOUNT_KEYS);
    } catch (error) {
      if (!(error instanceof MissingFieldError)) throw error;
      const form = BASE_DATA_FORMS[payee.kind];
      const { json } = await this.calls.ask('QueryBusinessInfo', writeJson({ data: { FormId: form } }));
      const keys = accountKeysIn(json);
      return keys === null ? null : this.accountsBy(payee, keys);
    }
  }

  /** Returns the bank accounts of a payee. @throws MissingFieldError if the form lacks the number or account field. */
  private async accountsBy(payee: RecordedPayee, asked: AccountKeys): Promise<readonly RecordedAccount[]> {
    const ask = async (numberKey: string) => {
      const query = accountsQuery(payee, asked, numberKey);
      if (query === null) return [];
      const { keys, rows } = await this.queries.query(
        query,
        new Set([numberKey, asked.account]),
        BASE_DATA_WORDS[payee.kind],
      );
      return recordedAccounts(keys, rows, asked, payee.orgNumber);
    };
    try {
      return await ask(NUMBER);
    } catch (error) {
      const other = OTHER_NUMBER_KEYS[payee.kind];
      if (!other || !(error instanceof MissingFieldError) || error.field.toLowerCase() !== NUMBER.toLowerCase())
        throw error;
      return ask(other);
    }
  }
}

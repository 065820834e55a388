import { TARGETS, type TargetName } from '@dingdee/shared/scheme';
import { Logger } from '@nestjs/common';
import { type BillKey, KingdeeUnavailableError, type UnavailableOptions } from '../target.js';
import type { ExactJson } from './answer/exact-json.js';
import { type ResponseStatus, wordsOf } from './answer/read-status.js';
import { MODIFIED, plainestKeys, UNSURE_KEYS } from './form/base-data-query.js';
import { type BillQuery, mayGoOn, missingField, queryBody, readRows, withoutKey } from './form/bill-query.js';
import type { K3CloudCalls } from './k3cloud-calls.js';

/** Rows of one answer; the columns are in the order of `keys`. */
export interface Page {
  keys: readonly string[];
  rows: readonly (readonly ExactJson[])[];
}

/** The form has no such field. */
export class MissingFieldError extends KingdeeUnavailableError {
  constructor(
    sentence: string,
    readonly field: string,
    options: UnavailableOptions,
  ) {
    super(sentence, false, options);
  }
}

/** Queries Kingdee's lists page by page, with the fields that this installation has. */
export class KingdeeQueries {
  private readonly log = new Logger('kingdee');
  /** Keys that this installation lacks, by form: dropped once and not asked again. */
  private readonly absent = new Map<string, Set<string>>();

  constructor(private readonly calls: Pick<K3CloudCalls, 'ask'>) {}

  /**
   * Returns all pages of a query. A key that the form does not have is dropped and the query repeated, unless the key is in `must`.
   * @param blame returns the bills that need such an indispensable key, if not all of them do.
   */
  async query(
    query: BillQuery,
    must: ReadonlySet<string>,
    what = '单据',
    blame: (field: string) => readonly BillKey[] = () => [],
  ): Promise<Page> {
    let keys: readonly string[] = [];
    const rows: (readonly ExactJson[])[] = [];
    for await (const page of this.pages(query, must, what, blame)) {
      if (page.keys !== keys) rows.length = 0;
      keys = page.keys;
      rows.push(...page.rows);
    }
    return { keys, rows };
  }

  /** Yields the pages of Kingdee. If a query is repeated with fewer columns, `keys` changes and the pages begin again with the first row. */
  async *pages(
    query: BillQuery,
    must: ReadonlySet<string>,
    what = '单据',
    blame: (field: string) => readonly BillKey[] = () => [],
  ): AsyncGenerator<Page> {
    let asked = { ...query, keys: this.presentKeys(query.form, query.keys) };
    let read = 0;
    for (;;) {
      const page = readRows((await this.calls.ask('ExecuteBillQuery', queryBody(asked, read))).json, asked.keys.length);
      if (page.kind === 'rows') {
        read += page.rows.length;
        yield { keys: asked.keys, rows: page.rows };
        if (!mayGoOn(page.rows.length)) return;
        continue;
      }
      // In the middle of a list a changed query would begin again with the first row, with other columns for the same entries.
      const fewer = page.kind === 'refused' && read === 0 ? this.withoutMissing(asked, must, page.status) : null;
      if (!fewer) {
        const refused = page.kind === 'refused' ? page.status : null;
        const sentence = refused
          ? `金蝶没有回答对${what}的查询：“${wordsOf(refused)}”。${missingField(refused) === null ? '请管理员检查集成用户的权限' : '请金蝶管理员核对这个字段在本账套里的标识'}。`
          : `金蝶对${what}查询的回答无法识别，不能当作没有。`;
        const missing = refused && missingField(refused);
        const options: UnavailableOptions = {
          errorClass: refused ? 'permission' : 'transport',
          about: new Map((missing ? blame(missing) : []).map(({ billNo }) => [billNo, sentence])),
        };
        throw missing
          ? new MissingFieldError(sentence, missing, options)
          : new KingdeeUnavailableError(sentence, false, options);
      }
      asked = fewer;
      read = 0;
    }
  }

  /** Repeats `ask` without each of `fields` that the form does not have: such a field cannot carry a key. @param fields may be left out. */
  async withoutMissingFormer<T>(
    form: TargetName,
    fields: readonly string[],
    ask: (former: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> {
    const former = new Set(fields.filter((field) => !this.absent.get(form)?.has(field)));
    for (;;)
      try {
        return await ask(former);
      } catch (error) {
        const missing = error instanceof MissingFieldError ? error.field.toLowerCase() : null;
        const gone = [...former].filter((field) => field.toLowerCase() === missing);
        if (gone.length === 0) throw error;
        for (const field of gone) {
          former.delete(field);
          this.noteAbsent(form, [field]);
        }
      }
  }

  presentKeys(form: string, keys: readonly string[]): readonly string[] {
    const gone = this.absent.get(form);
    return gone ? keys.filter((key) => !gone.has(key)) : keys;
  }

  private withoutMissing(asked: BillQuery, must: ReadonlySet<string>, status: ResponseStatus): BillQuery | null {
    const missing = missingField(status);
    const unsure = asked.keys.some((key) => UNSURE_KEYS.has(key));
    const fewer = unsure ? (key: string) => !UNSURE_KEYS.has(key) : (key: string) => must.has(key);
    const keys = missing === null ? asked.keys.filter(fewer) : withoutKey(asked.keys, missing);
    const dropped = asked.keys.filter((key) => !keys.includes(key));
    if (dropped.length === 0 || dropped.some((key) => must.has(key))) return null;
    // A refusal that names no field says little: the plain query is sent, but the missing fields are not noted. For a bill form the query
    // is not repeated.
    if (missing === null && TARGETS.some((form) => form === asked.form)) return null;
    // Fewer columns than those of a full reading would change entries that have not changed.
    if (missing === null && must.has(MODIFIED)) return null;
    if (missing !== null) {
      this.log.warn(`${asked.form}: no field ${missing}, asked without it`);
      this.noteAbsent(asked.form, dropped);
    }
    const ordered = asked.order.split(',').every((part) => keys.includes(part.trim().split(' ')[0] ?? ''));
    return { ...asked, keys, order: ordered ? asked.order : `${plainestKeys()[0]} asc` };
  }

  private noteAbsent(form: string, keys: readonly string[]): void {
    this.absent.set(form, new Set([...(this.absent.get(form) ?? []), ...keys]));
  }
}

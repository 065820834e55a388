import { setImmediate as breathe } from 'node:timers/promises';
import { detailTables, type FieldRules, type SchemeContent } from '@dingdee/shared/scheme';
import {
  type RunTrial as Asked,
  type SchemeFields,
  TRIED,
  type Trial,
  type TrialUnmapped,
} from '@dingdee/shared/trial';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import type { StoredOwnField } from '../base-data/own-field/own-field-book.js';
import { type ClosedPeriod, closedPeriods, lastClosed } from '../bill/period/closed-periods.js';
import { formNamed } from '../connectors/forms/payment-form.js';
import type { RawApproval } from '../connectors/source.js';
import { Database } from '../database/database.js';
import { type Actor, SYSTEM } from '../domain/actor.js';
import { NO_RELATED, type RelatedApprovals } from '../domain/approval/related-approval.js';
import { beijingDate } from '../domain/beijing-time.js';
import { withVersion } from '../domain/draft/field-writers.js';
import { withOwnFields } from '../domain/draft/own-fields.js';
import { UnmappedValues } from '../mapping/fix/unmapped-values.js';
import { relatedIds, relatedIdsIn } from '../mapping/related/related-ids.js';
import { BillsToMap } from '../mapping/run/bills-to-map.js';
import type { MappingBasis } from '../mapping/run/map-one.js';
import { MappingBooks } from '../mapping/run/mapping-books.js';
import { baseNames } from '../read/bill/base-names.js';
import { namedNumbers } from '../read/bill/bill-pairs.js';
import { CheckControls } from '../scheme/drift/check-controls.js';
import { FormDefinitions } from '../scheme/drift/form-definitions.js';
import { hashOf, SchemeStore, type SchemeVersionContent } from '../scheme/version/scheme-store.js';
import { readDraft } from './draft-content.js';
import { missingIn } from './missing-values.js';
import { OtherSchemes } from './other-schemes.js';
import { RecentReads } from './recent-reads.js';
import { type RelatedControls, relatedControls } from './related-controls.js';
import { schemeFields } from './scheme-fields.js';
import { type ToldWith, tell } from './told-trial.js';
import { type ToTry, TriedApprovals } from './tried-approvals.js';
import { readable, type Tried, tryOne } from './try-one.js';

/** Maps the newest approvals with unsaved content, by the engine that maps bills. */
@Injectable()
export class RunTrial {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly forms: FormDefinitions,
    private readonly books: MappingBooks,
    private readonly catalog: BaseDataCatalog,
    private readonly approvals: TriedApprovals,
    private readonly reads: RecentReads,
    private readonly values: UnmappedValues,
    private readonly others: OtherSchemes,
    private readonly bills: BillsToMap,
    private readonly controls: CheckControls,
  ) {}

  /** @throws SchemeNotFoundError */
  async fields(schemeId: string): Promise<SchemeFields> {
    const { currentVersion } = await this.schemes.get(schemeId);
    const { content, form } = await this.schemes.version(schemeId, currentVersion);
    const known = await this.catalog.current();
    const usual = formNamed(content.target);
    const own = known.own.fieldsOf(usual.id);
    const target = withOwnFields(usual, withFieldsOfTheSite(content, own ?? []), {
      fieldLimit: (...field) => known.fieldLimit(...field),
      ownKind: (...field) => known.ownKind(...field),
    });
    const related = await this.seen(schemeId, content);
    return schemeFields(target, form, detailTables(content.detail), {
      related,
      own,
      musts: known.mustInputs(usual.id),
    });
  }

  /** Returns what can be read on the approvals that the newest ones name. */
  private async seen(schemeId: string, content: SchemeContent, now = Date.now()): Promise<RelatedControls> {
    const raws = (await this.wanted(schemeId, content, null, now)).map(({ snapshot }) => snapshot.raw);
    return relatedControls(
      raws.flatMap((raw) => readable(raw) ?? []),
      await this.related(raws, now),
    );
  }

  /** Writes nothing except, with `read` or `readRelated`, an audit entry. @throws SchemeNotFoundError; with `read` or `readRelated` TrialCallsError, DingTalkError */
  async run(schemeId: string, asked: Asked, by: Actor, now = Date.now()): Promise<Trial> {
    const { currentVersion } = await this.schemes.get(schemeId);
    const written = await this.schemes.version(schemeId, currentVersion);
    const known = await this.catalog.current();
    const formOf = (of: SchemeContent) => withOwnFields(formNamed(written.content.target), of, known);
    const { content, troubles } = readDraft(asked.content, formOf, written.content);
    if (content === null) return { troubles, run: null };
    troubles.push(...(await this.controls.troubles(content, written)));
    const version = draftVersion(written, content, by);
    const closed = await closedPeriods(this.db);
    if (asked.readRelated === true) await this.readRelated(schemeId, content, by, now);
    const tried = await this.tried(schemeId, version, { reader: asked.read === true ? by : null, closed, now });
    const target = withOwnFields(formNamed(content.target), content, known);
    const told: ToldWith = {
      content,
      target,
      version: version.number,
      closed,
      today: beijingDate(now),
      places: schemeFields(target, version.form, detailTables(content.detail), { related: relatedIn(tried) }).places,
      nameOf: await baseNames(
        this.db,
        tried.flatMap((each) => namedNumbers(each.stored, target)),
      ),
    };
    return { troubles, run: { ...tell(tried, told, asked), relatedUnread: unreadIn(tried).length } };
  }

  /** Maps the newest stored approvals with this content. Writes nothing and does not ask DingTalk. @throws SchemeNotFoundError */
  async withContent(schemeId: string, content: SchemeContent, now = Date.now()): Promise<readonly Tried[]> {
    const { currentVersion } = await this.schemes.get(schemeId);
    const version = draftVersion(await this.schemes.version(schemeId, currentVersion), content, SYSTEM);
    return this.tried(schemeId, version, { reader: null, closed: await closedPeriods(this.db), now });
  }

  /** Returns values without a mapping row under the saved scheme. Writes nothing. @throws SchemeNotFoundError */
  async unmapped(schemeId: string, now = Date.now()): Promise<TrialUnmapped> {
    const { currentVersion } = await this.schemes.get(schemeId);
    const closed = await closedPeriods(this.db);
    const version = await this.schemes.version(schemeId, currentVersion);
    const tried = await this.tried(schemeId, version, { reader: null, closed, now });
    const tables: TrialUnmapped['tables'] = [];
    for (const [code, items] of missingIn(tried)) {
      const others = await this.others.of(
        schemeId,
        code,
        items.map(({ key }) => key),
      );
      tables.push({ code, items: await this.values.suggest(code, items), others });
    }
    return { tried: tried.length, tables };
  }

  private async tried(
    schemeId: string,
    version: SchemeVersionContent,
    { reader, closed, now }: { reader: Actor | null; closed: readonly ClosedPeriod[]; now: number },
  ): Promise<Tried[]> {
    const through = lastClosed(closed);
    const wanted = await this.wanted(schemeId, version.content, reader, now);
    const related = await this.related(
      wanted.map(({ snapshot }) => snapshot.raw),
      now,
    );
    const basis = await this.basis(version);
    const tried: Tried[] = [];
    for (const approval of wanted) {
      tried.push(
        tryOne(
          { ...approval, snapshot: { ...approval.snapshot, related, closed: through, day: beijingDate(now) } },
          basis,
        ),
      );
      // SQLite answers synchronously: other requests are served between two bills.
      await breathe();
    }
    return tried;
  }

  /** Asks DingTalk, for a person, for approvals that the newest ones name. */
  private async readRelated(schemeId: string, content: SchemeContent, by: Actor, now: number): Promise<void> {
    const raws = (await this.wanted(schemeId, content, null, now)).map(({ snapshot }) => snapshot.raw);
    const known = await this.related(raws, now);
    const open = [...new Set(raws.flatMap(relatedIdsIn))].filter((id) => !known.has(id));
    const { processCode } = content;
    await this.reads.readRelated({ processCode, schemeId, ids: open.slice(0, TRIED) }, by, now);
  }

  /** Returns the approvals that these name, as they are stored, or were read for a trial. */
  private async related(raws: readonly RawApproval[], now: number): Promise<RelatedApprovals> {
    return new Map([...this.reads.related(now), ...(await this.bills.related(raws))]);
  }

  /** @param reader person for whom DingTalk is asked for missing approvals; null: DingTalk is not asked. */
  private async wanted(schemeId: string, content: SchemeContent, reader: Actor | null, now: number): Promise<ToTry[]> {
    const stored = await this.approvals.stored(content);
    const known = new Set(stored.map(({ snapshot }) => snapshot.raw.processInstanceId));
    const lacking = TRIED - stored.length;
    const { processCode } = content;
    if (reader && lacking > 0) await this.reads.read({ processCode, schemeId, wanted: lacking, known }, reader, now);
    const fresh = this.reads
      .of(processCode, now)
      .filter(({ raw }) => !known.has(raw.processInstanceId))
      .map((approval) => this.approvals.fresh(approval, content));
    return [...stored, ...fresh].slice(0, TRIED);
  }

  private async basis(version: SchemeVersionContent): Promise<(unseen: boolean) => MappingBasis> {
    const [book, baseData, departments, stops] = await Promise.all([
      this.books.current(),
      this.catalog.current(),
      this.books.departments(),
      this.forms.stops(),
    ]);
    const { schemeId: id, number, content, form, writers } = version;
    const scheme = { id, version: number, content, form, writers };
    return (unseen) => ({ book, baseData, departments, scheme, formStops: unseen ? stops(version) : [] });
  }
}

const relatedIn = (tried: readonly Tried[]): RelatedControls =>
  relatedControls(
    tried.flatMap(({ instance }) => instance ?? []),
    tried[0]?.snapshot.related ?? NO_RELATED,
  );

/** Returns the approvals that the tried ones name and that nobody has read. */
const unreadIn = (tried: readonly Tried[]): string[] => [
  ...new Set(
    tried.flatMap(({ instance, snapshot: { related = NO_RELATED } }) =>
      instance === null ? [] : relatedIds(instance).filter((id) => !related.has(id)),
    ),
  ),
];

/** Returns the fields of a content, and after them the customer's own that the form has besides: rules may be written for them. */
function withFieldsOfTheSite(
  content: SchemeContent,
  fields: readonly StoredOwnField[],
): Pick<SchemeContent, 'header' | 'rows'> {
  const of = (level: 'header' | 'rows') => {
    const there = new Set(Object.keys(content[level]).map((name) => name.toLowerCase()));
    const own = fields.filter((each) => each.level === level && !there.has(each.key.toLowerCase()));
    const rules = own.map(({ key, label }): [string, FieldRules] => [key, { label, required: false, rules: [] }]);
    return { ...content[level], ...Object.fromEntries(rules) };
  };
  return { header: of('header'), rows: of('rows') };
}

/** Returns the version that this content would be saved as; the current version if the content is the same. */
export function draftVersion(written: SchemeVersionContent, content: SchemeContent, by: Actor): SchemeVersionContent {
  if (hashOf(written.content) === hashOf(content)) return written;
  const writers = withVersion(written.writers, written.content, content, by.userId);
  return { ...written, number: written.number + 1, content, writers };
}

import type { BaseDataKind } from '@dingdee/shared/base-data';
import { type BaseDataRecord, KingdeeClient, KingdeeUnavailableError } from '../connectors/target.js';

/** A Kingdee for specs that only lists base data, as the spec sets it. */
export class ListingKingdee extends KingdeeClient {
  lists = new Map<BaseDataKind, BaseDataRecord[]>();
  trouble = new Map<BaseDataKind, KingdeeUnavailableError>();
  asked = 0;
  /** Times from which changes were asked for, in order. */
  since: string[] = [];
  /** Error of such a query, if it is refused. */
  refusal: KingdeeUnavailableError | null = null;
  place = 'one';
  override get source(): string {
    return this.place;
  }
  override async *changedBaseData(kind: BaseDataKind, since: string): AsyncGenerator<readonly BaseDataRecord[]> {
    this.since.push(since);
    if (this.refusal) throw this.refusal;
    yield* super.changedBaseData(kind, since);
  }
  /** Kinds whose answer comes after this promise has resolved. */
  held = new Map<BaseDataKind, Promise<void>>();

  listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]> {
    this.asked += 1;
    const trouble = this.trouble.get(kind);
    if (trouble) return Promise.reject(trouble);
    return (this.held.get(kind) ?? Promise.resolve()).then(() => this.lists.get(kind) ?? []);
  }
  /** Kinds for which only these records come before the connection breaks. */
  breaksAfter = new Map<BaseDataKind, BaseDataRecord[]>();
  override async *baseDataPages(kind: BaseDataKind): AsyncGenerator<readonly BaseDataRecord[]> {
    const first = this.breaksAfter.get(kind);
    if (first) {
      yield first;
      throw new KingdeeUnavailableError('断了。', false);
    }
    yield* super.baseDataPages(kind);
  }
  save = () => this.never();
  submit = () => this.never();
  audit = () => this.never();
  unsubmit = () => this.never();
  unaudit = () => this.never();
  remove = () => this.never();
  find = () => this.never();
  ofApprovals = () => this.never();
  paymentsOf = () => this.never();
  recordedAccounts = () => this.never();
  check = () => this.never();
  private never(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }
}

export const record = (
  kind: BaseDataKind,
  number: string,
  name: string,
  change: Partial<BaseDataRecord> = {},
): BaseDataRecord => ({
  kind,
  number,
  name,
  orgNumber: '',
  usable: true,
  reason: null,
  extra: {},
  ...change,
});

import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { SwapValue as Swap } from '@dingdee/shared/push-cause';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { RefusedBaseData } from '../../base-data/refused/refused-base-data.js';
import { oneByOne, type SeenOne } from '../../bill/selection/one-by-one.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import type { TargetForm } from '../../domain/draft/target-form.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';
import { mapBill } from '../run/map-one.js';
import { FixRefusedError, UnusableTargetError } from '../run/mapping.errors.js';
import { FixTarget } from './fix-target.js';
import { RelockBill } from './relock-bill.js';

/**
 * Replaces one entry of base data by another on several bills, in every field: cures at once what Kingdee refused on all of them. Each
 * bill is fixed as by hand: only it changes, its approval is voided, and the person is recorded on it.
 */
@Injectable()
export class SwapValue {
  constructor(
    private readonly db: Database,
    private readonly targets: FixTarget,
    private readonly relock: RelockBill,
    private readonly catalog: BaseDataCatalog,
    private readonly refused: RefusedBaseData,
  ) {}

  run({ items, ...swap }: Swap, by: Actor): Promise<BatchResult> {
    return oneByOne(this.db, items, (bill) => this.one(bill, swap, by));
  }

  /** @throws BillNotFoundError, StaleBillError, BillRefusedError, FixRefusedError if the bill no longer has it, UnusableTargetError */
  private async one(seen: SeenOne, { kind, from, to }: Omit<Swap, 'items'>, by: Actor): Promise<void> {
    const { bill, basis, baseData } = await this.targets.open({ billId: seen.id, version: seen.version });
    await this.relock.mustFit(bill, by);
    const { result } = mapBill(bill, basis);
    const form = withOwnFields(formNamed(result.target), basis.scheme.content, baseData);
    const paths = pathsOf(result, form, kind, from);
    const word = this.catalog.wordOf(kind);
    if (paths.length === 0) throw new FixRefusedError(`这张单据上已经没有${word} ${from}，没有改。刷新后再看。`);
    const { orgNumber } = result.facts;
    const item = baseData.lookup(kind, to, kind === 'organisation' ? '' : orgNumber);
    const why =
      (await this.refused.of(kind, orgNumber)).get(to) ?? (item?.usable ? null : (item?.reason ?? '在金蝶不存在'));
    if (why !== null) {
      const entry = [to, item?.name].filter(Boolean).join(' ');
      throw new UnusableTargetError(`${word} ${entry} 不能用：${why}。这一笔没有换，换一个${word}再试。`, {
        number: to,
      });
    }
    const values = new Map(paths.map((path) => [path, to]));
    await this.relock.run({ bill, basis, values }, by, {
      action: 'swap-value',
      why: `${by.name} 把${word} ${from} 换成了 ${to} ${item?.name ?? ''}`,
      detail: { from, to },
    });
  }
}

/** Returns the paths of an entry on a bill. */
function pathsOf({ fields }: MappingResult, form: TargetForm, kind: Swap['kind'], number: string): string[] {
  const typeOf = (name: string) => fields.header[name] ?? null;
  const among = (place: string, values: Readonly<Record<string, string>>, of: TargetForm['header']) =>
    Object.entries(values)
      .filter(([name, value]) => {
        const field = of[name];
        return value === number && field !== undefined && baseDataOf(field, form, typeOf) === kind;
      })
      .map(([name]) => `${place}.${name}`);
  return [
    ...among('header', fields.header, form.header),
    ...fields.rows.flatMap((row, i) => among(`rows[${i}]`, row.fields, form.rows)),
  ];
}

import type { TargetName } from '@dingdee/shared/scheme';
import { Logger } from '@nestjs/common';
import { KingdeeUnavailableError } from '../target.js';
import { writeJson } from './answer/exact-json.js';
import { wordsOf } from './answer/read-status.js';
import { carriersIn, type FormShape, formOf, readShape, unasked } from './form/form-shape.js';
import { AP_PAYBILL } from './forms/ap-paybill.js';
import type { KingdeeForm } from './forms/kingdee-form.js';
import type { K3CloudCalls } from './k3cloud-calls.js';
import type { KingdeeHealth } from './transport/kingdee-health.js';

/** Time after which a form is asked again, in ms; shorter after a failed question. */
const SHAPE_TTL_MS = 3_600_000;
const SHAPE_RETRY_MS = 60_000;

/** Reads the metadata of bill forms (QueryBusinessInfo), once for each form, and keeps it. */
export class FormShapes {
  private readonly log = new Logger('kingdee');
  /** Current metadata of each form, and below it the last that was read. */
  private readonly shapes = new Map<TargetName, { value: Promise<FormShape>; until: number }>();
  private readonly lastShapes = new Map<TargetName, FormShape>();

  constructor(
    private readonly calls: Pick<K3CloudCalls, 'ask'>,
    private readonly told: Pick<KingdeeHealth, 'form'>,
  ) {}

  /** Does what `of` does. @throws KingdeeUnavailableError if the form shows no field for our key: then bills can be neither sent nor asked about. */
  async carrying(form: KingdeeForm): Promise<FormShape> {
    const shape = await this.of(form);
    mustCarry(shape);
    return shape;
  }

  /** Returns the metadata of a form, asked once and kept. If the form cannot be asked, the last known metadata is used, else kingdee.md §7.1. */
  of(form: KingdeeForm): Promise<FormShape> {
    const now = Date.now();
    const known = this.shapes.get(form.id);
    if (known && now < known.until) return known.value;
    const kept = { value: this.askShape(form), until: now + SHAPE_TTL_MS };
    this.shapes.set(form.id, kept);
    return kept.value;
  }

  private async askShape(form: KingdeeForm): Promise<FormShape> {
    try {
      const answer = await this.calls.ask('QueryBusinessInfo', writeJson({ data: { FormId: form.id } }));
      const shape = readShape(answer.json, form);
      if (shape) {
        if (form === AP_PAYBILL) this.told.form(null);
        this.lastShapes.set(form.id, shape);
        return shape;
      }
      this.log.warn(`QueryBusinessInfo gave no metadata of ${form.id}; what it usually has is taken for granted`);
      if (form === AP_PAYBILL) this.told.form(answer.status ? wordsOf(answer.status) : '没有字段');
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
    }
    const kept = this.shapes.get(form.id);
    if (kept) kept.until = Date.now() + SHAPE_RETRY_MS;
    return this.lastShapes.get(form.id) ?? unasked(form);
  }
}

/** Throws if the form shows no field for our key: neither a bill nor "not there" could be related to us. */
function mustCarry(shape: FormShape): void {
  if (carriersIn(shape).length > 0) return;
  const { label, keyCarriers = [] } = formOf(shape);
  throw new KingdeeUnavailableError(
    `金蝶的${label}里没有看到能写审批编号的字段（${keyCarriers.join('、')}），没有发送，也没有查询。请金蝶管理员给集成用户${label}的元数据查询权限（QueryBusinessInfo），并在${label}上加其中一个字段。`,
    false,
    { errorClass: 'permission' },
  );
}

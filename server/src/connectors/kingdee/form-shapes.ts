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

/** The form is asked again after this long, sooner where the last question failed. */
const SHAPE_TTL_MS = 3_600_000;
const SHAPE_RETRY_MS = 60_000;

/** What the forms of bills say of themselves (QueryBusinessInfo), each asked once and kept. */
export class FormShapes {
  private readonly log = new Logger('kingdee');
  /** What each form says of itself, and what it said last. */
  private readonly shapes = new Map<TargetName, { value: Promise<FormShape>; until: number }>();
  private readonly lastShapes = new Map<TargetName, FormShape>();

  constructor(
    private readonly calls: Pick<K3CloudCalls, 'ask'>,
    private readonly told: Pick<KingdeeHealth, 'form'>,
  ) {}

  /** As `of`. @throws KingdeeUnavailableError where the form shows no field for our key: it can neither be sent to nor asked. */
  async carrying(form: KingdeeForm): Promise<FormShape> {
    const shape = await this.of(form);
    mustCarry(shape);
    return shape;
  }

  /** Asked once and kept; where the form cannot be asked, what it said last stands, else kingdee.md §7.1. */
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

/** A form that shows no field for our key can neither be sent nor be asked: neither a bill nor "not there" would be ours. */
function mustCarry(shape: FormShape): void {
  if (carriersIn(shape).length > 0) return;
  const { label, keyCarriers = [] } = formOf(shape);
  throw new KingdeeUnavailableError(
    `金蝶的${label}里没有看到能写审批编号的字段（${keyCarriers.join('、')}），没有发送，也没有查询。请金蝶管理员给集成用户${label}的元数据查询权限（QueryBusinessInfo），并在${label}上加其中一个字段。`,
    false,
    { errorClass: 'permission' },
  );
}

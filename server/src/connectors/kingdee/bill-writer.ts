import type { TargetName } from '@dingdee/shared/scheme';
import { targetOf } from '../../domain/draft/payment-bill.js';
import type { SendBy } from '../call-times.js';
import { type BillToSave, type CallWay, type HeldBill, type StepOutcome, type StepResult } from '../target.js';
import { type Operation, operationOutcomes, saveOutcomes } from './answer/read-answer.js';
import { askedIn, payeeFields, savesOtherPayee } from './form/saved-payee.js';
import { batchSaveBody, billModel, operationBody } from './form/to-kingdee.js';
import type { FormShapes } from './form-shapes.js';
import type { KingdeeForm } from './forms/kingdee-form.js';
import { kingdeeForm } from './forms/kingdee-forms.js';
import type { Answer, K3CloudCalls } from './k3cloud-calls.js';
import { AnswerLostError, type KingdeeTransport } from './transport/transport.js';

/** Changes bills in Kingdee: each call is sent once, and its answer is read for each of its bills. */
export class BillWriter {
  constructor(
    private readonly transport: Pick<KingdeeTransport, 'sendUntil'>,
    private readonly calls: Pick<K3CloudCalls, 'act'>,
    private readonly shapes: FormShapes,
    /** Whether the answer of a save is asked for the payee that it stored. */
    private readonly tellsPayee = true,
  ) {}

  async save(bills: readonly BillToSave[], way: CallWay): Promise<StepResult> {
    const until = way.until ?? this.transport.sendUntil();
    const form = oneForm(bills.map(targetOf));
    const shape = await this.shapes.carrying(form);
    const built = bills.map((bill) => billModel(bill, shape, bill.send));
    const models = built.flatMap((each) => (each.ok ? [each.model] : []));
    const sent = bills.filter((_, index) => built[index]?.ok);
    const told = this.tellsPayee && !way.single ? payeeFields(shape) : [];
    const result: StepResult =
      models.length === 0
        ? { outcomes: [], answer: null }
        : await this.write(
            'BatchSave',
            batchSaveBody(form, models, way, askedIn(shape, told)),
            sent.length,
            ({ status, json }) =>
              saveOutcomes(sent, status).map((outcome, index) => {
                const draft = sent[index];
                if (outcome.kind !== 'done' || !draft) return outcome;
                return savesOtherPayee(json, outcome.billNo, draft, shape, told)
                  ? { ...outcome, otherPayee: true }
                  : outcome;
              }),
            until,
          );
    // A bill that could not be written exactly was not sent; DIndex counts only the sent bills.
    const answered = result.outcomes.values();
    const outcomes = built.map(
      (each): StepOutcome =>
        each.ok
          ? (answered.next().value ?? { kind: 'unknown', cause: '金蝶的回答没有提到这张单据' })
          : { kind: 'refused', refusal: each.refusal },
    );
    return { ...result, outcomes };
  }

  operate(operation: Operation, bills: readonly HeldBill[], way: CallWay): Promise<StepResult> {
    const body = operationBody(
      oneForm(bills.map(({ form }) => form)),
      bills.map((bill) => bill.id),
      way.answers,
    );
    return this.write(
      operation,
      body,
      bills.length,
      ({ status }) => operationOutcomes(operation, bills, status),
      way.until ?? this.transport.sendUntil(),
    );
  }

  /** After the first byte only a refusal without execution is thrown; an unknown outcome is returned for each bill. */
  private async write(
    method: string,
    body: string,
    bills: number,
    read: (answer: Answer) => readonly StepOutcome[],
    until: SendBy,
  ): Promise<StepResult> {
    try {
      const answer = await this.calls.act(method, body, until);
      return { outcomes: read(answer), answer: answer.text, tookMs: answer.tookMs };
    } catch (error) {
      if (!(error instanceof AnswerLostError)) throw error;
      const outcome: StepOutcome = { kind: 'unknown', cause: error.sentence };
      return { outcomes: Array.from({ length: bills }, () => outcome), answer: error.answer, lost: true };
    }
  }
}

/**
 * Returns the one form of a call. Kingdee would take Ids and numbers of another form for those of this one. @throws Error for bills of
 * several forms.
 */
function oneForm(names: readonly TargetName[]): KingdeeForm {
  const [first] = names;
  if (names.some((name) => name !== first)) throw new Error(`bills of several forms in one call: ${names.join(', ')}`);
  return kingdeeForm(first);
}

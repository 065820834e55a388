import type { ApprovalForm, ApprovalForms } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { DingTalkClient, type FormControlSchema } from '../../connectors/source.js';

/** Reads DingTalk's approval forms, for choosing the source of a scheme. */
@Injectable()
export class ReadForm {
  constructor(private readonly dingtalk: DingTalkClient) {}

  /** Lists the approval forms. @throws DingTalkError */
  async list(): Promise<ApprovalForms> {
    const forms = await this.dingtalk.listForms();
    return { items: forms.map(({ processCode, name }) => ({ processCode, name })) };
  }

  /** Reads one form with its controls. @throws DingTalkError */
  async one(processCode: string): Promise<ApprovalForm> {
    const { name, controls } = await this.dingtalk.getForm(processCode);
    return { processCode, name, controls: controls.map(asAnswer) };
  }
}

type AnswerControl = ApprovalForm['controls'][number];

const asAnswer = (control: FormControlSchema): AnswerControl => ({
  id: control.id,
  label: control.label,
  type: control.type,
  alias: control.alias,
  required: control.required,
  options: [...control.options],
  children: control.children.map(asAnswer),
});

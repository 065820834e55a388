import type { AcceptForm as Accept } from '@dingdee/shared/form-change';
import { formRoutes } from '@dingdee/shared/routes/form';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { AcceptForm } from '../../scheme/drift/accept-form.js';
import { FormNotCollectedError } from '../../scheme/drift/form.errors.js';
import { FormCalls } from '../../scheme/form/form-calls.js';
import { CheckForms } from './check-forms.js';

@Controller()
export class FormsController {
  constructor(
    private readonly checking: CheckForms,
    private readonly accepting: AcceptForm,
    private readonly calls: FormCalls,
  ) {}

  @Route(formRoutes.check)
  async check(@Param('processCode') processCode: string, @CurrentActor() actor: Actor): Promise<void> {
    this.calls.spend(actor);
    if (!(await this.checking.checkNow(processCode))) throw new FormNotCollectedError(processCode);
  }

  @Route(formRoutes.accept)
  accept(@Param('processCode') processCode: string, @Body() body: Accept, @CurrentActor() actor: Actor): Promise<void> {
    return this.accepting.run(processCode, body, actor);
  }
}

import type { FormList } from '@dingdee/shared/form-change';
import { formRoutes } from '@dingdee/shared/routes/form';
import { Controller } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { ShowForms } from './show-forms.js';

@Controller()
export class FormListController {
  constructor(private readonly forms: ShowForms) {}

  @Route(formRoutes.list)
  list(): Promise<FormList> {
    return this.forms.run();
  }
}

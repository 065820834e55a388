import type { AcceptForm as Accept } from '@dingdee/shared/form-change';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { Wakes } from '../../queue/wakes.js';
import { FormChangedAgainError } from './form.errors.js';
import { FormDefinitions } from './form-definitions.js';

/** An administrator has looked at what a form has lost, gained and changed: bills that waited for that are mapped. */
@Injectable()
export class AcceptForm {
  constructor(
    private readonly db: Database,
    private readonly forms: FormDefinitions,
    private readonly wakes: Wakes,
  ) {}

  /** @throws FormChangedAgainError where the changes are not those that were on screen. */
  async run(processCode: string, seen: Accept, by: Actor): Promise<void> {
    const done = await this.db.inTransaction((tx) => this.forms.accept(tx, processCode, seen, by));
    if (!done) throw new FormChangedAgainError(processCode);
    this.wakes.wake('map');
  }
}

import type { AcceptForm as Accept } from '@dingdee/shared/form-change';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { Wakes } from '../../queue/wakes.js';
import { FormChangedAgainError } from './form.errors.js';
import { FormDefinitions } from './form-definitions.js';

/** Accepts the changes of a form that an administrator has looked at; bills that waited for this are mapped. */
@Injectable()
export class AcceptForm {
  constructor(
    private readonly db: Database,
    private readonly forms: FormDefinitions,
    private readonly wakes: Wakes,
  ) {}

  /** Accepts the changes. @throws FormChangedAgainError if they are not the changes that were on screen. */
  async run(processCode: string, seen: Accept, by: Actor): Promise<void> {
    const done = await this.db.inTransaction((tx) => this.forms.accept(tx, processCode, seen, by));
    if (!done) throw new FormChangedAgainError(processCode);
    this.wakes.wake('map');
  }
}

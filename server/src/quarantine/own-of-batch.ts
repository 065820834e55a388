import { Inject, Injectable } from '@nestjs/common';
import { ownAs } from '../bill/action/own-bill.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import type { Actor } from '../domain/actor.js';
import { type OwnOnes, QuarantineDecisions } from '../intake/quarantine/quarantine-decisions.js';

/** Finds which approvals of a batch are a person's own: the person applied for them, or is paid by them. */
@Injectable()
export class OwnOfBatch {
  constructor(
    private readonly decisions: QuarantineDecisions,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** @returns null in 单人模式 (single person mode), in which a person decides about their own approvals. */
  async of(batchId: string, actor: Actor): Promise<OwnOnes | null> {
    if (this.settings.SINGLE_PERSON_MODE) return null;
    const payees = (await this.decisions.payees(batchId)).filter(
      (name) => ownAs({ originatorUserId: '', payees: { hands: [], names: [name] } }, actor) !== null,
    );
    return { userId: actor.userId, payees };
  }
}

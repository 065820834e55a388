import type { ApplicantAnswer as Answer } from '@dingdee/shared/bill-approval';
import type { SeenVersion } from '@dingdee/shared/push';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ApplicantAnswer } from './applicant-answer.js';

/** Tells whether the applicant has answered the question. */
@Controller()
export class ApplicantAnswerController {
  constructor(private readonly answer: ApplicantAnswer) {}

  @Route(billRoutes.answer)
  look(@Param('id') id: string, @Body() body: SeenVersion, @CurrentActor() actor: Actor): Promise<Answer> {
    return this.answer.look(id, body, actor);
  }
}

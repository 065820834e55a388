import type { CheckLine, CheckUp, CheckUpFile, ConsentProbe, RunLine } from '@dingdee/shared/check-up';
import { checkUpRoutes } from '@dingdee/shared/routes/check-up';
import { Body, Controller, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { NeverCheckedError } from './check-up.errors.js';
import { CheckUps } from './check-ups.js';
import { resultJson, resultText } from './result-file.js';

@Controller()
export class CheckUpController {
  constructor(private readonly checkUps: CheckUps) {}

  @Route(checkUpRoutes.last)
  last(): Promise<CheckUp> {
    return this.checkUps.show();
  }

  @Route(checkUpRoutes.run)
  run(@CurrentActor() actor: Actor): Promise<CheckUp> {
    return this.checkUps.start(actor);
  }

  @Route(checkUpRoutes.again)
  again(@Body() body: RunLine, @CurrentActor() actor: Actor): Promise<CheckLine> {
    return this.checkUps.again(body.line, body.knowingRisk === true, actor);
  }

  @Route(checkUpRoutes.consent)
  withConsent(@Body() body: ConsentProbe, @CurrentActor() actor: Actor): Promise<CheckLine> {
    return this.checkUps.withConsent(body, actor);
  }

  @Route(checkUpRoutes.file)
  async file(@Query() query: CheckUpFile, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const result = await this.checkUps.show();
    if (result.lines.length === 0) throw new NeverCheckedError();
    const json = query.as === 'json';
    reply.header('content-disposition', `attachment; filename="dingdee-check-up.${json ? 'json' : 'txt'}"`);
    reply.type(json ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8');
    return json ? resultJson(result) : resultText(result);
  }
}

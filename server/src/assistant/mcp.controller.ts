import type { AssistantMessage } from '@dingdee/shared/assistant';
import { assistantRoutes } from '@dingdee/shared/routes/assistant';
import { Body, Controller, Req, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentToken } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { TokenScope } from '../access/role/token-scope.js';
import { TokenScopeError } from '../access/token/token.errors.js';
import { PostOnlyError } from './assistant.errors.js';
import { McpEndpoint } from './mcp-endpoint.js';

/** Endpoint for assistants: one address, no session, only JSON. */
@ApiBearerAuth()
@Controller()
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @Route(assistantRoutes.call)
  async call(
    @Body() body: AssistantMessage,
    @CurrentToken() token: TokenScope,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (token.assistant.length === 0) throw new TokenScopeError('助手');
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        name.startsWith('mcp-') && typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    const version = headers['mcp-protocol-version'];
    const { status, body: text } = await this.endpoint.answer(body, { version, headers, requestId: request.id }, token);
    reply.status(status).header('cache-control', 'no-store');
    await (text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text));
  }

  @Route(assistantRoutes.listen)
  listen(): never {
    throw new PostOnlyError();
  }

  @Route(assistantRoutes.leave)
  leave(): never {
    throw new PostOnlyError();
  }
}

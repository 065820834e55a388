import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import * as z from 'zod';
import type { SignedInRequest } from '../access/role/roles.decorator.js';
import { AccessGuard } from '../access/session/access.guard.js';
import type { Settings } from '../config/settings.js';

/** Routes as the router matched them: the documentation page with its files and other spellings, and the JSON document. */
const DOCUMENTS = /^\/api\/(?:docs|openapi\.json)/;

/**
 * Serves OpenAPI at /api/openapi.json, readable at /api/docs: the table of routes, as `@Route` put it on the controllers. Without PUBLIC_URL, when
 * only
 * this machine can reach it, it is open; otherwise it is for members, like every route without another rule.
 */
export function serveOpenApi(app: NestFastifyApplication, settings: Settings): void {
  if (settings.PUBLIC_URL) forMembers(app);
  const config = new DocumentBuilder()
    .setTitle('钉蝶 dingdee')
    .setDescription(
      '钉钉审批 → 金蝶云星空付款单。登录：POST /api/session，之后带 Cookie；写操作须带 Origin 和 application/json。错误为 RFC 9457 problem+json。“开放接口”给别的系统只读，用令牌：Authorization: Bearer。',
    )
    .setVersion('0.1.0')
    .addCookieAuth('dingdee')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: '在“数据”的“接口”里建的令牌' })
    .build();
  SwaggerModule.setup(
    'api/docs',
    app,
    () =>
      SwaggerModule.createDocument(app, config, {
        // The headings come from the table of routes.
        autoTagControllers: false,
        standardSchemaConverter: (schema, { schemaType }) => ({
          schema: jsonSchema(schema as z.core.$ZodType, schemaType),
        }),
      }),
    { jsonDocumentUrl: 'api/openapi.json', customSiteTitle: '钉蝶 API' },
  );
}

function forMembers(app: NestFastifyApplication): void {
  const guard = app.get(AccessGuard);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', async (request: SignedInRequest) => {
      if (DOCUMENTS.test(request.routeOptions.url ?? '')) await guard.admit(request, 'member');
    });
}

/** Prints a zod/mini schema, which cannot print itself; amounts are custom types and are recognised here. */
export function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'openapi-3.0',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: printed }) => {
      if (zodSchema._zod.def.type === 'custom')
        Object.assign(printed, { type: 'string', pattern: '^-?\\d+\\.\\d{2}$' });
    },
  });
  return rest;
}

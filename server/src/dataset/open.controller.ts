import { createHash } from 'node:crypto';
import type { OpenCatalogue, OpenPage, OpenQuery } from '@dingdee/shared/api-token';
import { DATASET, type DatasetCode } from '@dingdee/shared/dataset';
import { openRoutes } from '@dingdee/shared/routes/dataset';
import { Controller, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentToken } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { TokenScope } from '../access/role/token-scope.js';
import { ApiTokens } from '../access/token/api-tokens.js';
import { TokenScopeError } from '../access/token/token.errors.js';
import { toldRow } from './read/cells.js';
import { afterCursor, cursorOf, Datasets } from './read/datasets.js';

/** Datasets for other systems, with an API token only, never with a session. */
@ApiBearerAuth()
@Controller()
export class OpenController {
  constructor(
    private readonly datasets: Datasets,
    private readonly tokens: ApiTokens,
  ) {}

  @Route(openRoutes.catalogue)
  catalogue(@CurrentToken() { datasets }: TokenScope): OpenCatalogue {
    return {
      items: datasets.map((dataset) => {
        const { name, about, filters, columns } = DATASET[dataset];
        return {
          dataset,
          name,
          about,
          filters: [...filters],
          columns: columns.map(({ key, name: called, about: means, kind }) => ({
            key,
            name: called,
            about: means,
            kind,
          })),
        };
      }),
    };
  }

  @Route(openRoutes.rows)
  async rows(
    @Param('dataset') dataset: DatasetCode,
    @Query() { cursor, limit, ...filter }: OpenQuery,
    @CurrentToken() token: TokenScope,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenPage> {
    const { datasets, orgs, fullAccounts } = token;
    if (!datasets.includes(dataset)) throw new TokenScopeError(DATASET[dataset].name);
    const scope = { filter, orgs, fullAccounts };
    const after = afterCursor(dataset, cursor);
    await this.tokens.noteFullAccounts(token, dataset);
    const { rows, last } = await this.datasets.page(dataset, scope, after, limit);
    const page = { items: rows.map((row) => toldRow(dataset, row)), next: cursorOf(dataset, last) };
    const mark = `W/"${createHash('sha256').update(JSON.stringify(page)).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', mark).header('cache-control', 'private, no-cache').header('vary', 'authorization');
    if (known?.split(',').some((each) => each.trim() === mark)) reply.status(304);
    return page;
  }
}

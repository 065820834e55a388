import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import * as z from 'zod';
import { InvalidRequestError } from './invalid-request.error.js';
import { ProblemFilter } from './problem.filter.js';

// The messages of every schema, zod and zod/mini alike, are read by people.
z.config(z.locales.zhCN());

@Module({
  providers: [
    {
      provide: APP_PIPE,
      useFactory: () =>
        new StandardSchemaValidationPipe({
          transform: true,
          exceptionFactory: (issues) => InvalidRequestError.of(issues),
        }),
    },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}

import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import * as z from 'zod';
import { InvalidRequestError } from './invalid-request.error.js';
import { ProblemFilter } from './problem.filter.js';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  array: '列表',
};

// People read the messages of every schema, of zod and zod/mini alike.
z.config({
  ...z.locales.zhCN(),
  customError: (issue) => {
    if (issue.code !== 'invalid_type') return undefined;
    return issue.input === undefined ? '必填' : `须为${TYPE_WORDS[issue.expected] ?? '规定的格式'}`;
  },
});

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

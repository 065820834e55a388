import type { BillSummary, ReasonedAction } from '@dingdee/shared/bill';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { memberRoutes } from '@dingdee/shared/routes/session';
import { Body, Param, Query } from '@nestjs/common';
import { expect, it } from 'vitest';
import { Route } from './route.decorator.js';

const summary = (): Promise<BillSummary> => Promise.reject(new Error('nobody asks'));

it('a handler takes the body and the query that its row has, or the program does not start', () => {
  const release = billRoutes.release;
  expect(() => {
    class Right {
      @Route(release)
      release(@Param('id') _: string, @Body() __: ReasonedAction) {
        return summary();
      }
    }
    return Right;
  }).not.toThrow();
  expect(() => {
    class Unread {
      @Route(release)
      // The compiler is content with an argument of the type, wherever it comes from.
      release(@Param('id') _: string, __: ReasonedAction) {
        return summary();
      }
    }
    return Unread;
  }).toThrow('POST /api/bills/:id/release: the handler takes another body or query than the table says');
  expect(() => {
    class Loose {
      @Route(memberRoutes.myApprovals)
      list(@Query() _: unknown): never {
        throw new Error('nobody asks');
      }
    }
    return Loose;
  }).toThrow('GET /api/my-approvals: the handler takes another body or query than the table says');
  expect(() => {
    class Worded {
      @Route(memberRoutes.myApprovals)
      list(@Query('page') _: string): never {
        throw new Error('nobody asks');
      }
    }
    return Worded;
  }).toThrow('GET /api/my-approvals: the table does not know the word page of the query');
});

it('a handler whose argument or answer is another than its row has does not compile', () => {
  class Wrong {
    // @ts-expect-error its body carries a reason
    @Route(billRoutes.release)
    release(@Body() _: { version: string }) {
      return summary();
    }
    // @ts-expect-error it answers with the bill after it
    @Route(billRoutes.hold)
    async hold(@Body() _: ReasonedAction) {
      return { id: 7 };
    }
  }
  expect(Object.getOwnPropertyNames(Wrong.prototype)).toEqual(['constructor', 'release', 'hold']);
});

import { mayAnswer, type Route } from '@dingdee/shared/routes/route';
import { everyRoute } from '@dingdee/shared/routes/table';
import { afterAll, expect } from 'vitest';

/**
 * Runs in every flow spec: collects refusals that are not listed among the problems of their route, so that the API documentation names
 * every possible one.
 */
const unlisted = new Set<string>();
const plain = globalThis.fetch;

afterAll(() => {
  globalThis.fetch = plain;
});
globalThis.fetch = async (input, init) => {
  const response = await plain(input, init);
  const type = response.headers.get('content-type') ?? '';
  if (response.ok || !type.startsWith('application/problem+json')) return response;
  const address = input instanceof Request ? input.url : input;
  const route = routeOf(init?.method ?? 'GET', new URL(address).pathname);
  const { code } = (await response.clone().json()) as { code: string };
  if (route && !mayAnswer(route, code)) unlisted.add(`${route.operation}: ${code}`);
  return response;
};

afterAll(() => expect([...unlisted], 'refusals that their routes do not list').toEqual([]));

/** Returns the route of an address, as Fastify finds it: a literal part wins over a parameter. */
function routeOf(method: string, pathname: string): Route | undefined {
  const asked = pathname.split('/');
  const fits = ({ path }: Route) => {
    const parts = path.split('/');
    return parts.length === asked.length && parts.every((part, i) => part.startsWith(':') || part === asked[i]);
  };
  const named = ({ path }: Route) => path.split('/:').length;
  return everyRoute.filter((route) => route.method === method && fits(route)).sort((a, b) => named(a) - named(b))[0];
}

import type { Route } from './route.js';

/** Routes of cards (dingtalk-cards.md §1). */
export const cardRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/card/instances/createAndDeliver',
    family: 'new',
    handle: ({ body }, { cards }) => cards.create(body),
  },
  {
    method: 'PUT',
    path: '/v1.0/card/instances',
    family: 'new',
    handle: ({ body }, { cards }) => cards.update(body),
  },
];

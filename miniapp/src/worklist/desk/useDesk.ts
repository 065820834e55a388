import { type InjectionKey, inject, provide } from 'vue';
import { useDeskActions } from './useDeskActions.js';
import { useDeskState } from './useDeskState.js';

function createDesk() {
  const state = useDeskState();
  return { ...state, ...useDeskActions(state) };
}
export type Desk = ReturnType<typeof createDesk>;
const DESK: InjectionKey<Desk> = Symbol('desk');

/** Creates the store of the review desk and provides it to the panes. The store ends with the page that calls this. */
export function provideDesk(): Desk {
  const desk = createDesk();
  provide(DESK, desk);
  return desk;
}

/** Returns the store of the review desk: its state, and the actions of its panes. */
export function useDesk(): Desk {
  const desk = inject(DESK);
  if (!desk) throw new Error('no review desk above this component');
  return desk;
}

import './polyfills.js';
import { reloadOnceOnLostChunk } from './reload-once.js';

reloadOnceOnLostChunk();
// Dynamic imports, because the libraries must not be evaluated before the polyfills are there.
void import('./session/early.js').then(({ begin }) => {
  begin();
  return import('./start.js');
});

import './polyfills.js';
import { reloadOnceOnLostChunk } from './reload-once.js';

reloadOnceOnLostChunk();
// Dynamic imports: the libraries must not run before the polyfills are loaded.
void import('./session/early.js').then(({ begin }) => {
  begin();
  return import('./start.js');
});

import './polyfills.js';
import { reloadOnceOnLostChunk } from './reload-once.js';

reloadOnceOnLostChunk();
// A dynamic import, because the libraries must not be evaluated before the polyfills are there.
void import('./start.js');

import './virtual-time.js';
import { where } from './interplay-office.js';
import { killedStories } from './interplay-stories.js';
import { onMariaDb } from './stack.js';
import { inVirtualTime } from './virtual-time.js';

// It is killed, and another database is put in place: outside virtual time only a process can be killed.
if (!inVirtualTime) where.world = 'process';

killedStories('kingdee');
// Who numbers the bills is nothing to the database.
if (!onMariaDb) killedStories('ours');

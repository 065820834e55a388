import { where } from './interplay-office.js';
import { killedStories } from './interplay-stories.js';
import { onMariaDb } from './stack.js';

// It is killed, and another database is put in place.
where.world = 'process';

killedStories('kingdee');
// Who numbers the bills is nothing to the database.
if (!onMariaDb) killedStories('ours');

import './virtual-time.js';
import { lifeStories } from './interplay-stories.js';

/** What meets in one bill's life: withdrawals, Kingdee's numbers, changed approvals, the watch, pauses, a restart. One bill and one comment all the same. */
lifeStories('kingdee');

/** Why an approval was read and got no bill: the reason of all that a scheme that is off has listened to. */
export const WHILE_OFF = '方案停用，没有采集；启用后再采';

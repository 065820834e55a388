/** Why an approval was read and got no bill: the reason for every approval that was read while its scheme was off. */
export const WHILE_OFF = '方案停用，没有采集；启用后再采';

/** What DingTalk draws at the top right of a phone: by themselves, so that nothing of the desk comes along. */
export const menuWords = { refresh: '刷新', share: '分享', help: '帮助' } as const;

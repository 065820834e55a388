/** Texts of the menu that DingTalk draws at the top right of a phone. They are in a file of their own, so that no desk texts are loaded. */
export const menuWords = { refresh: '刷新', share: '分享', help: '帮助' } as const;

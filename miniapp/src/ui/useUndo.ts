import { defineStore } from 'pinia';
import { readonly, ref } from 'vue';

const SHOWN_S = 10;

/** The last action that can be undone for ten seconds: 已挂起 4 笔 ¥12,360.00　撤销 8. One at a time. */
export const useUndo = defineStore('undo', () => {
  const text = ref<string | null>(null);
  const left = ref(0);
  let back: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function hide(): void {
    clearInterval(timer);
    text.value = null;
    back = null;
  }

  /** @param undo undoes the action; absent if it cannot be undone: then the bar only informs */
  function show(sentence: string, undo?: () => void): void {
    hide();
    text.value = sentence;
    back = undo ?? null;
    left.value = SHOWN_S;
    timer = setInterval(() => {
      left.value -= 1;
      if (left.value <= 0) hide();
    }, 1000);
  }

  function undo(): void {
    const action = back;
    hide();
    action?.();
  }

  return { text: readonly(text), left: readonly(left), canUndo: () => back !== null, show, undo, hide };
});

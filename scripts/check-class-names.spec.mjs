import { expect, it } from 'vitest';
import { shortClassNames } from './class-names.mjs';

const PATH = 'miniapp/src/bill/Line.vue';
/** A component of more than ten lines; its template begins in line 10. */
const component = (template, style = '') =>
  `<script setup lang="ts">\n${'// a line\n'.repeat(6)}</script>\n\n<template>${template}</template>\n\n<style scoped>${style}</style>\n`;
const found = (text, shared, known) => shortClassNames(new Map([[PATH, text]]), shared, known);
const refusal = (name, line) =>
  `${PATH}:${line} calls a class “${name}”: call it what the element is, by a word (amount, stage-name)`;

it.each([
  ['an attribute', component('\n  <p class="amount pu" />\n'), 'pu', 11],
  ['an attribute that a component hands on', component('<Dialog body-class="bd" />'), 'bd', 10],
  ['an object, by key', component(`<p :class="{ x: state === 'ok' }" />`), 'x', 10],
  ['an object, by a key in quotes', component(`<p :class="{ 'stage-name x': open }" />`), 'x', 10],
  ['an object, by a key that is computed', component(`<p :class="{ [late ? 'w' : 'late']: open }" />`), 'w', 10],
  ['a choice', component(`<p :class="level === 'ok' ? 'bad' : 'w'" />`), 'w', 10],
  ['a list', component(`<p :class="['row', late && 'w']" />`), 'w', 10],
  ['a rule', component('<p />', '\n.row > .nm:hover {\n  margin: 0;\n}\n'), 'nm', 13],
  ['a rule for parts of other components', component('<p />', '\n.row :deep(.nm) {\n}\n'), 'nm', 13],
  ['a rule inside another', component('<p />', '@media print {\n  .nm { margin: 0; }\n}'), 'nm', 13],
])('a class of one or two letters is no word, and its place is said: in %s', (_, text, name, line) => {
  expect(found(text)).toEqual([refusal(name, line)]);
});

it.each([
  ['a word', component('<p class="row amount stage-name" />', '.row { margin: 0.5em 1.5px; }')],
  ['what a condition compares', component(`<p :class="state === 'ok' ? 'good' : 'bad'" />`)],
  ['what a function is given', component(`<p :class="toneOf('ok')" />`)],
  ['an attribute and a text in a rule', component('<p />', '.tag[data-s=".x"]::after { content: ".x"; } /* .x */')],
])('%s is left', (_, text) => {
  expect(found(text)).toEqual([]);
});

it('a component of ten lines is read at a glance', () => {
  expect(found(`${'\n'.repeat(9)}<template><p class="x" /></template>\n`)).toEqual([]);
  expect(found(`${'\n'.repeat(10)}<template><p class="x" /></template>\n`)).toEqual([refusal('x', 11)]);
});

it('a shared name may be used by every component, and leaves the list with the last of them', () => {
  expect(found(component('<p class="n" />'), ['n'])).toEqual([]);
  expect(found(component('<p />'), ['n'])).toEqual([
    'no component has the class “n” any more: take it off the list in scripts/check-class-names.mjs',
  ]);
});

it('a component that still has short names is on the list, and leaves it with the last of them', () => {
  expect(found(component('<p class="x" />'), [], [PATH])).toEqual([]);
  expect(found(component('<p />'), [], [PATH])).toEqual([
    `${PATH} has no short class name any more: take it off the list in scripts/check-class-names.mjs`,
  ]);
});

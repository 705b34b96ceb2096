import { expect, test } from 'vitest';
import { withoutLayers } from '../vite.config.ts';

test('layers are taken away and everything in them stays in its place', () => {
  const css = '@layer a, b;\n@layer a{x{y:1}@media print{z{w:"}{@layer"}}}@layer b{@layer c{p{q:2}}}/* @layer d{ */r{s:3}';
  expect(withoutLayers(css)).toBe('\nx{y:1}@media print{z{w:"}{@layer"}}p{q:2}/* @layer d{ */r{s:3}');
});

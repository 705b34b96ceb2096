import type { Module } from '../platform/module/index.ts';

/** What a folder of this module brings; module.ts puts the parts together. */
export type Part = Omit<Module, 'name' | 'rights' | 'privacy'>;

import type { Module } from '../platform/module/index.ts';
import { coveragePart } from './coverage/part.ts';

/** Figures made of what the other modules record, as the programs see them. */
export const module: Module = { name: 'indicators', ...coveragePart };

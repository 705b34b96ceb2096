import type { Module } from '../platform/module/index.ts';
import { apiRoutes } from './api/routes.ts';
import { citizenRoutes } from './citizen/routes.tsx';
import { documentNotFound } from './contract.ts';
import './files.ts';
import { texts } from './messages.gen.ts';

/** Legal documents and clauses, as the programs see them. */
export const module: Module = {
  name: 'legal',
  routes: (app, context) => {
    citizenRoutes(app, context);
    apiRoutes(app, context);
  },
  navigation: [{ area: 'public', href: '/legal', label: (lang) => texts[lang].navigation_label(), right: 'public', order: 80 }],
  shortAddresses: { '/van-ban': '/legal' },
  refusalText: (refusal, lang) => {
    const t = texts[lang];
    return refusal.code === documentNotFound ? { title: t.not_found_title(), advice: t.not_found_advice() } : null;
  },
};

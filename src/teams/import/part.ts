import { teamsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { importRoutes } from './console/routes.ts';
import { texts } from './messages.gen.ts';
import { importRefusalText } from './refusals.ts';
import { importRetention } from './retention.ts';
import { waitingImports } from './waiting.ts';

/** Lists of teams as workbooks: checked, sent back marked, applied as one, taken back. */
export const importPart: Part = {
  routes: importRoutes,
  navigation: [
    { area: 'console', href: '/console/teams/import', label: (lang) => texts[lang].navigation(), right: teamsRights.import, order: 21 },
  ],
  waiting: (context) => [waitingImports(context)],
  retention: (context) => [importRetention(context)],
  refusalText: importRefusalText,
};

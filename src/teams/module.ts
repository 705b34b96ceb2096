import type { Lang } from '../platform/i18n/index.ts';
import type { Module } from '../platform/module/index.ts';
import './files.ts';
import { cardsPart } from './cards/part.ts';
import { citizenPart } from './citizen/part.ts';
import { consolePart } from './console/part.ts';
import { teamsRights } from './contract.ts';
import { importPart } from './import/part.ts';
import { texts } from './messages.gen.ts';
import { offersPart } from './offers/part.ts';
import type { Part } from './part.ts';
import { teamsPrivacy } from './privacy.ts';
import { resealJobs } from './reseal.ts';
import { rostersPart } from './rosters/part.ts';

const rightTexts = (t: (typeof texts)[Lang]): Readonly<Record<keyof typeof teamsRights, string>> => ({
  see: t.right_see(),
  manage: t.right_manage(),
  import: t.right_import(),
  apply: t.right_apply(),
  cards: t.right_cards(),
  offers: t.right_offers(),
});

const parts: readonly Part[] = [rostersPart, citizenPart, consolePart, importPart, cardsPart, offersPart];

/** Community digital teams: rosters over time, imports, cards, offers, as the programs see them. */
export const module: Module = {
  name: 'teams',
  rights: (Object.keys(teamsRights) as (keyof typeof teamsRights)[]).map((name) => ({
    right: teamsRights[name],
    texts: { vi: rightTexts(texts.vi)[name], en: rightTexts(texts.en)[name] },
  })),
  routes: async (app, context) => {
    for (const part of parts) await part.routes?.(app, context);
  },
  jobs: (context) => [...parts.flatMap((part) => part.jobs?.(context) ?? []), ...resealJobs(context)],
  navigation: parts.flatMap((part) => part.navigation ?? []),
  waiting: (context) => parts.flatMap((part) => part.waiting?.(context) ?? []),
  search: (context) => parts.flatMap((part) => part.search?.(context) ?? []),
  retention: (context) => parts.flatMap((part) => part.retention?.(context) ?? []),
  shortAddresses: Object.assign({}, ...parts.map((part) => part.shortAddresses ?? {})),
  privacy: teamsPrivacy,
  refusalText: (refusal, lang) => {
    for (const part of parts) {
      const words = part.refusalText?.(refusal, lang);
      if (words) return words;
    }
    return null;
  },
};

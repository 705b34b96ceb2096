import type { Lang } from '../platform/i18n/index.ts';
import type { Module } from '../platform/module/index.ts';
import { citizenPart } from './citizen/part.ts';
import { consolePart } from './console/part.ts';
import { reportsRights } from './contract.ts';
import { corePart } from './core/part.ts';
import { doorsPart } from './doors/part.ts';
import { figuresPart } from './figures/part.ts';
import { texts } from './messages.gen.ts';
import { offlinePart } from './offline/part.ts';
import { open311Part } from './open311/part.ts';
import type { Part } from './part.ts';
import { reportsPrivacy } from './privacy.ts';
import { publicPart } from './public/part.ts';
import { voicePart } from './voice/part.ts';

const rightTexts = (t: (typeof texts)[Lang]): Readonly<Record<keyof typeof reportsRights, string>> => ({
  see: t.right_see(),
  intake: t.right_intake(),
  handle: t.right_handle(),
  approve: t.right_approve(),
  publish: t.right_publish(),
});

const parts: readonly Part[] = [
  corePart,
  citizenPart,
  offlinePart,
  doorsPart,
  consolePart,
  voicePart,
  publicPart,
  figuresPart,
  open311Part,
];

/** Citizen reports: sending, deciding, answering, judging, as the programs see them. */
export const module: Module = {
  name: 'reports',
  rights: (Object.keys(reportsRights) as (keyof typeof reportsRights)[]).map((name) => ({
    right: reportsRights[name],
    texts: { vi: rightTexts(texts.vi)[name], en: rightTexts(texts.en)[name] },
  })),
  routes: async (app, context) => {
    for (const part of parts) await part.routes?.(app, context);
  },
  jobs: (context) => parts.flatMap((part) => part.jobs?.(context) ?? []),
  navigation: parts.flatMap((part) => part.navigation ?? []),
  waiting: (context) => parts.flatMap((part) => part.waiting?.(context) ?? []),
  search: (context) => parts.flatMap((part) => part.search?.(context) ?? []),
  retention: (context) => parts.flatMap((part) => part.retention?.(context) ?? []),
  shortAddresses: Object.assign({}, ...parts.map((part) => part.shortAddresses ?? {})),
  privacy: reportsPrivacy,
  refusalText: (refusal, lang) => {
    for (const part of parts) {
      const words = part.refusalText?.(refusal, lang);
      if (words) return words;
    }
    return null;
  },
};

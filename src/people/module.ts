import type { Lang } from '../platform/i18n/index.ts';
import type { Module } from '../platform/module/index.ts';
import { absences } from './absences/part.ts';
import { account } from './account/part.ts';
import { citizenAccess } from './citizen-access/part.ts';
import { peopleRights } from './contract.ts';
import { decisions } from './decisions/part.ts';
import { demonstration } from './demonstration/part.ts';
import { enrolment } from './enrolment/part.ts';
import { keys } from './keys/part.ts';
import { texts } from './messages.gen.ts';
import { namesOfActors } from './names.ts';
import { officialAccess } from './official-access/part.ts';
import { oidc } from './oidc/part.ts';
import { organisations } from './organisations/part.ts';
import type { Part } from './part.ts';
import { passkeys } from './passkeys/part.ts';
import { persons } from './persons/part.ts';
import { privacy } from './privacy/part.ts';
import { peoplePrivacy } from './privacy.ts';
import { recovery } from './recovery/part.ts';
import { peopleRefusalText } from './refusals.ts';
import { roles } from './roles/part.ts';
import { successions } from './successions/part.ts';

const rightTexts = (t: (typeof texts)[Lang]): Readonly<Record<keyof typeof peopleRights, string>> => ({
  own: t.right_own(),
  see: t.right_see(),
  unmask: t.right_unmask(),
  enrol: t.right_enrol(),
  recover: t.right_recover(),
  grant: t.right_grant(),
  organise: t.right_organise(),
  privacy: t.right_privacy(),
  retention: t.right_retention(),
  onBehalf: t.right_on_behalf(),
});

const parts: readonly Part[] = [
  citizenAccess,
  officialAccess,
  passkeys,
  oidc,
  account,
  enrolment,
  recovery,
  persons,
  roles,
  successions,
  organisations,
  absences,
  decisions,
  privacy,
  demonstration,
  keys,
];

/** People, organisations, sign-in, roles, two-person decisions and personal data, as the programs see them. */
export const module: Module = {
  name: 'people',
  rights: (Object.keys(peopleRights) as (keyof typeof peopleRights)[]).map((name) => ({
    right: peopleRights[name],
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
  privacy: peoplePrivacy,
  actorNames: namesOfActors,
  refusalText: (refusal, lang) => {
    for (const part of parts) {
      const words = part.refusalText?.(refusal, lang);
      if (words) return words;
    }
    return peopleRefusalText(refusal, lang);
  },
};

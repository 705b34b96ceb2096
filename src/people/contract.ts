/** What may come in and go out of the people module, and its refusals; runs on a phone too. */
import type { Right } from '../platform/session/index.ts';

/** The rights that this module demands. */
export const peopleRights = {
  /** One's own pages: everybody who is signed in. */
  own: 'people.own',
  /** See the persons of one's place, numbers masked. */
  see: 'people.see',
  /** See a number in full: each look is in the trail, with its purpose. */
  unmask: 'people.unmask',
  /** Record a person and enrol a phone. */
  enrol: 'people.enrol',
  /** Give a person a way back in, together with a second official. */
  recover: 'people.recover',
  /** Give and take back roles, inside one's own. */
  grant: 'people.grant',
  /** Organisations over time. */
  organise: 'people.organise',
  /** Answer requests about personal data. */
  privacy: 'people.privacy',
  /** How long what is kept. */
  retention: 'people.retention',
  /** File for somebody who agrees. */
  onBehalf: 'people.on-behalf',
} as const satisfies Record<string, Right>;

export const sessionMethods = [
  'sms-code',
  'password',
  'totp',
  'recovery-code',
  'pin',
  'passkey',
  'oidc',
  'handed-code',
  'demonstration',
] as const;
export type SessionMethod = (typeof sessionMethods)[number];
export type Strength = 'one' | 'two';

/** Languages in which a person may want to be helped. */
export const helpLanguages = ['vi', 'mong', 'dao', 'thai', 'tay'] as const;
export type HelpLanguage = (typeof helpLanguages)[number];

/** Giving somebody a way back in: what is checked, what ends, how long things last. Pure. */

/** The kind of decision by which a second official confirms. */
export const recoveryDecision = 'people.recovery';

/** How the official made sure who stands before them. Papers are looked at, never copied or photographed. */
export const checks = ['card', 'known', 'vouched'] as const;
export type Check = (typeof checks)[number];

/** What ends besides every phone, computer, PIN and open sign-in, which always end. */
export const endings = ['phone', 'password', 'second-factor', 'passkey'] as const;
export type Ending = (typeof endings)[number];

/** The credentials that each ending takes away. */
export const endedCredentials: Readonly<Record<Ending, readonly string[]>> = {
  phone: [],
  password: ['password'],
  'second-factor': ['totp', 'recovery-code'],
  passkey: ['passkey'],
};

/** How long the code can be fetched by the proposer once it is confirmed, and how long it then counts. */
export const HOURS_TO_FETCH = 24;
export const CODE_MINUTES = 30;
/** How long the person can stop it by the address in the message. */
export const DAYS_TO_STOP = 7;

const known = <T extends string>(all: readonly T[], chosen: readonly unknown[]): readonly T[] => all.filter((one) => chosen.includes(one));

export const checksIn = (chosen: readonly unknown[]): readonly Check[] => known(checks, chosen);
export const endingsIn = (chosen: readonly unknown[]): readonly Ending[] => known(endings, chosen);

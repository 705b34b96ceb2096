/** The lists behind the figures, as addresses name them. */
export const listNames = [
  'communes',
  'communes-with-team',
  'communes-without-team',
  'villages',
  'villages-with-team',
  'villages-without-team',
  'teams',
  'commune-teams',
  'village-teams',
  'leaderless',
  'stale',
  'members',
  'commune-members',
  'village-members',
  'people',
] as const;
export type ListName = (typeof listNames)[number];

export const listPath = (list: ListName): string => `/coverage/lists/${list}`;

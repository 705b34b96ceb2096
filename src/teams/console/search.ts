/** Teams and their members for the officials' one search box, inside what the actor may see. */
import { record } from '../../audit/index.ts';
import type { Context, Find, SearchSource } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { sightOf } from './access.ts';
import { listTeams } from './list/query.ts';
import { looksLikeNumber, membersNamed } from './member/find.ts';
import { texts } from './messages.gen.ts';
import { seatNames } from './units.ts';

/** Teams by words of their name. */
export function teamSearch(context: Context): SearchSource {
  const { db, clock } = context;
  return {
    kind: 'teams.team',
    label: (lang) => texts[lang].search_teams(),
    rights: [teamsRights.see],
    find: async (actor, { text, lang, limit }): Promise<readonly Find[]> => {
      const today = clock.today().toString();
      const asked = { on: today, today, level: null, units: null, only: null, words: text };
      const found = await listTeams(db, sightOf(actor), asked, { limit, after: null });
      const seats = await seatNames(
        db,
        found.map((team) => team.unitId),
        today,
        lang,
      );
      return found.map((team) => ({
        title: team.name,
        detail: [seats.get(team.unitId) ?? '', texts[lang].members_count({ count: team.members })].filter(Boolean).join(' · '),
        href: `/console/teams/${team.id}`,
      }));
    },
  };
}

/** Members by words of their name; who was shown is in the trail, the words are not. */
export function memberSearch(context: Context): SearchSource {
  const { db, clock } = context;
  return {
    kind: 'teams.member',
    label: (lang) => texts[lang].search_members(),
    rights: [teamsRights.see],
    find: (actor, { text, limit }) =>
      db.transaction(
        async (tx): Promise<readonly Find[]> => {
          if (looksLikeNumber(text)) return [];
          const found = await membersNamed(tx, sightOf(actor), text, { today: clock.today().toString(), limit });
          if (found.length > 0) {
            await record(tx, actor, {
              action: 'teams.search',
              subject: { kind: 'teams.team', id: 'list' },
              fields: ['name'],
              persons: [...new Set(found.map((one) => one.personId))],
              right: teamsRights.see,
            });
          }
          return found.map((one) => ({ title: one.name, detail: one.teamName, href: `/console/teams/${one.teamId}` }));
        },
        { state: rowState(actor, teamsRights.see) },
      ),
  };
}

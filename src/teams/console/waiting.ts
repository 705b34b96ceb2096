/** Teams without a leader and lists that nobody looked at, on the officials' front page; seats and terms come from the rosters. */
import type { Context, WaitingItem, WaitingSource } from '../../platform/module/index.ts';
import { reach } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { sightOf } from './access.ts';
import { countTeams, listTeams, type TeamFilter, type TeamsAsked } from './list/query.ts';
import { texts } from './messages.gen.ts';
import { seatNames } from './units.ts';

/** What waits of one kind: for those who can change the teams, and under the whole place for those who see them. */
function waitingFor(context: Context, only: Extract<TeamFilter, 'leaderless' | 'stale'>): WaitingSource {
  const { db, clock } = context;
  return {
    kind: `teams.${only}`,
    label: (lang) => {
      const t = texts[lang];
      return { leaderless: t.waiting_leaderless(), stale: t.waiting_stale() }[only];
    },
    rights: [teamsRights.manage],
    load: async (actor, { lang, limit, scope }) => {
      const today = clock.today().toString();
      const asked: TeamsAsked = { on: today, today, level: null, units: null, only, words: '' };
      const seen = sightOf(actor);
      const sight = scope === 'mine' ? { units: reach(actor, teamsRights.manage), leaders: [] } : seen;
      const teams = await listTeams(db, sight, asked, { limit, after: null });
      const counts = await countTeams(db, sight, asked);
      const seats = await seatNames(
        db,
        teams.map((team) => team.unitId),
        today,
        lang,
      );
      return {
        items: teams.map(
          (team): WaitingItem => ({
            id: `${only}/${team.id}`,
            title: team.name,
            detail: seats.get(team.unitId) ?? '',
            href: `/console/teams/${team.id}`,
            since: `${team.lookedOn ?? today}T00:00:00Z`,
            due: null,
          }),
        ),
        count: { leaderless: counts.leaderless, stale: counts.stale }[only],
        overdue: 0,
      };
    },
  };
}

export const waitingTeams = (context: Context): readonly WaitingSource[] =>
  (['leaderless', 'stale'] as const).map((only) => waitingFor(context, only));

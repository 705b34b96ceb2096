/** `/console/teams`: the teams of the actor's places. */
import type { FastifyRequest } from 'fastify';
import { record } from '../../../audit/index.ts';
import { readDate } from '../../../platform/calendar/index.ts';
import type { Db, Tx } from '../../../platform/db/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { type Actor, may, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import { staleAfterDays, teamLevels, teamsRights } from '../../contract.ts';

import { sightOf } from '../access.ts';
import { idOf, lineOf } from '../form-values.ts';
import { texts } from '../messages.gen.ts';
import { namesOf } from '../people.ts';
import { communeOf, communesToChoose, seatNames, seatsToChoose } from '../units.ts';
import { addressOf, type Choice, listAddress, listPage } from './list.page.tsx';
import { countTeams, listTeams, type TeamLine, type TeamsAsked, teamFilters } from './query.ts';

const PAGE_LENGTH = 40;
const DAYS_OF_A_MONTH = 30;

/** The rule of stale rosters as people say it. */
const staleMonths = Math.round(staleAfterDays / DAYS_OF_A_MONTH);

/** What the address asks for, and what of it could not be understood. */
export function choiceOf(
  request: FastifyRequest,
  context: Pick<Context, 'clock'>,
): { choice: Choice; on: string; problems: FieldProblem[] } {
  const { query } = request;
  const today = context.clock.today().toString();
  const typed = lineOf(query, 'on');
  const day = readDate(typed);
  const wrong = !day.ok && day.problem !== 'empty';
  const on = day.ok ? day.iso : today;
  const choice: Choice = {
    on: wrong ? typed : day.ok && day.iso !== today ? day.iso : '',
    level: teamLevels.find((known) => known === lineOf(query, 'level')) ?? '',
    unit: idOf(lineOf(query, 'unit')) ?? '',
    only: teamFilters.find((known) => known === lineOf(query, 'only')) ?? '',
    q: lineOf(query, 'q'),
  };
  return { choice, on, problems: wrong ? [{ field: 'on', message: texts[request.lang].day_strange() }] : [] };
}

/** The choices as the query takes them. A unit stands for all that belongs to it on the day. */
async function askedOf(db: Db, context: Pick<Context, 'clock'>, choice: Choice, on: string): Promise<TeamsAsked> {
  return {
    on,
    today: context.clock.today().toString(),
    level: choice.level === '' ? null : choice.level,
    units: choice.unit === '' ? null : await unitsWithin(db, choice.unit, on),
    only: choice.only === '' ? null : choice.only,
    words: choice.q,
  };
}

export function listRoutes(app: App, context: Context): void {
  const { db, clock } = context;

  app.get(listAddress, { config: { right: teamsRights.see }, schema: { hide: true } }, async (request, reply) => {
    const { actor, lang } = request;
    const { choice, on, problems } = choiceOf(request, context);
    const asked = await askedOf(db, context, choice, on);
    const sight = sightOf(actor);
    const found = await db.transaction(
      async (tx) => {
        const rows = await listTeams(tx, sight, asked, { limit: PAGE_LENGTH + 1, after: idOf(lineOf(request.query, 'after')) });
        const teams = rows.slice(0, PAGE_LENGTH);
        const leaders = await leaderNames(tx, actor, teams);
        return { teams, leaders, more: rows.length > PAGE_LENGTH, counts: await countTeams(tx, sight, asked) };
      },
      { state: rowState(actor, teamsRights.see) },
    );
    const seats = await seatNames(
      db,
      found.teams.map((team) => team.unitId),
      on,
      lang,
      (await communesToChoose(db, sight.units, on, lang)).length === 1,
    );
    const last = found.teams.at(-1);
    const page = listPage(request.view(), {
      choice,
      on,
      problems,
      staleMonths,
      seats,
      teams: found.teams,
      leaders: found.leaders,
      counts: found.counts,
      units: await unitsOffered(sight.units, choice.unit, lang),
      next: found.more && last ? addressOf(listAddress, choice, { after: last.id }) : null,
      may: { manage: may(actor, teamsRights.manage), import: may(actor, teamsRights.import) },
      ownOnly: sight.units !== 'everywhere' && sight.units.length === 0,
    });
    return reply.page({ ...page, status: problems.length > 0 ? 422 : 200 });
  });

  /** Communes, or the seats inside the only one. */
  async function unitsOffered(units: ReturnType<typeof sightOf>['units'], chosen: string, lang: Lang) {
    const today = clock.today().toString();
    const communes = await communesToChoose(db, units, today, lang);
    const [only] = communes;
    if (only && communes.length === 1) return seatsToChoose(db, only.id, units, today, lang);
    const commune = chosen === '' ? null : await communeOf(db, chosen, today);
    return commune === null || commune === chosen
      ? communes
      : [...communes, ...(await seatsToChoose(db, commune, units, today, lang)).slice(1)];
  }
}

/** The names of the leaders, which the trail is told. */
async function leaderNames(tx: Tx, actor: Actor, rows: readonly TeamLine[]): Promise<ReadonlyMap<string, string>> {
  const names = await namesOf(
    tx,
    rows.map((row) => row.leaderId).filter((id) => id !== null),
  );
  if (names.size > 0) {
    await record(tx, actor, {
      action: 'teams.see-list',
      subject: { kind: 'teams.team', id: 'list' },
      persons: [...names.keys()],
      right: teamsRights.see,
    });
  }
  return names;
}

import { Type } from 'typebox';
import { parseDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { verifyNow } from '../commands.ts';
import { texts } from '../messages.gen.ts';
import { knownActions, type TrailFilter, trailPage, trailState } from '../queries.ts';
import { record } from '../record.ts';
import { TrailList, type Typed } from './trail.page.tsx';

const Query = Type.Object({
  action: Type.Optional(Type.String({ maxLength: 100 })),
  actor: Type.Optional(Type.String({ maxLength: 60 })),
  person: Type.Optional(Type.String({ maxLength: 60 })),
  kind: Type.Optional(Type.String({ maxLength: 60 })),
  id: Type.Optional(Type.String({ maxLength: 120 })),
  day: Type.Optional(Type.String({ maxLength: 40 })),
  entry: Type.Optional(Type.String({ maxLength: 60 })),
  verified: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('later')])),
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `/console/audit`: the trail, newest first, whether it is whole, and a verification now. */
export function consoleRoutes(app: App, context: Context): void {
  const { db, config } = context;

  app.get('/console/audit', { config: { right: 'audit.read' }, schema: { querystring: Query, hide: true } }, async (request, reply) => {
    const { after, verified, ...typed } = request.query;
    const { lang, actor } = request;
    const { filter, problems } = readFilter(typed, config.TIME_ZONE, texts[lang]);
    if (after === undefined) await noteSearch(context, actor, filter);
    const [page, state, actions] = await Promise.all([
      problems.length > 0 ? { rows: [], next: null } : trailPage(db, filter, after ?? null),
      trailState(db),
      knownActions(db),
    ]);
    const view = request.view({ formToken: true });
    return reply.page(
      {
        title: texts[lang].title(),
        wide: true,
        ...(problems.length > 0 ? { status: 422 } : {}),
        body: (
          <TrailList
            view={view}
            timeZone={config.TIME_ZONE}
            page={page}
            state={state}
            actions={actions}
            typed={typed}
            problems={problems}
            later={verified === 'later'}
            mayExport={may(actor, 'audit.export')}
          />
        ),
      },
      view,
    );
  });

  app.post('/console/audit/verify', { config: { right: 'audit.read' }, schema: { hide: true } }, async (request, reply) =>
    reply.redirect(`/console/audit?verified=${await verifyNow(context, request.actor)}`, 303),
  );
}

/** Looking for what one person did, or what was done with a person's data, is itself a sight of that person. */
async function noteSearch({ db }: Pick<Context, 'db'>, actor: Actor, { person, actor: by }: TrailFilter): Promise<void> {
  const persons = [...new Set([person, by].filter((id) => id !== undefined))];
  if (persons.length === 0) return;
  await db.transaction((tx) =>
    record(tx, actor, {
      action: 'audit.search',
      subject: { kind: 'audit.ledger', id: 'audit.entry' },
      fields: [...(person ? ['person'] : []), ...(by ? ['actor'] : [])],
      persons,
      right: 'audit.read',
    }),
  );
}

function readFilter(typed: Typed, timeZone: string, t: (typeof texts)['vi']): { filter: TrailFilter; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const filter: { -readonly [Key in keyof TrailFilter]: TrailFilter[Key] } = {};
  for (const field of ['actor', 'person', 'entry'] as const) {
    const value = typed[field]?.trim();
    if (!value) continue;
    if (uuid.test(value)) filter[field] = value.toLowerCase();
    else problems.push({ field, message: t.wrong_code() });
  }
  if (typed.action) filter.action = typed.action;
  if (typed.kind) filter.subjectKind = typed.kind.trim();
  if (typed.id) filter.subjectId = typed.id.trim();
  if (typed.day?.trim()) {
    const day = parseDate(typed.day);
    if (day === null) problems.push({ field: 'day', message: t.wrong_day() });
    else {
      const start = Temporal.PlainDate.from(day);
      filter.from = start.toZonedDateTime(timeZone).toInstant();
      filter.until = start.add({ days: 1 }).toZonedDateTime(timeZone).toInstant();
    }
  }
  return { filter, problems };
}

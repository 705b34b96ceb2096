import { Type } from 'typebox';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { texts } from '../messages.gen.ts';
import { knownActions, type TrailFilter, trailPage, trailState } from '../store.ts';
import { TrailList } from './trail.page.tsx';

const Query = Type.Object({
  action: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(Type.String({ maxLength: 60 })),
  id: Type.Optional(Type.String({ maxLength: 120 })),
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
});

/** `/console/audit`: the trail, newest first. */
export function consoleRoutes(app: App, context: Context): void {
  app.get('/console/audit', { config: { right: 'audit.read' }, schema: { querystring: Query, hide: true } }, async (request, reply) => {
    const { action, kind, id, after } = request.query;
    const filter: TrailFilter = { ...(action ? { action } : {}), ...(kind ? { subjectKind: kind } : {}), ...(id ? { subjectId: id } : {}) };
    const { db, config } = context;
    const [page, state, actions] = await Promise.all([trailPage(db, filter, after ?? null), trailState(db), knownActions(db)]);
    const { lang } = request;
    return reply.page({
      title: texts[lang].title(),
      wide: true,
      body: <TrailList lang={lang} timeZone={config.TIME_ZONE} page={page} state={state} actions={actions} filter={filter} />,
    });
  });
}

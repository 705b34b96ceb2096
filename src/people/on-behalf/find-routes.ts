/** Finding the person one files for: only by what that person has said, so that nobody can leaf through a village. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { lineOf } from '../persons/form-values.ts';
import { recordSearch } from '../persons/gather.ts';
import { normalPhone } from '../persons/phone.ts';
import { findByPhone, findNamesakes } from '../persons/queries.ts';
import { filingsOf } from './filings.ts';
import { type FindContent, findPage } from './find.page.tsx';
import { texts } from './messages.gen.ts';

const empty: FindContent = { name: '', birthYear: '', found: null, problems: [] };

export function findRoutes(app: App, context: Context): void {
  const { db, vault } = context;
  const right = peopleRights.onBehalf;

  app.get('/console/on-behalf', { config: { right }, schema: { hide: true } }, async (request, reply) => show(request, reply, empty));

  app.post('/console/on-behalf', { config: { right, limit: 'guess' }, schema: { hide: true } }, async (request, reply) => {
    const { actor, lang } = request;
    const t = texts[lang];
    const typed = {
      phone: lineOf(request.body, 'phone'),
      name: lineOf(request.body, 'name'),
      birthYear: lineOf(request.body, 'birth_year'),
    };
    const again = (field: string, message: string) => show(request, reply, { ...typed, found: null, problems: [{ field, message }] });
    const phone = typed.phone === '' ? null : normalPhone(typed.phone);
    if (typed.phone !== '' && phone === null) return again('phone', t.find_phone_strange());
    if (phone === null && typed.name === '') return again('name', t.find_nothing());
    if (phone === null && !/^\d{4}$/.test(typed.birthYear)) return again('birth_year', t.find_year_missing());
    const found = await db.transaction(
      async (tx) => {
        const persons =
          phone === null
            ? await findNamesakes(tx, actor, right, { fullName: typed.name, birthYear: Number(typed.birthYear) })
            : await findByPhone(tx, vault, actor, right, phone);
        const others = persons.filter((person) => person.id !== actor.id);
        await recordSearch(tx, actor, { by: phone === null ? ['name', 'birth_year'] : ['phone'], persons: others, right });
        return others;
      },
      { state: rowState(actor, right) },
    );
    return show(request, reply, { ...typed, found, problems: [] });
  });

  function show(request: FastifyRequest, reply: FastifyReply, content: FindContent): FastifyReply {
    const page = findPage(request.view({ formToken: true }), content, filingsOf(request.actor));
    return reply.header('cache-control', 'no-store').page({ ...page, status: content.problems.length === 0 ? 200 : 422 });
  }
}

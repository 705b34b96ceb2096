import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { demonstrationRoutes } from './routes.ts';

/** “Dùng thử”: every role in one tap, in a demonstration only. */
export const demonstration: Part = {
  routes: demonstrationRoutes,
  refusalText: ({ code }, lang) => {
    const t = texts[lang];
    if (code === 'people.demonstration-unknown') return { title: t.unknown_title(), advice: t.unknown_advice() };
    return code === 'people.demonstration-gone' ? { title: t.gone_title(), advice: t.gone_advice() } : null;
  },
};

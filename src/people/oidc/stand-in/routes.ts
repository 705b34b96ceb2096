/** The pages of the made-up VNeID, in a demonstration only. */
import type { App } from '../../../platform/http/index.ts';
import { standInPage } from './authorize.page.tsx';
import type { StandIn } from './stand-in.ts';

interface Asked {
  Querystring: Readonly<Record<string, string>>;
}

/** Whether the address to go back to is our own: otherwise the stand-in would lead anywhere. */
function isOurs(returnTo: string | null, host: string | undefined): boolean {
  return (
    returnTo !== null && URL.canParse(returnTo) && new URL(returnTo).host === host && new URL(returnTo).pathname === '/sign-in/vneid/return'
  );
}

export function standInRoutes(app: App, standIn: () => Promise<StandIn | null>): void {
  const options = { config: { right: 'public', demonstration: true }, schema: { hide: true } } as const;

  app.get<Asked>('/demo/vneid', options, async (request, reply) => {
    const ask = new URLSearchParams(request.url.split('?')[1]);
    if (!isOurs(ask.get('redirect_uri'), request.headers.host)) return reply.refuse({ code: 'http.not-found' });
    return reply.page(standInPage(request.view(), ask.toString()));
  });

  app.get<Asked>('/demo/vneid/agree', options, async (request, reply) => {
    const ask = new URLSearchParams(request.url.split('?')[1]);
    const provider = await standIn();
    if (!provider || !isOurs(ask.get('redirect_uri'), request.headers.host)) return reply.refuse({ code: 'http.not-found' });
    const who = ask.get('who') ?? '';
    const back = who === 'nobody' ? provider.decline(ask) : provider.agree(who, ask);
    return back ? reply.header('cache-control', 'no-store').redirect(back.href, 303) : reply.refuse({ code: 'http.not-found' });
  });
}

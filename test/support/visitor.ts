/** A browser without a window: keeps cookies, reads the form token of the last page, sends forms as browsers do. */
import type { TestApp } from './app.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string;
}

export interface Visitor {
  get(path: string): Promise<Answer>;
  /** Sends a form with the token of the last page that had one. */
  post(path: string, body?: FormData | URLSearchParams | Readonly<Record<string, string>>): Promise<Answer>;
  /** The token of the last page that had one. */
  readonly token: string;
  readonly cookies: Map<string, string>;
}

/** Opens one, with the cookies of a header such as `app.signedIn(…)` gives. */
export function visit(app: Pick<TestApp, 'address'>, cookie = ''): Visitor {
  const cookies = new Map(
    cookie
      .split('; ')
      .filter(Boolean)
      .map((one) => one.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  let token = '';

  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${app.address}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...init.headers, ...(header === '' ? {} : { cookie: header }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/; */);
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=thu, 01 jan 1970/i.test(one))) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: response.status, text, location: response.headers.get('location') ?? '' };
  }

  return {
    get: (path) => ask(path, {}),
    post(path, body = {}) {
      const form = body instanceof FormData || body instanceof URLSearchParams ? body : new URLSearchParams(body);
      form.set('_csrf', token);
      return ask(path, { method: 'POST', body: form, headers: { origin: app.address } });
    },
    get token() {
      return token;
    },
    cookies,
  };
}

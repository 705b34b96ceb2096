/** Filling in a form of the running app as a browser does: fetch the page, take its hidden token, send it. */
import type { TestApp } from './app.ts';

export interface FormAnswer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

/** Gets a page with this cookie header. */
export async function getPage(
  app: Pick<TestApp, 'address'>,
  path: string,
  cookie = '',
): Promise<FormAnswer & { readonly cookie: string; readonly token: string }> {
  const response = await fetch(`${app.address}${path}`, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
  const text = await response.text();
  const set = response.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    text,
    cookie: [cookie, ...set].filter(Boolean).join('; '),
    token: /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '',
  };
}

/** Sends a form with the token of the page `from`. */
export async function sendForm(
  app: Pick<TestApp, 'address'>,
  input: {
    readonly from: string;
    readonly to: string;
    readonly cookie: string;
    readonly fields: Readonly<Record<string, string | readonly string[]>>;
  },
): Promise<FormAnswer> {
  const page = await getPage(app, input.from, input.cookie);
  const body = new URLSearchParams({ _csrf: page.token });
  for (const [name, value] of Object.entries(input.fields)) for (const one of [value].flat()) body.append(name, one);
  const response = await fetch(`${app.address}${input.to}`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie: page.cookie, origin: app.address },
  });
  return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
}

import { describe, expect, it } from 'vitest';
import { listenForPush } from './push.ts';

type Listener = (event: Record<string, unknown>) => void;

/** A service worker with nothing but what pushes need; `windows` are open pages of the site. */
function worker(windows: { focus(): Promise<void>; navigate(href: string): Promise<void> }[] = []) {
  const listeners = new Map<string, Listener>();
  const shown: [string, NotificationOptions][] = [];
  const opened: string[] = [];
  const fake = {
    addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    registration: { showNotification: async (title: string, options: NotificationOptions) => void shown.push([title, options]) },
    clients: { matchAll: async () => windows, openWindow: async (href: string) => void opened.push(href) },
  };
  listenForPush(fake as unknown as ServiceWorkerGlobalScope);
  const fire = async (name: string, event: Record<string, unknown>) => {
    let done: Promise<unknown> = Promise.resolve();
    listeners.get(name)?.({ ...event, waitUntil: (work: Promise<unknown>) => (done = work) });
    await done;
  };
  return { shown, opened, fire };
}
const push = (given: unknown) => ({ data: { json: () => given } });
const tapped = (data: unknown) => ({ notification: { data, close: () => undefined } });

describe('a push', () => {
  it('is shown with its words, and leads to its page', async () => {
    const { shown, fire } = worker();
    await fire('push', push({ id: 'm1', title: 'Đã có trả lời', text: 'Mời bạn xem.', href: '/account/notices/n1' }));
    expect(shown).toEqual([['Đã có trả lời', { body: 'Mời bạn xem.', data: { href: '/account/notices/n1' }, tag: 'm1' }]]);
  });

  it.each([
    [{ data: null }],
    [{ data: { json: () => JSON.parse('not json') } }],
    [push('text')],
    [push({ title: 7, href: 'https://evil.example' })],
    [push({ href: '//evil.example' })],
    [push({ href: '/\\evil.example' })],
  ])('shows something whatever comes, and never leads out of the site (%#)', async (event) => {
    const { shown, fire } = worker();
    await fire('push', event);
    expect(shown).toEqual([['YenBai-S', { body: '', data: { href: '/account/notices' } }]]);
  });
});

describe('a tap', () => {
  it('uses a window that is open', async () => {
    const went: string[] = [];
    const { opened, fire } = worker([{ focus: async () => undefined, navigate: async (href) => void went.push(href) }]);
    await fire('notificationclick', tapped({ href: '/account/notices/n1' }));
    expect([went, opened]).toEqual([['/account/notices/n1'], []]);
  });

  it('opens one where there is none, or where it can’t be used any more', async () => {
    const closed = { focus: () => Promise.reject(new Error('closed')), navigate: async () => undefined };
    const { opened, fire } = worker([closed]);
    await fire('notificationclick', tapped({ href: 'javascript:alert(1)' }));
    expect(opened).toEqual(['/account/notices']);
  });
});

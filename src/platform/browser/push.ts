/** Messages that the server pushes to this device. */

/** What a push carries: words that were made for the person, and the page of ours that they lead to. */
interface Pushed {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly href: string;
}

/** Reads what came, whatever it is: a browser that shows nothing after a push takes the permission back. */
function readPushed(given: unknown): Pushed {
  const text = (name: string): string => {
    const value = typeof given === 'object' && given !== null ? Object.entries(given).find(([key]) => key === name)?.[1] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const href = text('href');
  return {
    id: text('id'),
    title: text('title'),
    text: text('text'),
    // Only pages of ours, whoever sent it.
    href: /^\/(?![/\\])/.test(href) ? href : '/account/notices',
  };
}

function contentOf(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

/** Shows pushed messages and opens what they lead to; called once, by the service worker. */
export function listenForPush(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('push', (event) => {
    const { id, title, text, href } = readPushed(contentOf(event.data));
    const shown = { body: text, data: { href }, ...(id === '' ? {} : { tag: id }) };
    event.waitUntil(worker.registration.showNotification(title || 'YenBai-S', shown));
  });
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const { href } = readPushed(event.notification.data);
    event.waitUntil(open(worker, href));
  });
}

/** A window of ours that is open already is used again: on a phone there is one. */
async function open(worker: ServiceWorkerGlobalScope, href: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const window of windows) {
    try {
      await window.focus();
      await window.navigate(href);
      return;
    } catch {
      // It belongs to an older version, or was closed meanwhile.
    }
  }
  await worker.clients.openWindow(href);
}

/**
 * Forms that could not leave. Where there is no network a browser throws the page away for one of its own; a page that keeps what was typed is asked
 * first whether it stays. Used by the service worker and by such pages.
 */

const kind = 'form-not-sent';
/** A page answers at once or is none of those, milliseconds. */
const patience = 1_000;

/** In the worker: sends a form. Where it doesn't get through, a page that says it stays is left as it is; others see what the browser says. */
export async function sendOrStay(worker: ServiceWorkerGlobalScope, request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    // A page stays where an answer has no content (HTML, 7.4.5: navigation by a 204).
    if (await somebodyStays(worker, new URL(request.url).pathname)) return new Response(null, { status: 204 });
    throw error;
  }
}

async function somebodyStays(worker: ServiceWorkerGlobalScope, address: string): Promise<boolean> {
  const pages = await worker.clients.matchAll({ type: 'window' });
  const answers = pages.map(
    (page) =>
      new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        page.postMessage({ kind, address }, [port2]);
      }),
  );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience));
  return Promise.race([late, ...answers.map((answer) => answer.then(() => true))]);
}

/** In a page: `stays` is asked when a form for the address did not leave, and says whether it was this page's; then the page stays. */
export function whenNotSent(address: string, stays: () => boolean): void {
  navigator.serviceWorker?.addEventListener('message', ({ data, ports }: MessageEvent) => {
    if (data?.kind !== kind || data.address !== address || !stays()) return;
    ports[0]?.postMessage(true);
  });
}

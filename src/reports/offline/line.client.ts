/** A line that says what waits on this device, on pages where somebody might look for it. Looking also sends. */
import { openStore, watchOutgoing } from '../../platform/browser/index.ts';
import { draftKind, knowWriter } from './keeping.client.ts';
import { texts } from './messages.gen.ts';

const main = document.querySelector('main');
const t = texts[document.documentElement.lang === 'en' ? 'en' : 'vi'];

async function start(place: Element): Promise<void> {
  const store = await openStore();
  const line = document.createElement('p');
  line.className = 'kept-line';
  const link = document.createElement('a');
  link.href = '/reports/on-this-phone';
  line.append(link);
  const show = async (): Promise<void> => {
    const operations = await store.operations();
    const waiting = operations.filter(({ state }) => state === 'waiting').length;
    const needs = operations.filter(({ state }) => state === 'needs-you').length;
    const drafts = (await store.drafts(draftKind)).length;
    const said = [
      needs > 0 ? t.line_needs({ count: needs }) : '',
      waiting > 0 ? t.line_waiting({ count: waiting }) : '',
      drafts > 0 ? t.line_drafts({ count: drafts }) : '',
    ].filter(Boolean);
    link.textContent = said.join(' · ');
    if (said.length === 0) line.remove();
    else if (!line.isConnected) place.prepend(line);
  };
  watchOutgoing(store, () => void show().catch(() => undefined));
  await show();
  await knowWriter(store);
}

if (main) start(main).catch(() => undefined);

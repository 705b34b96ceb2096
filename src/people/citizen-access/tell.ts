import { momentText } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { tellPerson } from '../persons/notify.ts';
import { texts } from './messages.gen.ts';

/**
 * Tells a person, wherever they can be reached, that somebody signed in as them in a browser that was not known: if it was not them,
 * they learn of it and can end it. For every way in; in the transaction that opens the session.
 */
export async function tellNewBrowser(
  tx: Tx,
  context: Pick<Context, 'config' | 'vault' | 'messages'>,
  input: { readonly personId: string; readonly sessionId: string; readonly browser: string },
): Promise<void> {
  const { config } = context;
  const params = {
    product: config.PRODUCT_NAME,
    browser: input.browser,
    at: momentText(tx.clock.now(), config.TIME_ZONE),
    address: `${config.PUBLIC_URL?.host ?? ''}/account/devices`,
  };
  await tellPerson(tx, context, input.personId, {
    purpose: 'people.new-browser',
    key: `people.new-browser/${input.sessionId}`,
    subject: (lang) => texts[lang].tell_new_browser_subject(params),
    text: (lang) => texts[lang].tell_new_browser(params),
  });
}

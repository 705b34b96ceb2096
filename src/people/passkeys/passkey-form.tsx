/** The form that a page script fills: it asks for the challenge, has the browser answer, and sends the answer as a form. */
import type { ComponentChildren } from 'preact';
import { Actions, Button, FormToken, Notice, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** The page script that belongs to the form, by its name in the build. */
export const passkeyScript = 'people/passkeys/passkey.client.ts';

/** `begin` answers with the options for the browser; `what` says which of its two calls they are for. Without script only the notice shows. */
export function PasskeyForm(props: {
  view: View;
  what: 'get' | 'create';
  action: string;
  begin: string;
  button: string;
  children?: ComponentChildren;
}) {
  const t = texts[props.view.lang];
  return (
    <>
      <div id="passkey-needs-script">
        <Notice tone="waiting" title={t.needs_script_title()}>
          <p>{t.needs_script()}</p>
        </Notice>
      </div>
      <div id="passkey-part" hidden>
        <form
          id="passkey-form"
          class="form"
          method="post"
          action={props.action}
          data-what={props.what}
          data-begin={props.begin}
          data-unsupported={t.unsupported()}
          data-cancelled={t.cancelled()}
          data-already={t.already_here()}
          data-failed={t.failed()}
        >
          <FormToken view={props.view} />
          <input type="hidden" name="answer" value="" />
          {props.children}
          <p id="passkey-status" role="status" />
          <Actions>
            <Button large icon="good">
              {props.button}
            </Button>
          </Actions>
        </form>
      </div>
    </>
  );
}

/** What the form's script shows on its page: hidden until it is needed, so that its words come with the page. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Icon, Notice, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

export const formScript = 'reports/citizen/form.client.ts';
export const unfinishedScript = 'reports/citizen/unfinished.client.ts';

/** Who writes here: what somebody else wrote in the same window is not theirs. Empty for whoever isn't known. */
export const writerOf = ({ actor }: View): string => (actor.kind === 'anonymous' ? '' : `${actor.kind} ${actor.name}`);

/** Above the form: what was kept is filled in again. */
export function KeptNotice({ lang }: { lang: Lang }) {
  const t = texts[lang];
  return (
    <div class="contents" id="form-kept" role="status">
      <div hidden>
        <Notice>
          <p>{t.keep_found()}</p>
          <button class="linkish" type="button" id="form-empty">
            {t.keep_empty()}
          </button>
        </Notice>
      </div>
    </div>
  );
}

/** Beside the buttons: files are still on their way; or there is no network. */
export function FormNotices({ lang }: { lang: Lang }) {
  const t = texts[lang];
  return (
    <>
      <div id="form-waits" hidden tabIndex={-1} data-photos={t.keep_sending_photos()} data-recording={t.keep_sending_voice()}>
        <Notice>
          <div class="grid justify-items-start gap-2">
            <div>
              <p class="notice-title" role="status" />
              <p>{t.keep_sending_then()}</p>
            </div>
            <button class="button secondary" type="button" id="form-skip">
              <span>{t.keep_sending_skip()}</span>
            </button>
          </div>
        </Notice>
      </div>
      <div id="form-offline" hidden tabIndex={-1} role="alert">
        <Notice tone="waiting" title={t.keep_offline_title()}>
          <div class="grid justify-items-start gap-2">
            <p>{t.keep_offline_advice()}</p>
            <button class="button primary" type="button" id="form-again">
              <Icon name="history" />
              <span>{t.keep_offline_again()}</span>
            </button>
            <div id="form-without" hidden>
              <div class="grid justify-items-start gap-2">
                <p>{t.keep_offline_write_advice()}</p>
                <p id="form-without-files" hidden>
                  {t.keep_offline_files()}
                </p>
                <button class="button secondary" type="button">
                  <span>{t.keep_offline_write()}</span>
                </button>
              </div>
            </div>
            <p id="form-without-failed" role="status" data-failed={t.keep_offline_failed()} />
          </div>
        </Notice>
      </div>
    </>
  );
}

/** Above the tiles: a report was begun in this window. */
export function Unfinished({ view }: { view: View }) {
  const t = texts[view.lang];
  return (
    <div id="form-unfinished" hidden data-writer={writerOf(view)}>
      <Notice>
        <p class="notice-title" data-title={t.keep_unfinished({ title: '{title}' })} />
        <div class="actions">
          <a class="button primary" href="/reports/new">
            <span>{t.keep_go_on()}</span>
          </a>
          <button class="button secondary" type="button">
            <span>{t.keep_drop()}</span>
          </button>
        </div>
      </Notice>
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';
import { addressToShare, sharePath } from './preview.ts';
import type { View } from './view.ts';

/** What a public page offers to be passed on. It is the same for every reader and never holds personal data. */
export interface Sharing {
  /** The sentence with the answer, as the page shows it: goes before the address in messages, under the title in previews. */
  readonly text: string;
  /** The preview's title where the page's own title is not it. */
  readonly title?: string | undefined;
  /**
   * Own path of a public route that answers `image/svg+xml`, 1200 by 630, drawn in the font "Be Vietnam Pro" (400, 600):
   * `/coverage/picture.svg?on=2022-05-31`. Without it a card with title and text is drawn.
   */
  readonly picture?: string | undefined;
}

/**
 * “Chia sẻ”: opens a ready text with the page's address, and leads to picture, QR code and the sheet for the wall. The document
 * draws it for every page with `sharing`; pages don't place it themselves.
 */
export function Share({ view, sharing }: { view: View; sharing: Sharing }) {
  const t = texts[view.lang];
  return (
    <details class="page-tool" id="share" name="page-tools">
      <summary>
        <Icon name="share" small />
        {t.share()}
      </summary>
      <div class="page-panel">
        <ShareText view={view} text={`${sharing.text}\n${addressToShare(view)}`} picture={sharePath(view, '/picture.png')}>
          <a class="button quiet" href={sharePath(view, '')} rel="nofollow">
            <span>{t.share_more()}</span>
          </a>
        </ShareText>
      </div>
    </details>
  );
}

/** The ready text with what a script can do with it: send it with its picture, or copy it. */
export function ShareText(props: { view: Pick<View, 'lang'>; text: string; picture: string; children?: ComponentChildren }) {
  const t = texts[props.view.lang];
  return (
    <div class="share-text" data-share data-picture={props.picture} data-copied={t.share_copied()} data-refused={t.share_not_copied()}>
      <label for="share-text">{t.share_text()}</label>
      <p class="muted small" id="share-text-hint">
        {t.share_text_hint()}
      </p>
      <textarea id="share-text" class="input" rows={5} readOnly aria-describedby="share-text-hint">
        {props.text}
      </textarea>
      <div class="actions">
        <button class="button primary" type="button" hidden data-send>
          <Icon name="share" />
          <span>{t.share_send()}</span>
        </button>
        <button class="button secondary" type="button" hidden data-copy>
          <Icon name="document" />
          <span>{t.share_copy()}</span>
        </button>
        {props.children}
      </div>
      <p class="share-status" role="status" />
    </div>
  );
}

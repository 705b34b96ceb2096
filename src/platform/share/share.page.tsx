import { Card, type Page, PageHeading, pictureSize, QrPicture, ShareText, type View } from '../ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Shared } from './read.ts';

/** Scripts of pages with a text to send. */
const toolsScript = 'platform/ui/page-tools.client.ts';

/** `/share?path=`: every way to pass a page on, each without script. */
export function sharePage(view: View, shared: Shared): Page {
  const t = texts[view.lang];
  const { title, text, address } = shared;
  const about = `path=${encodeURIComponent(shared.path)}${view.lang === 'en' ? '&lang=en' : ''}`;
  const picture = `/share/picture.png?${about}`;
  return {
    title: t.title(),
    unlisted: true,
    scripts: [toolsScript],
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()}>
          <p>
            {t.what()}: <a href={shared.path}>{title}</a>
          </p>
        </PageHeading>
        <div class="side-by-side">
          <Card title={t.message()}>
            <ShareText view={view} text={`${text}\n${address}`} picture={picture} />
          </Card>
          <Card title={t.picture()}>
            <img
              class="share-picture"
              src={picture}
              alt={t.picture_alt({ title, text })}
              width={pictureSize.width}
              height={pictureSize.height}
              loading="lazy"
            />
            <p>
              <a href={picture} download>
                {t.picture_save()}
              </a>
            </p>
          </Card>
        </div>
        <Card title={t.qr()}>
          <div class="share-qr">
            <QrPicture text={address} label={t.qr_label({ address })} />
            <div>
              <p>{t.qr_use()}</p>
              <p class="share-address">{address}</p>
              <p>
                <a href={`/share/poster?${about}`} rel="nofollow">
                  {t.sheet()}
                </a>
              </p>
            </div>
          </div>
        </Card>
        <p>
          <a href={shared.path}>{t.back()}</a>
        </p>
      </>
    ),
  };
}

/** What stands where the form can't be opened, or not yet. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Notice } from '../../platform/ui/blocks.tsx';
import { PageHeading } from '../../platform/ui/heading.tsx';
import { texts } from './messages.gen.ts';

export function Closed({ lang, why }: { lang: Lang; why: 'opening' | 'unavailable' | 'no-ground' }) {
  const t = texts[lang];
  return (
    <>
      <PageHeading title={t.write_title()} />
      {why === 'opening' && <p role="status">{t.opening()}</p>}
      {why === 'unavailable' && (
        <>
          <Notice tone="danger" title={t.unavailable()} urgent>
            <p>{t.unavailable_advice()}</p>
          </Notice>
          <p>
            <a class="button primary" href="/reports/new">
              {t.no_script_link()}
            </a>
          </p>
        </>
      )}
      {why === 'no-ground' && (
        <>
          <Notice tone="waiting" title={t.no_ground()}>
            <p>{t.no_ground_advice()}</p>
          </Notice>
          <div class="actions">
            <button class="button primary" type="button" onClick={() => location.reload()}>
              {t.try_again()}
            </button>
            <a class="button secondary" href="/reports/on-this-phone">
              {t.here_title()}
            </a>
          </div>
        </>
      )}
    </>
  );
}

import type { Lang } from '../../platform/i18n/index.ts';
import { Card } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type Relative, titleName } from '../queries/index.ts';
import { days, shareWords } from './words.ts';

/** What a unit came from or became, with the share of each. */
export function Relatives({
  title,
  relatives,
  lang,
  named,
}: {
  title: string;
  relatives: readonly Relative[];
  lang: Lang;
  named: 'before' | 'after';
}) {
  const t = texts[lang];
  return (
    <Card title={title}>
      {relatives.length === 0 ? (
        <p class="muted">{t.no_successor()}</p>
      ) : (
        <ul class="grid gap-2">
          {relatives.map(({ unit, share, itself }) => (
            <li key={unit.id}>
              <a href={`/units/${unit.id}${named === 'before' && unit.existsTo !== null ? `?on=${unit.existsTo}` : ''}`}>
                {titleName(unit, lang)}
              </a>{' '}
              {unit.code !== null && <span class="code">{unit.code}</span>}
              <br />
              <span class="muted small">
                {itself
                  ? t.itself()
                  : named === 'before'
                    ? t.came_with({ share: shareWords(share, lang) })
                    : t.went_with({ share: shareWords(share, lang) })}{' '}
                · {days(unit.validFrom, unit.validTo, lang)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

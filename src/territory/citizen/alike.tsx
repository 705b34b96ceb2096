import type { Lang } from '../../platform/i18n/index.ts';
import { Notice } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type Alike, titleName, type UnitItem } from '../queries/index.ts';
import { days } from './words.ts';

/** Units that one could take for this one. Nothing when there are none. */
export function Lookalikes({ alike, lang }: { alike: Alike; lang: Lang }) {
  const { sameCode, sameName } = alike;
  if (sameCode.length === 0 && sameName.length === 0) return null;
  const t = texts[lang];
  return (
    <Notice title={t.lookalikes_title()}>
      {sameCode.length > 0 && <Others label={t.same_code()} units={sameCode} lang={lang} />}
      {sameName.length > 0 && <Others label={t.same_name()} units={sameName} lang={lang} />}
    </Notice>
  );
}

function Others({ label, units, lang }: { label: string; units: readonly UnitItem[]; lang: Lang }) {
  return (
    <div>
      <p>{label}</p>
      <ul class="grid gap-1">
        {units.map((unit) => (
          <li key={unit.id}>
            <a href={`/units/${unit.id}?on=${unit.validTo ?? unit.validFrom}`}>{titleName(unit, lang)}</a> (
            <span class="code">{unit.code ?? '–'}</span>
            {unit.parentName !== null && unit.parentTypeName !== null && (
              <>, {titleName({ name: unit.parentName, typeName: unit.parentTypeName }, lang)}</>
            )}
            ) · {days(unit.validFrom, unit.validTo, lang)}
          </li>
        ))}
      </ul>
    </div>
  );
}

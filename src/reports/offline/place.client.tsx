/** Where it is: by the device's own position, or commune, village and landmark, without any map. */
import { useState } from 'preact/hooks';
import type { Lang } from '../../platform/i18n/index.ts';
import { Card } from '../../platform/ui/blocks.tsx';
import { ChoiceField, type FieldProblem, problemOf, SelectField, TextField } from '../../platform/ui/form.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { texts as citizenTexts } from '../citizen/messages.gen.ts';
import { limits } from '../contract.ts';
import { texts } from './messages.gen.ts';
import { type Ground, type GroundCategory, nearestCommune } from './model/ground.ts';
import type { Writing } from './model/writing.ts';

/** A position less exact than this says little about where a hole in the road is, metres. */
const rough = 200;

interface WhereProps {
  readonly lang: Lang;
  readonly ground: Ground;
  readonly category: GroundCategory;
  readonly writing: Writing;
  readonly problems: readonly FieldProblem[];
  readonly change: (update: (writing: Writing) => Writing) => void;
}

export function Where({ lang, ground, category, writing, problems, change }: WhereProps) {
  const t = texts[lang];
  const c = citizenTexts[lang];
  const [said, say] = useState('');
  const [busy, setBusy] = useState(false);
  const commune = ground.communes.find(([code]) => code === writing.commune);
  const needed = category.place === 'required';

  function locate(): void {
    setBusy(true);
    say(c.where_gps_wait());
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { latitude: lat, longitude: lon, accuracy } = coords;
        const near = writing.commune === '' ? nearestCommune(ground, { lat, lon }) : null;
        change((now) => ({
          ...now,
          lat: Number(lat.toFixed(6)),
          lon: Number(lon.toFixed(6)),
          accuracy: Math.round(accuracy),
          ...(near && now.commune === '' ? { commune: near[0], village: '', villageName: '' } : {}),
        }));
        const metres = String(Math.round(accuracy));
        const found = accuracy > rough ? c.where_gps_rough({ metres }) : c.where_gps_done({ metres });
        say([found, near ? t.gps_near({ name: near[1] }) : ''].filter(Boolean).join(' '));
        setBusy(false);
      },
      () => {
        say(c.where_gps_denied());
        setBusy(false);
      },
      { enableHighAccuracy: true, timeout: 60_000, maximumAge: 30_000 },
    );
  }

  return (
    <Card title={t.section_where()}>
      <p class="hint">{c.where_intro()}</p>
      {'geolocation' in navigator && (
        <button class="button secondary" type="button" aria-busy={busy} onClick={locate}>
          <Icon name="place" />
          <span>{c.where_gps()}</span>
        </button>
      )}
      <p role="status">{said || (writing.lat === null ? '' : c.where_has_point())}</p>
      {writing.lat !== null && (
        <button
          class="button quiet"
          type="button"
          onClick={() => {
            say('');
            change((now) => ({ ...now, lat: null, lon: null, accuracy: null }));
          }}
        >
          <span>{t.point_drop()}</span>
        </button>
      )}
      <SelectField
        lang={lang}
        name="commune"
        label={c.where_commune()}
        options={[{ value: '', label: c.where_commune_choose() }, ...ground.communes.map(([value, label]) => ({ value, label }))]}
        value={writing.commune}
        error={problemOf(problems, 'commune')}
        optional={!needed}
      />
      {commune && commune[4].length > 0 && (
        <SelectField
          lang={lang}
          name="village"
          label={c.where_village()}
          options={[{ value: '', label: c.where_village_choose() }, ...commune[4].map(([value, label]) => ({ value, label }))]}
          value={writing.village}
          optional
        />
      )}
      <TextField
        lang={lang}
        name="place_words"
        label={c.where_words()}
        hint={c.where_words_hint()}
        value={writing.placeWords}
        maxLength={limits.placeWords}
        error={problemOf(problems, 'place_words')}
        autoComplete="on"
        optional
      />
      <ChoiceField
        lang={lang}
        name="at_home"
        label={c.where_home_label()}
        many
        options={[{ value: 'yes', label: c.where_home(), hint: c.where_home_hint() }]}
        value={writing.atHome ? 'yes' : ''}
        optional
      />
    </Card>
  );
}

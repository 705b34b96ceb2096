/** The third piece: where it is. By the phone's own position, by a pin, or in words alone. */
import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  type FieldProblem,
  Icon,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { limits } from '../contract.ts';
import { type Draft, type Piece, pointOf } from './draft.ts';
import { formScript } from './form-notices.tsx';
import { Frame } from './frame.tsx';
import { texts } from './messages.gen.ts';
import { PinMap } from './pin-map.tsx';
import type { Place } from './places.ts';

interface WhereContent {
  readonly draft: Draft;
  readonly communes: readonly Place[];
  readonly villages: readonly Place[];
  /** The commune was found from the point and not chosen. */
  readonly guessed: Place | null;
  readonly placeNeeded: boolean;
  readonly problems: readonly FieldProblem[];
  readonly next: Piece;
}

export function wherePage(view: View, content: WhereContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { draft, communes, villages, guessed, problems } = content;
  const point = pointOf(draft);
  const accuracy = Number(draft.accuracy);
  return {
    title: t.where_title(),
    unlisted: true,
    scripts: [formScript, 'reports/citizen/where.client.ts', 'reports/citizen/pin.client.ts'],
    body: (
      <Frame
        view={view}
        piece="where"
        draft={draft}
        title={t.where_title()}
        intro={t.where_intro()}
        step={3}
        problems={problems}
        shown={['how', 'commune', 'village', 'lat', 'lon', 'accuracy', 'place_words', 'at_home']}
        back="say"
        next={{ go: content.next, label: t.next() }}
      >
        <input type="hidden" name="how" id="place-how" value={draft.how} />
        <input type="hidden" name="lat" id="place-lat" value={draft.lat} />
        <input type="hidden" name="lon" id="place-lon" value={draft.lon} />
        <input type="hidden" name="accuracy" id="place-accuracy" value={draft.accuracy} />
        <div
          id="gps"
          hidden
          data-wait={t.where_gps_wait()}
          data-done={t.where_gps_done({ metres: '{metres}' })}
          data-rough={t.where_gps_rough({ metres: '{metres}' })}
          data-denied={t.where_gps_denied()}
          data-guess={t.where_commune_guess({ name: '{name}' })}
        >
          <button class="button secondary large" type="button" data-gps>
            <Icon name="place" />
            <span>{t.where_gps()}</span>
          </button>
          <p class="hint">{t.where_gps_hint()}</p>
        </div>
        <p id="place-status" role="status">
          {point &&
            (Number.isFinite(accuracy) && accuracy > 0
              ? t.where_has_point_accuracy({ metres: Math.round(accuracy) })
              : t.where_has_point())}
        </p>
        {point && (
          <Button kind="quiet" name="go" value="no-point">
            {t.where_point_drop()}
          </Button>
        )}
        <SelectField
          lang={lang}
          name="commune"
          label={t.where_commune()}
          hint={guessed ? t.where_commune_guess({ name: guessed.name }) : undefined}
          options={[{ value: '', label: t.where_commune_choose() }, ...communes.map(({ id, label }) => ({ value: id, label }))]}
          value={draft.commune}
          error={problemOf(problems, 'commune')}
          optional={!content.placeNeeded}
        />
        <div id="villages" data-choose={t.where_village_choose()}>
          <span id="villages-button">
            <Button kind="secondary" name="go" value="villages">
              {t.where_commune_button()}
            </Button>
          </span>
          {villages.length > 0 ? (
            <SelectField
              lang={lang}
              name="village"
              label={t.where_village()}
              options={[{ value: '', label: t.where_village_choose() }, ...villages.map(({ id, label }) => ({ value: id, label }))]}
              value={draft.village}
              optional
            />
          ) : (
            <div id="village-none" hidden>
              <SelectField
                lang={lang}
                name="village"
                label={t.where_village()}
                options={[{ value: '', label: t.where_village_choose() }]}
                value=""
                optional
              />
            </div>
          )}
        </div>
        <TextField
          lang={lang}
          name="place_words"
          label={content.placeNeeded ? t.where_words_needed() : t.where_words()}
          hint={t.where_words_hint()}
          value={draft.placeWords}
          maxLength={limits.placeWords}
          error={problemOf(problems, 'place_words')}
          autoComplete="on"
          optional={!content.placeNeeded}
        />
        <ChoiceField
          lang={lang}
          name="at_home"
          label={t.where_home_label()}
          many
          options={[{ value: 'yes', label: t.where_home(), hint: t.where_home_hint() }]}
          value={draft.atHome ? 'yes' : ''}
          optional
        />
        <div id="pin" hidden data-set={t.pin_set({ name: '{name}', km: '{km}' })}>
          <Card title={t.pin_title()}>
            <p class="hint" id="pin-hint">
              {t.pin_hint()}
            </p>
            <PinMap lang={lang} places={communes} />
            <p role="status" id="pin-status" />
          </Card>
        </div>
      </Frame>
    ),
  };
}

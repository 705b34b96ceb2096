/** Fills in the place: from the device's own position, and the villages of a chosen commune. The form works without it. */
const gps = document.getElementById('gps');
const statusLine = document.getElementById('place-status');
const commune = document.querySelector<HTMLSelectElement>('select[name=commune]');
const villages = document.getElementById('villages');
const language = document.documentElement.lang;

/** A position less exact than this says little about where a hole in the road is, metres. */
const rough = 200;

const set = (id: string, value: string): void => {
  const field = document.getElementById(id);
  if (field instanceof HTMLInputElement) field.value = value;
};
const say = (text: string): void => {
  if (statusLine) statusLine.textContent = text;
};

interface Unit {
  readonly id: string;
  readonly name: string;
  readonly typeName: string;
}

async function units(query: Readonly<Record<string, string>>): Promise<readonly Unit[]> {
  const response = await fetch(`/api/v1/units?${new URLSearchParams({ lang: language, ...query })}`);
  if (!response.ok) return [];
  const { items } = (await response.json()) as { items: Unit[] };
  return items;
}

/** The villages of the commune, as the next piece of the form would offer them: equal names carry the commune that they belonged to. */
async function showVillages(): Promise<void> {
  const select = villages?.querySelector<HTMLSelectElement>('select[name=village]');
  const form = commune?.form;
  if (!form || !villages || !select) return;
  const kept = select.value;
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') asked.append(name, value);
  asked.set('go', 'villages');
  const answer =
    commune.value === ''
      ? null
      : await fetch(form.getAttribute('action') ?? '', { method: 'POST', body: asked, headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : '', 'text/html');
  const found = [...page.querySelectorAll<HTMLOptionElement>('select[name=village] option')].filter(({ value }) => value !== '');
  const options = found.map(({ value, text }) => new Option(text, value, false, value === kept));
  select.replaceChildren(new Option(villages.dataset.choose ?? '', ''), ...options);
  const hidden = document.getElementById('village-none');
  if (hidden) hidden.hidden = found.length === 0;
}

if (commune && villages) {
  const button = document.getElementById('villages-button');
  if (button) button.hidden = true;
  const hidden = document.getElementById('village-none');
  if (hidden && commune.value !== '') void showVillages();
  commune.addEventListener('change', () => void showVillages());
}

if (gps && 'geolocation' in navigator) {
  gps.hidden = false;
  const button = gps.querySelector<HTMLElement>('[data-gps]');
  button?.addEventListener('click', () => {
    button.setAttribute('aria-busy', 'true');
    say(gps.dataset.wait ?? '');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => void placed(coords).finally(() => button.removeAttribute('aria-busy')),
      () => {
        button.removeAttribute('aria-busy');
        say(gps.dataset.denied ?? '');
      },
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 30_000 },
    );
  });
}

async function placed({ latitude, longitude, accuracy }: GeolocationCoordinates): Promise<void> {
  set('place-how', 'gps');
  set('place-lat', latitude.toFixed(6));
  set('place-lon', longitude.toFixed(6));
  set('place-accuracy', String(Math.round(accuracy)));
  const words = accuracy > rough ? gps?.dataset.rough : gps?.dataset.done;
  let said = (words ?? '').replace('{metres}', String(Math.round(accuracy)));
  try {
    const [unit] = await units({ near: `${latitude.toFixed(6)},${longitude.toFixed(6)}` });
    if (unit && commune && [...commune.options].some((option) => option.value === unit.id)) {
      commune.value = unit.id;
      said += ` ${(gps?.dataset.guess ?? '').replace('{name}', `${unit.typeName} ${unit.name}`)}`;
      await showVillages();
    }
  } catch {
    // Without network the commune is found when the form arrives.
  }
  say(said);
  document.dispatchEvent(new CustomEvent('report-place'));
}

export {};

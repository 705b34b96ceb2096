/** Takes a report that is being written over into the form that works without network, as a draft of this device. */
import { nameOf, openStore } from '../../platform/browser/index.ts';
import { fetchGround, saveDraft } from '../offline/keeping.client.ts';
import type { Ground } from '../offline/model/ground.ts';
import { readWriting, type Writing } from '../offline/model/writing.ts';
import type { Kept } from './form-kept.client.ts';

const degrees = (typed: string | undefined): number | null => {
  const value = Number((typed ?? '').replace(',', '.'));
  return typed === undefined || typed === '' || Number.isNaN(value) ? null : value;
};

/** The parts of a commune's name: lists put its kind before it or, to be found by the name, in brackets after it. */
const partsOf = (name: string): string => name.toLowerCase().replace(/[()]/g, ' ').split(' ').filter(Boolean).sort().join(' ');

/** The place as the other form names it: communes by their code, villages by a part of their id. Nothing where the device has no list of them. */
function placeIn(kept: Kept, ground: Ground | null): Pick<Writing, 'commune' | 'village' | 'villageName'> {
  const { village = '' } = kept.fields;
  const communes = ground === null ? [] : ground.communes;
  for (const [commune, , , , villages] of village === '' ? [] : communes) {
    const found = villages.find(([key]) => village.endsWith(key));
    if (found) return { commune, village: found[0], villageName: found[1] };
  }
  const named = communes.filter(([, name]) => partsOf(name) === partsOf(kept.communeName));
  return { commune: named.length === 1 ? (named[0]?.[0] ?? '') : '', village: '', villageName: '' };
}

/** What the other form makes of what was kept: the same fields under its own names. */
function writingOf(kept: Kept, ground: Ground | null): Writing {
  const { fields } = kept;
  const answers = Object.entries(fields).filter(([name]) => name.startsWith('q-'));
  return readWriting({
    ...placeIn(kept, ground),
    category: fields.category,
    noticed: fields.noticed === 'yes',
    words: fields.words,
    answers: Object.fromEntries(answers.map(([name, value]) => [name.slice(2), value])),
    language: fields.language,
    lat: degrees(fields.lat),
    lon: degrees(fields.lon),
    accuracy: degrees(fields.accuracy),
    placeWords: fields.place_words,
    atHome: fields.at_home === 'yes',
    keepPrivate: fields.keep_private === 'yes',
    name: fields.name,
    phone: fields.phone,
    answerBy: fields.answer_by,
  });
}

/** Saves it as a draft with the same id, so that it stays one report, and gives its address. Rejects with `NotSaved`: then nothing was saved. */
export async function takeOver(kept: Kept, files: readonly File[]): Promise<string> {
  const { id = '' } = kept.fields;
  const store = await openStore();
  const blobs = new Map<string, Blob>();
  const refs = await Promise.all(
    files.map(async (file) => {
      const hash = await nameOf(file);
      blobs.set(hash, file);
      return { hash, name: file.name, type: file.type, size: file.size };
    }),
  );
  const once = refs.filter(({ hash }, at) => refs.findIndex((other) => other.hash === hash) === at);
  const ground = await fetchGround(document.documentElement.lang);
  await saveDraft(store, { id, writing: writingOf(kept, ground), files: once }, kept.title, blobs);
  store.close();
  return `/reports/write?draft=${encodeURIComponent(id)}`;
}

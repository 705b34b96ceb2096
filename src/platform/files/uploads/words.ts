import type { Lang } from '../../i18n/index.ts';
import type { RefusalWords } from '../../module/index.ts';
import type { Refusal } from '../../outcome/index.ts';
import { texts } from './messages.gen.ts';
import type { UploadKind } from './types.ts';

/** What is wrong with a file and what to do now, with the file's name where the refusal carries it; null for refusals of others. */
export function uploadRefusalText({ code, params = {} }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const kindNames: Record<UploadKind, string> = {
    image: t.kind_image(),
    video: t.kind_video(),
    audio: t.kind_audio(),
    document: t.kind_document(),
  };
  const number = (name: string) => Number(params[name] ?? 0);
  const kinds = () =>
    Object.entries(kindNames)
      .filter(([kind]) => String(params.kinds).split(' ').includes(kind))
      .map(([, name]) => name)
      .join(', ');
  const words: Readonly<Record<string, () => RefusalWords>> = {
    'files.empty': () => ({ title: t.empty_title(), advice: t.empty_advice() }),
    'files.too-large': () => ({ title: t.too_large_title(), advice: t.too_large_advice({ megabytes: number('megabytes') }) }),
    'files.too-many': () => ({
      title: t.too_many_title(),
      advice: t.too_many_advice({ most: number('most'), megabytes: number('megabytes') }),
    }),
    'files.kind': () => ({ title: t.kind_title(), advice: t.kind_advice({ kinds: kinds() }) }),
    'files.heic': () => ({ title: t.heic_title(), advice: t.heic_advice() }),
    'files.damaged': () => ({ title: t.damaged_title(), advice: t.damaged_advice() }),
    'files.bomb': () => ({ title: t.bomb_title(), advice: t.bomb_advice({ megapixels: number('megapixels') }) }),
    'files.unreadable': () => ({ title: t.unreadable_title(), advice: t.unreadable_advice() }),
    'files.too-long': () => ({ title: t.too_long_title(), advice: t.too_long_advice({ seconds: number('seconds') }) }),
    'files.macros': () => ({ title: t.macros_title(), advice: t.macros_advice() }),
    'files.lost': () => ({ title: t.lost_title(), advice: t.lost_advice() }),
    'files.gone': () => ({ title: t.gone_title(), advice: t.gone_advice() }),
    'files.unfinished': () => ({ title: t.unfinished_title(), advice: t.unfinished_advice() }),
    'files.taken': () => ({ title: t.taken_title(), advice: t.taken_advice() }),
    'files.purpose': () => ({ title: t.purpose_title(), advice: t.purpose_advice() }),
    'files.conflict': () => ({ title: t.conflict_title(), advice: t.conflict_advice() }),
    'files.too-much': () => ({ title: t.too_much_title(), advice: t.too_much_advice() }),
    'files.checksum': () => ({ title: t.checksum_title(), advice: t.checksum_advice() }),
    'files.checksum-unknown': () => ({ title: t.checksum_unknown_title(), advice: t.checksum_unknown_advice() }),
    'files.version': () => ({ title: t.version_title(), advice: t.version_advice() }),
    'files.offset-missing': () => ({ title: t.offset_title(), advice: t.offset_advice() }),
    'files.length-missing': () => ({ title: t.length_title(), advice: t.length_advice() }),
    'files.bytes-expected': () => ({ title: t.bytes_title(), advice: t.bytes_advice() }),
    'files.too-often': () => ({ title: t.too_often_title(), advice: t.too_often_advice({ seconds: number('seconds') }) }),
  };
  const found = words[code]?.() ?? null;
  const { name = '' } = params;
  return found && name !== '' ? { ...found, title: t.with_name({ name: String(name), what: found.title }) } : found;
}

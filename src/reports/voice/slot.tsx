/** A page of a citizen with its “Nghe” button, before everything else: whoever can't read finds it first. */
import type { Reader } from '../../platform/db/index.ts';
import { soundOf } from '../../platform/speech/index.ts';
import { Listen, listenScript, type Page, type View } from '../../platform/ui/index.ts';

/** The page with what can be heard of it: the texts with these names. `back` is where the choice of a language leads back to without script. */
export async function withSound(
  reader: Reader,
  view: View,
  page: Page,
  { keys, back }: { readonly keys: readonly string[]; readonly back: string },
): Promise<Page> {
  const sound = await soundOf(reader, keys);
  if (sound.texts.length === 0) return page;
  return {
    ...page,
    scripts: [...(page.scripts ?? []), listenScript],
    body: (
      <>
        <Listen lang={view.lang} sound={sound} back={back} />
        {page.body}
      </>
    ),
  };
}
